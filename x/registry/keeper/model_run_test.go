package keeper_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

// run is the registry and its model, side by side.
type run struct {
	fixture
	test     *testing.T
	model    *model
	names    map[string]string
	accepted map[string]int
}

var (
	somebody = []string{
		"CN-31", "DE", "FR", "council", "de-charite", "de-charite/recorder", "cn-31-ruijin", "fr-aphp", "de-waiting",
		"a", "b", "c", "d", "e", "f",
	}
	somewhere = []string{"CN-31", "DE", "FR", "NL", "XX"}
	someones  = []string{"de-charite", "de-waiting", "de-paused", "de-gone", "cn-31-ruijin", "fr-aphp", "de-new", "nl-new", "de-nobody"}
	schemes   = []string{"DE/a", "DE/b", "CN-31/a", "NL/a"}
	moments   = []int64{0, 1, 60, 99, 100, 500, 999, 1000}
)

func oneOf[T any](t *rapid.T, name string, from []T) T { return rapid.SampledFrom(from).Draw(t, name) }

// by is mostly one of those who may.
func (r *run) by(t *rapid.T, able ...string) string {
	if len(able) == 0 || rapid.IntRange(0, 7).Draw(t, "anybody") == 0 {
		return addr(oneOf(t, "signer", somebody))
	}
	slices.Sort(able)
	return addr(oneOf(t, "able", able))
}

func (r *run) council(t *rapid.T) string { return r.by(t, "council") }

// authority of a jurisdiction, or of any where it is not there.
func (r *run) authority(t *rapid.T, id string) string {
	if j := r.model.jurisdictions[id]; j != nil {
		return r.by(t, j.authority)
	}
	var able []string
	for j := range maps.Values(r.model.jurisdictions) {
		able = append(able, j.authority)
	}
	return r.by(t, able...)
}

// responsible is the authority of a participant's jurisdiction.
func (r *run) responsible(t *rapid.T, id string) string {
	if p := r.model.participants[id]; p != nil {
		return r.authority(t, p.jurisdiction)
	}
	return r.authority(t, strings.ToUpper(id[:2]))
}

// accounts of a participant, or of all, of which some hold a permission.
func (r *run) accountsOf(participant string, permission types.Permission) []string {
	var able []string
	for name, a := range r.model.accounts {
		if (participant == "" || a.participant == participant) && (permission == 0 || slices.Contains(a.permissions, permission)) {
			able = append(able, name)
		}
	}
	return able
}

// issuer is the authority of a scheme, or one that it named.
func (r *run) issuer(t *rapid.T, scheme string) string {
	owner, _, _ := strings.Cut(scheme, "/")
	if named := r.model.schemes[scheme]; len(named) > 0 && rapid.Bool().Draw(t, "named") {
		return r.by(t, r.accountsOf(oneOf(t, "issuer", named), types.Permission_PERMISSION_ATTEST)...)
	}
	return r.authority(t, owner)
}

func (r *run) address(t *rapid.T) string { return addr(oneOf(t, "address", somebody)) }

// unused is mostly an address that speaks for nobody.
func (r *run) unused(t *rapid.T) string {
	var able []string
	for _, name := range somebody {
		if r.model.free(name, "") {
			able = append(able, name)
		}
	}
	return r.by(t, able...)
}

// later is a moment from now on, or now, or any.
func (r *run) later(t *rapid.T, name string) int64 {
	return oneOf(t, name, []int64{0, r.now() - 1, r.now(), r.now() + 50, r.now() + 100, r.now() + 500})
}

// try has the registry and the model handle a message.
func (r *run) try(t *rapid.T, msg sdk.Msg) {
	before, accounts := r.state(r.test)
	err := r.send(r.test, msg)
	r.model.now = r.now()
	require.Equal(t, r.model.accept(msg, r.names), err == nil, "%T %s: %v", msg, msg, err)
	if err == nil {
		r.accepted[sdk.MsgTypeURL(msg)]++
		require.Len(t, r.ctx.EventManager().Events(), 1)
	} else {
		after, accountsAfter := r.state(r.test)
		require.Equal(t, before, after)
		require.Equal(t, accounts, accountsAfter)
	}
	r.pass(0)
}

// check compares the state with the model, and what both say of a past moment.
func (r *run) check(t *rapid.T) {
	broken, err := r.k.Invariants(r.ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
	state, _ := r.state(r.test)
	moment := r.now() - oneOf(t, "ago", []int64{0, 1, 100, 1000, 3000})
	r.checkJurisdictions(t, state, moment)
	r.checkParticipants(t, state, moment)
	require.Len(t, state.Accounts, len(r.model.accounts))
	for name, a := range r.model.accounts {
		stored, err := r.k.Accounts.Get(r.ctx, key(name))
		require.NoError(t, err)
		require.Equal(t, types.Account{Address: addr(name), Participant: a.participant, Permissions: a.permissions}, stored)
	}
}

func (r *run) checkJurisdictions(t *rapid.T, state *types.GenesisState, moment int64) {
	require.Equal(t, slices.Sorted(maps.Keys(r.model.jurisdictions)), ids(state.Jurisdictions, func(j types.Jurisdiction) string { return j.Id }))
	for _, j := range state.Jurisdictions {
		want := r.model.jurisdictions[j.Id]
		require.Equal(t, addr(want.authority), j.Authority)
		require.Equal(t, want.active(), j.Active(r.now()))
		require.Equal(t, want.profiles, ids(j.Profiles, func(p types.Profile) int64 { return p.Since }))
		past, err := r.k.PastJurisdiction(r.ctx, j.Id, moment)
		require.NoError(t, err)
		require.Equal(t, at(want.status, moment).active, past.History.At(moment) == policy.StatusActive)
	}
	for _, h := range state.Handovers {
		want := r.model.jurisdictions[h.Jurisdiction].handover
		require.Equal(t, &modelHandover{r.names[h.Successor], h.Replacement(), h.OpensAt, h.ClosesAt}, want)
	}
	for id, j := range r.model.jurisdictions {
		has, err := r.k.Handovers.Has(r.ctx, id)
		require.NoError(t, err)
		require.Equal(t, j.handover != nil, has)
	}
}

func (r *run) checkParticipants(t *rapid.T, state *types.GenesisState, moment int64) {
	require.Equal(t, slices.Sorted(maps.Keys(r.model.participants)), ids(state.Participants, func(p types.Participant) string { return p.Id }))
	for _, p := range state.Participants {
		want := r.model.participants[p.Id]
		require.Equal(t, want.last(), p.StatusAt(r.now()))
		require.ElementsMatch(t, want.accreditations, p.Accreditations)
		room, err := r.k.Room(r.ctx, p.Id)
		require.NoError(t, err)
		require.Equal(t, want.room(r.model.params), room, p.Id)
		past, err := r.k.PastParticipant(r.ctx, p.Id, moment)
		require.NoError(t, err)
		require.Equal(t, at(want.status, moment).status == active, past.History.At(moment) == policy.StatusActive)
		for role := range policy.Roles() {
			n := int32(policy.Roles()[role])
			require.Equal(t, want.holds(n, moment), past.HasRole(policy.Role(n), moment), "%s: role %d at %d", p.Id, n, moment)
			require.Equal(t, want.holds(n, r.now()), p.Holds(policy.Role(n), r.now()), "%s: role %d", p.Id, n)
		}
	}
}

func ids[E, I any](list []E, id func(E) I) []I {
	out := make([]I, len(list))
	for i, e := range list {
		out[i] = id(e)
	}
	return out
}

// those participants that are so, in order.
func (r *run) those(so func(*modelParticipant) bool) []string {
	var out []string
	for id, p := range r.model.participants {
		if so(p) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// roles are periods of each role that do not overlap, whatever holds now.
func (r *run) roles(t *rapid.T) []types.RoleGrant {
	var out []types.RoleGrant
	for _, role := range []vocabulary.Role{vocabulary.Role_ROLE_DATA_HOLDER, vocabulary.Role_ROLE_DATA_USER, vocabulary.Role_ROLE_PAYER} {
		if rapid.Bool().Draw(t, "held now") {
			out = append(out, types.RoleGrant{Role: role, Until: oneOf(t, "until", []int64{0, r.now(), r.now() + 60, r.now() + 300})})
			if out[len(out)-1].Until == 0 {
				continue
			}
		}
		if rapid.Bool().Draw(t, "held later") {
			out = append(out, types.RoleGrant{Role: role, From: r.now() + 300, Until: oneOf(t, "later until", []int64{0, r.now() + 400})})
		}
	}
	if len(out) == 0 {
		out = append(out, types.RoleGrant{Role: vocabulary.Role_ROLE_AUDITOR})
	}
	return out
}

// The registry does what its model does, whatever is sent to it, and goes on from
// its exported state as if nothing had happened.
func TestTheRegistryBehavesAsItsModel(t *testing.T) {
	accepted := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		r := &run{fixture: newFixture(t), test: t, model: newModel(), names: map[string]string{}, accepted: accepted}
		for _, name := range append(slices.Clone(somebody), slices.Collect(maps.Keys(r.model.accounts))...) {
			r.names[addr(name)] = name
		}
		actions := r.actions()
		names := slices.Sorted(maps.Keys(actions))
		for range rapid.IntRange(1, 120).Draw(rt, "steps") {
			actions[oneOf(rt, "action", names)](rt)
			r.check(rt)
		}
	})
	require.Len(t, accepted, 22, "every message was accepted at least once: %v", accepted)
}

func (r *run) actions() map[string]func(*rapid.T) {
	actions := map[string]func(*rapid.T){
		"pass": func(t *rapid.T) {
			r.pass(oneOf(t, "seconds", moments))
		},
		"export and import": func(t *rapid.T) {
			exported, _ := r.state(r.test)
			g := emptyFixture(r.test)
			maps.Copy(g.accounts, r.accounts)
			g.ctx = g.ctx.WithBlockTime(r.ctx.BlockTime())
			require.NoError(t, exported.Validate())
			require.NoError(t, g.k.InitGenesis(g.ctx, exported))
			again, _ := g.state(r.test)
			require.Equal(t, exported, again)
			r.fixture = g
		},
	}
	for name, message := range r.messages() {
		actions[name] = func(t *rapid.T) { r.try(t, message(t)) }
	}
	return actions
}

func (r *run) messages() map[string]func(*rapid.T) sdk.Msg {
	place := func(t *rapid.T) string { return oneOf(t, "jurisdiction", somewhere) }
	who := func(t *rapid.T) string { return oneOf(t, "participant", someones) }
	messages := map[string]func(*rapid.T) sdk.Msg{
		"register": func(t *rapid.T) sdk.Msg {
			return &types.MsgRegisterJurisdiction{Council: r.council(t), Id: place(t), Name: "Name", JurisdictionAuthority: r.unused(t)}
		},
		"suspend jurisdiction": func(t *rapid.T) sdk.Msg {
			return &types.MsgSuspendJurisdiction{Council: r.council(t), Jurisdiction: place(t)}
		},
		"reinstate jurisdiction": func(t *rapid.T) sdk.Msg {
			return &types.MsgReinstateJurisdiction{Council: r.council(t), Jurisdiction: place(t)}
		},
		"reinstate jurisdiction soon": func(t *rapid.T) sdk.Msg {
			return &types.MsgReinstateJurisdiction{Council: r.council(t), Jurisdiction: place(t)}
		},
		"replace": func(t *rapid.T) sdk.Msg {
			return &types.MsgReplaceAuthority{Council: r.council(t), Jurisdiction: place(t), Successor: r.unused(t)}
		},
		"params": func(t *rapid.T) sdk.Msg {
			p := params()
			p.ProfileNotice = oneOf(t, "notice", []int64{1, 100})
			p.ReplacementDelay = oneOf(t, "delay", []int64{1, 1000})
			return &types.MsgUpdateParams{Council: r.council(t), Params: p}
		},
		"adopt": func(t *rapid.T) sdk.Msg {
			return &types.MsgAdoptProfile{Authority: r.authority(t, place(t)), Profile: types.Profile{Since: r.later(t, "since")}}
		},
		"transfer": func(t *rapid.T) sdk.Msg {
			return &types.MsgTransferAuthority{Authority: r.authority(t, place(t)), Successor: r.unused(t)}
		},
		"accept": func(t *rapid.T) sdk.Msg {
			id := place(t)
			if j := r.model.jurisdictions[id]; j != nil && j.handover != nil {
				return &types.MsgAcceptAuthority{Successor: r.by(t, j.handover.successor), Jurisdiction: id}
			}
			return &types.MsgAcceptAuthority{Successor: r.address(t), Jurisdiction: id}
		},
		"object": func(t *rapid.T) sdk.Msg { return &types.MsgObjectToReplacement{Authority: r.authority(t, place(t))} },
		"set roles": func(t *rapid.T) sdk.Msg {
			id := who(t)
			return &types.MsgSetRoles{Authority: r.responsible(t, id), Participant: id, Roles: r.roles(t)}
		},
		"set state allowance": func(t *rapid.T) sdk.Msg {
			id := who(t)
			return &types.MsgSetStateAllowance{
				Authority: r.responsible(t, id), Participant: id,
				StateAllowance: oneOf(t, "bytes", []uint64{0, 1, 60, 100, 200, 1 << 20, types.DefaultMaxStateAllowance, types.DefaultMaxStateAllowance + 1}),
			}
		},
		"set issuers": func(t *rapid.T) sdk.Msg {
			scheme := oneOf(t, "scheme", schemes)
			owner, _, _ := strings.Cut(scheme, "/")
			return &types.MsgSetSchemeIssuers{
				Authority: r.authority(t, owner), Scheme: scheme,
				Issuers: oneOf(t, "issuers", [][]string{nil, {"de-charite"}, {"cn-31-ruijin", "de-charite"}, {"de-nobody"}}),
			}
		},
		"accredit": func(t *rapid.T) sdk.Msg {
			scheme := oneOf(t, "scheme", schemes)
			return &types.MsgAccredit{
				Issuer: r.issuer(t, scheme), Participant: who(t), Scheme: scheme, CredentialDigest: digest(oneOf(t, "credential", []byte{1, 2})),
				From: oneOf(t, "from", []int64{0, r.now() + 50}), Until: oneOf(t, "until", []int64{0, r.now() + 20, r.now() + 500}),
			}
		},
		"revoke": func(t *rapid.T) sdk.Msg {
			id := oneOf(t, "holder", append(r.those(func(p *modelParticipant) bool { return len(p.accreditations) > 0 }), "de-gone"))
			held := append(slices.Clone(r.model.participants[id].accreditations), types.Accreditation{Scheme: "DE/a", CredentialDigest: digest(9)})
			a := oneOf(t, "held", held)
			return &types.MsgRevokeAccreditation{
				Issuer: r.issuer(t, a.Scheme), Participant: id, Scheme: a.Scheme, CredentialDigest: a.CredentialDigest,
			}
		},
	}
	maps.Copy(messages, r.statusMessages(who))
	maps.Copy(messages, r.accountMessages(who))
	return messages
}

func (r *run) statusMessages(who func(*rapid.T) string) map[string]func(*rapid.T) sdk.Msg {
	return map[string]func(*rapid.T) sdk.Msg{
		"onboard": func(t *rapid.T) sdk.Msg {
			id := oneOf(t, "new", []string{"de-new", "nl-new", "de-charite"})
			return &types.MsgOnboardParticipant{
				Authority: r.responsible(t, id), Id: id, Name: "Name", Admin: r.unused(t),
				Roles: []vocabulary.Role{vocabulary.Role_ROLE_DATA_USER},
			}
		},
		"activate": func(t *rapid.T) sdk.Msg {
			id := oneOf(t, "waiting", []string{"de-waiting", "de-new", "nl-new"})
			return &types.MsgActivateParticipant{Authority: r.responsible(t, id), Participant: id}
		},
		"suspend": func(t *rapid.T) sdk.Msg {
			id := who(t)
			return &types.MsgSuspendParticipant{Authority: r.responsible(t, id), Participant: id}
		},
		"reinstate": func(t *rapid.T) sdk.Msg {
			id := oneOf(t, "paused", append(r.those(func(p *modelParticipant) bool { return p.is(suspended) }), "de-charite"))
			return &types.MsgReinstateParticipant{Authority: r.responsible(t, id), Participant: id}
		},
		"offboard": func(t *rapid.T) sdk.Msg {
			id := oneOf(t, "leaving", []string{"de-waiting", "de-new", "de-gone"})
			return &types.MsgOffboardParticipant{Authority: r.responsible(t, id), Participant: id}
		},
	}
}

func (r *run) accountMessages(who func(*rapid.T) string) map[string]func(*rapid.T) sdk.Msg {
	admin := func(t *rapid.T) (signer, participant string) {
		id := who(t)
		return r.by(t, r.accountsOf(id, types.Permission_PERMISSION_ADMIN)...), id
	}
	return map[string]func(*rapid.T) sdk.Msg{
		"bind": func(t *rapid.T) sdk.Msg {
			signer, _ := admin(t)
			return &types.MsgBindAccount{
				Admin: signer, Address: r.unused(t), Permissions: oneOf(t, "permissions", [][]types.Permission{{1}, {3}, {1, 4}, {4}}),
			}
		},
		"unbind": func(t *rapid.T) sdk.Msg {
			signer, participant := admin(t)
			return &types.MsgUnbindAccount{Admin: signer, Address: r.by(t, r.accountsOf(participant, 0)...)}
		},
		"rotate": func(t *rapid.T) sdk.Msg {
			signer, participant := admin(t)
			return &types.MsgRotateAccount{Admin: signer, Address: r.by(t, r.accountsOf(participant, 0)...), Successor: r.unused(t)}
		},
	}
}
