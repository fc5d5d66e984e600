package keeper_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

// inForceBetween lists the ids of what is in force at a moment, for every pair.
func inForceBetween(t require.TestingT, f *fixture, facts world.Recognition, at int64) map[types.Pair][]string {
	found := map[types.Pair][]string{}
	for _, p := range modelPairs() {
		list, err := facts.PolicyAgreements(f.ctx, p.From, p.To)
		require.NoError(t, err)
		for _, a := range list {
			if a.History.At(at) == policy.StatusInForce && a.Validity.Contains(at) {
				found[p] = append(found[p], a.ID)
			}
		}
		slices.Sort(found[p])
	}
	return found
}

// A dry run says what then happens, and happens to nothing itself.
func TestASuppositionSaysWhatThenHappens(t *testing.T) {
	var suspended, begun int
	rapid.Check(t, func(rt *rapid.T) {
		r := newModelRun(t)
		steps := r.steps()
		steps[""] = func(rt *rapid.T) {
			by, id := r.someone(rt), r.some(rt)
			before := r.export()
			if s := r.actable(id, by); s != nil {
				supposed, err := r.keeper.Supposing(r.ctx, world.Supposition{Agreement: id, Party: by})
				require.NoError(rt, err)
				expected := inForceBetween(rt, r.fixture, supposed, r.now)
				r.aside(func() {
					if !s.stopped[by] {
						require.NoError(rt, r.send(onAgreed["suspend"](authority(by), id)))
					}
					require.Equal(rt, inForceBetween(rt, r.fixture, r.keeper, r.now), expected)
				})
				suspended++
			}
			if d := r.drafts[id]; r.canBegin(d) {
				supposed, err := r.keeper.Supposing(r.ctx, world.Supposition{Agreement: id, InForce: true})
				require.NoError(rt, err)
				expected := inForceBetween(rt, r.fixture, supposed, r.now)
				r.aside(func() {
					for _, party := range d.parties {
						if !slices.Contains(d.signed, party) {
							require.NoError(rt, r.send(certification(party, id)))
						}
					}
					require.Equal(rt, inForceBetween(rt, r.fixture, r.keeper, r.now), expected)
				})
				begun++
			}
			require.Equal(rt, before, r.export())
		}
		rt.Repeat(steps)
	})
	require.Positive(t, suspended)
	require.Positive(t, begun)
}

// canBegin reports whether a draft comes into force now if those certify who have not.
func (r *modelRun) canBegin(d *modelDraft) bool {
	return d != nil && d.complete == 0 && !d.closed && d.from <= r.now && !d.expired(r.now) &&
		(d.amends == "" || r.amendable(d.amends)) &&
		!slices.ContainsFunc(d.parties, func(party string) bool { return r.idle[party] })
}

// aside does something of which nothing stays.
func (r *modelRun) aside(do func()) {
	kept := r.ctx
	r.ctx, _ = kept.CacheContext()
	do()
	r.ctx = kept
}

func TestWhatCannotBeSupposedIsRefused(t *testing.T) {
	f := newFixture(t)
	f.propose(proposal())
	suspended := world.Supposition{Agreement: "de-fr-it-care", Party: "DE"}
	inForce := world.Supposition{Agreement: "de-fr-it-care", InForce: true}
	refused := func(s world.Supposition, want error) {
		t.Helper()
		_, err := f.keeper.Supposing(f.ctx, s)
		require.ErrorIs(t, err, want)
	}
	refused(world.Supposition{Agreement: "de-nothing"}, types.ErrAgreementUnknown)
	refused(suspended, types.ErrNotCertified)
	_, err := f.keeper.Supposing(f.ctx, inForce)
	require.NoError(t, err)

	f.certify("de-fr-it-care", "DE", "FR", "IT")
	suspended.Party = "CN-31"
	refused(suspended, types.ErrSenderNotParty)
	_, err = f.keeper.Supposing(f.ctx, inForce)
	require.NoError(t, err, "what is certified and has not begun")

	rejected := proposal()
	rejected.Id = "de-rejected"
	f.propose(rejected)
	_, err = f.msgs.RejectAgreement(f.ctx, &types.MsgRejectAgreement{Authority: authority("FR"), Agreement: "de-rejected"})
	require.NoError(t, err)
	refused(world.Supposition{Agreement: "de-rejected", InForce: true}, types.ErrNotProposed)
}

// The end of a version's own validity stands, its beginning does not; and where nobody is
// named every party is supposed to suspend.
func TestASuppositionHoldsAtEveryMomentUpToTheEnd(t *testing.T) {
	f := newFixture(t)
	f.propose(proposal()) // From a minute after start on, for an hour.
	supposed, err := f.keeper.Supposing(f.ctx, world.Supposition{Agreement: "de-fr-it-care", InForce: true})
	require.NoError(t, err)
	pair := types.Pair{From: "FR", To: "DE"}
	for at, want := range map[int64]int{0: 1, start: 1, start + 3659: 1, start + 3660: 0} {
		require.Len(t, inForceBetween(t, f, supposed, at)[pair], want, "%d", at-start)
	}
	f.certify("de-fr-it-care", "DE", "FR", "IT")
	require.Len(t, inForceBetween(t, f, f.keeper, start+60)[pair], 1)
	supposed, err = f.keeper.Supposing(f.ctx, world.Supposition{Agreement: "de-fr-it-care"})
	require.NoError(t, err)
	require.Empty(t, inForceBetween(t, f, supposed, start+60))
	supposed, err = f.keeper.Supposing(f.ctx, world.Supposition{Agreement: "de-fr-it-care", Party: "IT"})
	require.NoError(t, err)
	require.Len(t, inForceBetween(t, f, supposed, start+60)[pair], 1, "a rule between two others")
}
