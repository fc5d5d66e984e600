package keeper_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
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
	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/keeper"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	chainID  = "assent-test"
	attester = "attester of de-charite"
	relayer  = "relayer of de-charite"
	other    = "attester and relayer of de-ukm"
	foreign  = "attester of fr-ap-hp"

	authority = "authority of DE"
	council   = "council"

	start = int64(1_772_500_000) // A moment well within a day, UTC.
	hour  = int64(60 * 60)
	day   = 24 * hour
)

var errNotAllowed = errors.New("account has no such permission")

// registry is the accounts that the tests send from, and the institutions that
// decisions read.
type registry struct {
	// room is what the state allowance of de-charite has left, in bytes; nil is enough.
	room *uint64
}

func (registry) Authority(_ context.Context, address string) (string, error) {
	switch address {
	case "authority of DE":
		return "DE", nil
	case "authority of FR":
		return "FR", nil
	default:
		return "", errNotAllowed
	}
}

func (r registry) Room(context.Context, string) (uint64, error) {
	if r.room == nil {
		return 1 << 30, nil
	}
	return *r.room, nil
}

func (r registry) Occupy(_ context.Context, participant string, bytes uint64) error {
	if r.room != nil && participant == "de-charite" {
		*r.room -= min(*r.room, bytes)
	}
	return nil
}

func (registry) Authorize(_ context.Context, address string, p permission.Permission) (permission.Member, error) {
	berlin := permission.Member{Participant: "de-charite", Jurisdiction: "DE"}
	switch {
	case address == attester && p == permission.Attest, address == relayer && p == permission.Relay:
		return berlin, nil
	case address == other && (p == permission.Attest || p == permission.Relay):
		return permission.Member{Participant: "de-ukm", Jurisdiction: "DE"}, nil
	case address == foreign && p == permission.Attest:
		return permission.Member{Participant: "fr-ap-hp", Jurisdiction: "FR"}, nil
	default:
		return permission.Member{}, errNotAllowed
	}
}

// de-uke was suspended for a day that is archived.
const (
	suspendedFrom = start - 2*day
	historyFrom   = start - day
)

func (registry) PolicyParticipant(_ context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	if id == "fr-dkfz" {
		return world.Recorded[policy.Participant]{Value: policy.Participant{
			ID: id, Jurisdiction: "FR", History: policy.History{{Status: policy.StatusActive}},
		}}, true, nil
	}
	if id != "de-charite" && id != "de-ukm" && id != "de-dkfz" && id != "de-uke" {
		return world.Recorded[policy.Participant]{}, false, nil
	}
	recorded := world.Recorded[policy.Participant]{Value: policy.Participant{
		ID:           id,
		Jurisdiction: "DE",
		History:      policy.History{{Status: policy.StatusActive}},
		Roles:        []policy.RolePeriod{{Role: policy.RoleDataUser}},
	}}
	if id == "de-uke" {
		recorded.HistoryFrom = historyFrom
	}
	return recorded, true, nil
}

func (registry) PolicyJurisdiction(_ context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	return world.Recorded[policy.Jurisdiction]{
		Value: policy.Jurisdiction{ID: id, History: policy.History{{Status: policy.StatusActive}}},
	}, id == "DE" || id == "FR", nil
}

func (r registry) PastParticipant(ctx context.Context, id string, at int64) (policy.Participant, error) {
	recorded, _, err := r.PolicyParticipant(ctx, id)
	if id != "de-uke" || at >= historyFrom || err != nil {
		return policy.Participant{}, errors.New("what is hot says it")
	}
	if at < suspendedFrom {
		return policy.Participant{}, world.ErrTooFarBack
	}
	recorded.Value.History = policy.History{
		{Status: policy.StatusSuspended, Since: suspendedFrom}, {Status: policy.StatusActive, Since: historyFrom},
	}
	return recorded.Value, nil
}

func (registry) PastJurisdiction(context.Context, string, int64) (policy.Jurisdiction, error) {
	return policy.Jurisdiction{}, errors.New("what is hot says it")
}

func (registry) PolicyAgreements(context.Context, string, string) ([]policy.Agreement, error) {
	return nil, nil
}

// Supposing knows one draft, under which everything may pass from DE to FR.
func (registry) Supposing(_ context.Context, s world.Supposition) (world.Recognition, error) {
	if s != (world.Supposition{Agreement: "de-fr", InForce: true}) {
		return nil, errors.New("no such draft")
	}
	return openBorder{}, nil
}

type openBorder struct{}

func (openBorder) PolicyAgreements(_ context.Context, from, to string) ([]policy.Agreement, error) {
	if from != "DE" || to != "FR" {
		return nil, nil
	}
	return []policy.Agreement{{
		ID: "de-fr", History: policy.History{{Status: policy.StatusInForce}}, Rules: []policy.Rule{{From: from, To: to}},
	}}, nil
}

// writes counts what is set in the store, and what is read of it.
type writes struct {
	store.KVStoreService
	count int
	reads int
}

func (w *writes) OpenKVStore(ctx context.Context) store.KVStore {
	return countingStore{KVStore: w.KVStoreService.OpenKVStore(ctx), writes: w}
}

type countingStore struct {
	store.KVStore
	writes *writes
}

func (s countingStore) Get(key []byte) ([]byte, error) {
	s.writes.reads++
	return s.KVStore.Get(key)
}

func (s countingStore) Iterator(start, end []byte) (store.Iterator, error) {
	s.writes.reads++
	return s.KVStore.Iterator(start, end)
}

func (s countingStore) ReverseIterator(start, end []byte) (store.Iterator, error) {
	s.writes.reads++
	return s.KVStore.ReverseIterator(start, end)
}

func (s countingStore) Set(key, value []byte) error {
	s.writes.count++
	return s.KVStore.Set(key, value)
}

type fixture struct {
	t       testing.TB
	ctx     sdk.Context
	keeper  keeper.Keeper
	msgs    types.MsgServer
	server  types.QueryServer
	queries types.QueryServer // As de-charite asks.
	writes  *writes
	room    *uint64
}

// newFixture is a module without subjects, in a block at the start.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient"))
	w := &writes{KVStoreService: runtime.NewKVStoreService(key)}
	room := uint64(1 << 30)
	k := keeper.NewKeeper(codec.NewProtoCodec(codectypes.NewInterfaceRegistry()), w, registry{room: &room}, council)
	f := &fixture{
		room:   &room,
		t:      t,
		ctx:    ctx.WithChainID(chainID).WithBlockHeight(1),
		keeper: k,
		msgs:   keeper.NewMsgServer(k),
		server: keeper.NewQueryServer(k, world.NewAssembler(registry{}, k, registry{}, nil), registry{}),
		writes: w,
	}
	f.queries = f.asks("de-charite")
	require.NoError(t, k.InitGenesis(f.ctx, types.DefaultGenesis()))
	f.at(start)
	return f
}

// at goes on to a block at the moment.
func (f *fixture) at(moment int64) {
	f.ctx = f.ctx.WithBlockHeight(f.ctx.BlockHeight() + 1).
		WithBlockTime(time.Unix(moment, 0).UTC()).
		WithEventManager(sdk.NewEventManager())
}

func (f *fixture) now() int64 { return f.ctx.BlockTime().Unix() }

// pass goes on to a block that much later, in seconds.
func (f *fixture) pass(seconds int64) { f.at(f.now() + seconds) }

func (f *fixture) export() *types.GenesisState {
	f.t.Helper()
	state, err := f.keeper.ExportGenesis(f.ctx)
	require.NoError(f.t, err)
	require.NoError(f.t, state.Validate())
	return state
}

// subject reads a subject that must be enrolled.
func (f *fixture) subject(w *wallet) types.Subject {
	f.t.Helper()
	s, err := f.keeper.Subjects.Get(f.ctx, w.id())
	require.NoError(f.t, err)
	return s
}

func (f *fixture) enrol(as string, enrolments ...types.Enrolment) ([]types.Outcome, error) {
	res, err := f.msgs.EnrolSubjects(f.ctx, &types.MsgEnrolSubjects{Attester: as, Enrolments: enrolments})
	if err != nil {
		return nil, err
	}
	return res.Outcomes, nil
}

func (f *fixture) give(directives ...types.SignedDirective) ([]types.Outcome, error) {
	res, err := f.msgs.GiveConsent(f.ctx, &types.MsgGiveConsent{Relayer: relayer, Directives: directives})
	if err != nil {
		return nil, err
	}
	return res.Outcomes, nil
}

func (f *fixture) withdraw(withdrawals ...types.SignedWithdrawal) ([]types.Outcome, error) {
	res, err := f.msgs.WithdrawConsent(f.ctx, &types.MsgWithdrawConsent{Relayer: relayer, Withdrawals: withdrawals})
	if err != nil {
		return nil, err
	}
	return res.Outcomes, nil
}

// mustGive gives one directive and returns its id.
func (f *fixture) mustGive(d types.SignedDirective) []byte {
	f.t.Helper()
	outcomes, err := f.give(d)
	require.NoError(f.t, err)
	require.Len(f.t, outcomes, 1)
	require.Zero(f.t, outcomes[0].Code)
	return outcomes[0].Id
}

// wallet is the key of a subject, with the sequence that it signed last.
type wallet struct {
	f        *fixture
	key      *ecdsa.PrivateKey
	sequence uint64
}

// newWallet has a key that follows from its name.
func (f *fixture) newWallet(name string) *wallet {
	f.t.Helper()
	seed := sha256.Sum256([]byte(name))
	key, err := crypto.ToECDSA(seed[:])
	require.NoError(f.t, err)
	return &wallet{f: f, key: key}
}

// enrolled is a wallet whose subject is enrolled with de-charite.
func (f *fixture) enrolled(name string) *wallet {
	f.t.Helper()
	w := f.newWallet(name)
	_, err := f.enrol(attester, w.enrolment("de-charite", "DE"))
	require.NoError(f.t, err)
	return w
}

func (w *wallet) address() [20]byte { return crypto.PubkeyToAddress(w.key.PublicKey) }

func (w *wallet) id() []byte {
	a := w.address()
	return a[:]
}

func (w *wallet) subject() string { return types.SubjectID(w.id()) }

func (w *wallet) signature(digest [32]byte, err error) []byte {
	w.f.t.Helper()
	require.NoError(w.f.t, err)
	signature, err := directive.Sign(digest, w.key)
	require.NoError(w.f.t, err)
	return signature
}

func (w *wallet) enrolment(holder, jurisdiction string) types.Enrolment {
	e := directive.Enrolment{
		Subject: w.address(), Holder: holder, HomeJurisdiction: jurisdiction, Deadline: w.f.now() + hour,
	}
	return types.Enrolment{Subject: w.id(), Deadline: e.Deadline, Signature: w.signature(e.Digest(chainID))}
}

// says is a directive with the next sequence and a deadline in an hour.
func (w *wallet) says(p policy.Provision) directive.Directive {
	w.sequence++
	return directive.Directive{
		Subject: w.address(), Provision: p, Sequence: w.sequence, Deadline: w.f.now() + hour,
	}
}

func (w *wallet) sign(d directive.Directive) types.SignedDirective {
	w.f.t.Helper()
	signed, err := types.NewSignedDirective(d, w.signature(d.Digest(chainID)))
	require.NoError(w.f.t, err)
	return signed
}

// signs is says and sign.
func (w *wallet) signs(p policy.Provision) types.SignedDirective {
	w.f.t.Helper()
	return w.sign(w.says(p))
}

// ends is a withdrawal with the next sequence and a deadline in an hour.
func (w *wallet) ends(id []byte) types.SignedWithdrawal {
	w.f.t.Helper()
	w.sequence++
	return w.signWithdrawal(directive.Withdrawal{
		Subject: w.address(), Directive: [32]byte(id), Sequence: w.sequence, Deadline: w.f.now() + hour,
	})
}

func (w *wallet) signWithdrawal(m directive.Withdrawal) types.SignedWithdrawal {
	w.f.t.Helper()
	return types.NewSignedWithdrawal(m, w.signature(m.Digest(chainID)))
}

// Provisions that the tests say.
var (
	refuseAll = policy.Provision{Effect: policy.EffectDeny}
	research  = policy.Provision{
		Effect: policy.EffectPermit,
		Match:  policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)},
	}
	genomicForOne = policy.Provision{
		Effect: policy.EffectPermit,
		Match: policy.Match{
			Recipients: []policy.Selector{{Kind: policy.SelectorParticipant, ID: "de-dkfz"}},
			Categories: policy.SetOf(policy.CategoryGenomic),
		},
	}
	allButGenomic = policy.Provision{
		Effect: policy.EffectPermit,
		Exceptions: []policy.Provision{{
			Effect: policy.EffectDeny,
			Match:  policy.Match{Categories: policy.SetOf(policy.CategoryGenomic, policy.CategoryOmics)},
		}},
	}
)

// wide is a provision of that many nodes, the root among them.
func wide(nodes int) policy.Provision {
	p := policy.Provision{Effect: policy.EffectPermit}
	for range nodes - 1 {
		p.Exceptions = append(p.Exceptions, refuseAll)
	}
	return p
}

// deep is a provision of that many levels.
func deep(levels int) types.Provision {
	p := types.Provision{Effect: 1}
	for range levels - 1 {
		p = types.Provision{Effect: 2, Exceptions: []types.Provision{p}}
	}
	return p
}
