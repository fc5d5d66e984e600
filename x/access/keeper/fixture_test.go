package keeper_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/keeper"
	"github.com/assent-ledger/assent/x/access/types"
)

const (
	chainID = "assent-test"
	// start is the block time with which every fixture begins.
	start = 1_790_000_000
	// hospital writes the trail pacs.
	hospital = "de-hospital"
	pacs     = hospital + "/pacs"
)

var (
	errNotPermitted = errors.New("not permitted")
	errBroken       = errors.New("broken")
	errNoRoom       = errors.New("no room")
)

// facts is the state of the other modules: the accounts of hospital and clinic, and
// a world that each test may change.
type facts struct {
	participants  map[string]policy.Participant
	jurisdictions map[string]policy.Jurisdiction
	agreements    []policy.Agreement
	subjects      map[string]world.SubjectFacts
	// historyFrom of participants and jurisdictions, by id.
	historyFrom map[string]int64
	reads       int
	// room is what the state allowance has left, in bytes.
	room uint64
	// broken is the kind of fact that cannot be read.
	broken string
}

// read counts a read of a kind of fact.
func (w *facts) read(fact string) error {
	w.reads++
	if fact == w.broken {
		return errBroken
	}
	return nil
}

func newFacts() *facts {
	active := policy.History{{Status: policy.StatusActive, Since: 1}}
	w := &facts{
		room:         1 << 26,
		participants: map[string]policy.Participant{},
		jurisdictions: map[string]policy.Jurisdiction{
			"DE": {ID: "DE", History: active}, "FR": {ID: "FR", History: active},
		},
		agreements: []policy.Agreement{{
			ID: "de-fr", History: policy.History{{Status: policy.StatusInForce, Since: 1}},
			Rules: []policy.Rule{{From: "DE", To: "FR"}},
		}},
		subjects: map[string]world.SubjectFacts{},
	}
	for id, home := range map[string]string{hospital: "DE", "de-practice": "DE", "fr-clinic": "FR"} {
		w.participants[id] = policy.Participant{ID: id, Jurisdiction: home, History: active}
	}
	return w
}

func (w *facts) Authorize(_ context.Context, address string, p permission.Permission) (permission.Member, error) {
	switch {
	case address == "admin" && p == permission.Admin, address == "recorder" && p == permission.Record:
		return permission.Member{Participant: hospital, Jurisdiction: "DE"}, nil
	case address == "foreign" && (p == permission.Record || p == permission.Attest):
		return permission.Member{Participant: "fr-clinic", Jurisdiction: "FR"}, nil
	case address == "relayer" && p == permission.Relay:
		return permission.Member{Participant: hospital, Jurisdiction: "DE"}, nil
	case address == "attester" && p == permission.Attest:
		return permission.Member{Participant: "de-practice", Jurisdiction: "DE"}, nil
	default:
		return permission.Member{}, errNotPermitted
	}
}

func (w *facts) Authority(_ context.Context, address string) (string, error) {
	switch address {
	case "authority of DE":
		return "DE", nil
	case "authority of FR":
		return "FR", nil
	default:
		return "", errNotPermitted
	}
}

func (w *facts) Reviewer(ctx context.Context, address string) (permission.Member, error) {
	if id, err := w.Authority(ctx, address); err == nil {
		return permission.Member{Jurisdiction: id}, nil
	}
	return w.Authorize(ctx, address, permission.Attest)
}

func (w *facts) Inquirer(_ context.Context, address string) (permission.Inquirer, error) {
	who, known := inquirers()[address]
	if !known {
		return permission.Inquirer{}, errNotPermitted
	}
	return who, nil
}

func (w *facts) JurisdictionOf(_ context.Context, id string) (string, error) {
	return w.participants[id].Jurisdiction, nil
}

// Occupy takes of the room of the hospital what there is.
func (w *facts) Occupy(_ context.Context, _ string, bytes uint64) error {
	w.room -= min(w.room, bytes)
	return nil
}

// Claim refuses once the hospital has no room left.
func (w *facts) Claim(_ context.Context, participant string, bytes uint64) error {
	if bytes > w.room {
		return fmt.Errorf("%w: %s, %d bytes", errNoRoom, participant, bytes)
	}
	w.room -= bytes
	return nil
}

func (w *facts) PolicyParticipant(_ context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	p, found := w.participants[id]
	return world.Recorded[policy.Participant]{Value: p, HistoryFrom: w.historyFrom[id]}, found, w.read("participant")
}

func (w *facts) PolicyJurisdiction(_ context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	j, found := w.jurisdictions[id]
	return world.Recorded[policy.Jurisdiction]{Value: j, HistoryFrom: w.historyFrom[id]}, found, w.read("jurisdiction")
}

func (*facts) PastParticipant(context.Context, string, int64) (policy.Participant, error) {
	return policy.Participant{}, world.ErrTooFarBack
}

func (*facts) PastJurisdiction(context.Context, string, int64) (policy.Jurisdiction, error) {
	return policy.Jurisdiction{}, world.ErrTooFarBack
}

func (w *facts) SubjectFacts(_ context.Context, subject string) (world.SubjectFacts, error) {
	return w.subjects[subject], w.read("subject")
}

func (w *facts) PolicyAgreements(_ context.Context, from, to string) ([]policy.Agreement, error) {
	if from != "DE" || to != "FR" {
		return nil, w.read("agreements")
	}
	return w.agreements, w.read("agreements")
}

// enrol a subject with the hospital, with what it said.
func (w *facts) enrol(subject []byte, said ...policy.Directive) {
	id := types.SubjectID(subject)
	f := world.SubjectFacts{Holders: []world.Holder{{Participant: hospital, Since: 1}}}
	for _, d := range said {
		d.Subject = id
		f.Directives = append(f.Directives, d)
		f.Nodes += nodes(d.Provision)
	}
	w.subjects[id] = f
}

// change the facts about a subject.
func (w *facts) change(subject []byte, change func(*world.SubjectFacts)) {
	f := w.subjects[types.SubjectID(subject)]
	change(&f)
	w.subjects[types.SubjectID(subject)] = f
}

func nodes(p policy.Provision) int {
	n := 1
	for _, e := range p.Exceptions {
		n += nodes(e)
	}
	return n
}

// permits everything, from an hour before start until a moment; 0 is for ever.
func permits(until int64) policy.Directive {
	d := policy.Directive{ID: "yes", GrantedAt: start - 3600, Provision: policy.Provision{Effect: policy.EffectPermit}}
	if until != 0 {
		d.EndedAt = policy.At(until)
	}
	return d
}

// stores counts the writes to a store.
type stores struct {
	inner  store.KVStoreService
	writes int
}

type counted struct {
	store.KVStore
	writes *int
}

func (s *stores) OpenKVStore(ctx context.Context) store.KVStore {
	return counted{s.inner.OpenKVStore(ctx), &s.writes}
}

func (c counted) Set(key, value []byte) error {
	*c.writes++
	return c.KVStore.Set(key, value)
}

func (c counted) Delete(key []byte) error {
	*c.writes++
	return c.KVStore.Delete(key)
}

type fixture struct {
	testing.TB
	ctx     sdk.Context
	keeper  keeper.Keeper
	msgs    types.MsgServer
	queries types.QueryServer
	facts   *facts
	stores  *stores
	// cases is the store of cases.
	cases *stores
}

// newFixture has one empty trail, pacs, of the hospital.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := emptyFixture(t)
	require.NoError(t, f.keeper.InitGenesis(f.ctx, types.DefaultGenesis()))
	f.open("pacs")
	f.stores.writes = 0
	return f
}

func emptyFixture(t testing.TB) *fixture {
	t.Helper()
	keys := storetypes.NewKVStoreKeys(types.StoreKey, types.CasesStoreKey)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil)
	w := newFacts()
	f := &fixture{
		TB: t, facts: w,
		stores: &stores{inner: runtime.NewKVStoreService(keys[types.StoreKey])},
		cases:  &stores{inner: runtime.NewKVStoreService(keys[types.CasesStoreKey])},
	}
	f.ctx = ctx.WithChainID(chainID)
	f.keeper = keeper.NewKeeper(codec.NewProtoCodec(codectypes.NewInterfaceRegistry()), f.stores, f.cases, w, world.NewAssembler(w, w, w, nil), "council")
	f.msgs, f.queries = keeper.NewMsgServer(f.keeper), keeper.NewQueryServer(f.keeper)
	f.at(7, start)
	return f
}

// at sets the block's height and time.
func (f *fixture) at(height, secs int64) {
	f.ctx = f.ctx.WithBlockHeight(height).WithBlockTime(time.Unix(secs, 0).UTC())
}

func (f *fixture) open(name string) {
	f.Helper()
	_, err := f.msgs.OpenTrail(f.ctx, &types.MsgOpenTrail{Admin: "admin", Name: name})
	require.NoError(f, err)
}

// record appends events to pacs where it ends.
func (f *fixture) record(events ...types.Event) *types.MsgRecordAccessResponse {
	f.Helper()
	size, err := f.keeper.TrailSize(f.ctx, pacs)
	require.NoError(f, err)
	r, err := f.msgs.RecordAccess(f.ctx, batch(size, events...))
	require.NoError(f, err)
	return r
}

func (f *fixture) export() *types.GenesisState {
	f.Helper()
	state, err := f.keeper.ExportGenesis(f.ctx)
	require.NoError(f, err)
	return state
}

func batch(first uint64, events ...types.Event) *types.MsgRecordAccess {
	return &types.MsgRecordAccess{Recorder: "recorder", Trail: pacs, FirstIndex: first, Events: events}
}

// subject is the n-th one.
func subject(n uint32) []byte {
	return binary.BigEndian.AppendUint32(bytes.Repeat([]byte{0xab}, types.SubjectSize-4), n)
}

// event of the hospital disclosing a summary of subject 1 to a practice for
// treatment, at a moment.
func event(at int64) types.Event {
	return types.Event{
		Side:     types.Side_SIDE_DISCLOSER,
		Exchange: bytes.Repeat([]byte{1}, types.ExchangeSize), Subject: subject(1),
		Controller: hospital, Recipient: "de-practice",
		Actor:      bytes.Repeat([]byte{2}, types.ActorSize),
		Profession: vocabulary.Profession_PROFESSION_PHYSICIAN,
		Purpose:    vocabulary.Purpose_PURPOSE_TREATMENT,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_PATIENT_SUMMARY},
		Action:     vocabulary.Action_ACTION_ACCESS,
		OccurredAt: at,
		Resource:   bytes.Repeat([]byte{3}, types.ResourceSize),
		Salt:       bytes.Repeat([]byte{4}, types.SaltSize),
	}
}
