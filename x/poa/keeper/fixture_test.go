package keeper_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/poa/keeper"
	"github.com/assent-ledger/assent/x/poa/types"
)

const council = "assent1council"

// countingStore counts what is written to a store.
type countingStore struct {
	store.KVStoreService
	writes *int
}

func (s countingStore) OpenKVStore(ctx context.Context) store.KVStore {
	return countingKV{s.KVStoreService.OpenKVStore(ctx), s.writes}
}

type countingKV struct {
	store.KVStore
	writes *int
}

func (kv countingKV) Set(key, value []byte) error {
	*kv.writes++
	return kv.KVStore.Set(key, value)
}

func (kv countingKV) Delete(key []byte) error {
	*kv.writes++
	return kv.KVStore.Delete(key)
}

const (
	start       = int64(1_772_500_000)
	firstHeight = int64(1_000)
)

var (
	errNotAllowed = errors.New("account has no such permission")
	errNotActive  = errors.New("participant is not active")
)

// registry knows the operator of each participant, and who is suspended.
type registry struct{ suspended map[string]bool }

func operator(participant string) string { return "operator of " + participant }

func (r registry) Authorize(_ context.Context, address string, p permission.Permission) (permission.Member, error) {
	participant, ok := strings.CutPrefix(address, "operator of ")
	if !ok || p != permission.Operate || r.suspended[participant] {
		return permission.Member{}, errNotAllowed
	}
	return permission.Member{Participant: participant}, nil
}

func (r registry) RequireNodeOperator(_ context.Context, participant string) error {
	if r.suspended[participant] {
		return errNotActive
	}
	return nil
}

type fixture struct {
	ctx      sdk.Context
	k        keeper.Keeper
	msgs     types.MsgServer
	queries  types.QueryServer
	registry registry
	writes   *int
}

// emptyFixture has no validator.
func emptyFixture(t testing.TB) *fixture {
	t.Helper()
	storeKey := storetypes.NewKVStoreKey(types.StoreKey)
	test := testutil.DefaultContextWithDB(t, storeKey, storetypes.NewTransientStoreKey("transient"))
	writes := new(int)
	r := registry{suspended: map[string]bool{}}
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	k := keeper.NewKeeper(cdc, countingStore{runtime.NewKVStoreService(storeKey), writes}, r, council)
	f := &fixture{
		ctx: test.Ctx, k: k, registry: r, writes: writes,
		msgs: keeper.NewMsgServer(k), queries: keeper.NewQueryServer(k),
	}
	f.allow(types.Ed25519)
	f.at(firstHeight)
	return f
}

// allow has the consensus parameters allow types of keys.
func (f *fixture) allow(kinds ...string) {
	params := nodeconfig.ConsensusParams().ToProto()
	params.Validator = &cmtproto.ValidatorParams{PubKeyTypes: kinds}
	f.ctx = f.ctx.WithConsensusParams(params)
}

// at goes on to a block of a height; a block takes a second.
func (f *fixture) at(height int64) {
	f.ctx = f.ctx.WithBlockHeight(height).
		WithBlockTime(time.Unix(start+height-firstHeight, 0).UTC()).
		WithEventManager(sdk.NewEventManager()).
		WithVoteInfos(nil).WithCometInfo(baseapp.NewBlockInfo(nil, nil, nil, abci.CommitInfo{}))
}

func (f *fixture) pass(blocks int64) { f.at(f.ctx.BlockHeight() + blocks) }

func (f *fixture) now() int64 { return f.ctx.BlockTime().Unix() }

// absent says that these keys did not sign the last block, and others did.
func (f *fixture) absent(keys ...types.ConsensusKey) {
	var votes []abci.VoteInfo
	for _, key := range keys {
		votes = append(votes, abci.VoteInfo{
			Validator: abci.Validator{Address: key.Address(), Power: 1000}, BlockIdFlag: cmtproto.BlockIDFlagAbsent,
		})
	}
	f.ctx = f.ctx.WithVoteInfos(votes)
}

// found says that the block holds evidence about a key.
func (f *fixture) found(kind abci.MisbehaviorType, keys ...types.ConsensusKey) {
	var evidence []abci.Misbehavior
	for _, key := range keys {
		evidence = append(evidence, abci.Misbehavior{
			Type: kind, Validator: abci.Validator{Address: key.Address(), Power: 1000}, Height: f.ctx.BlockHeight() - 2, Time: f.ctx.BlockTime(),
		})
	}
	f.ctx = f.ctx.WithCometInfo(baseapp.NewBlockInfo(evidence, nil, nil, abci.CommitInfo{}))
}

// refused says that something fails with an error and leaves everything as it was.
func (f *fixture) refused(t testing.TB, want error, do func() error) {
	t.Helper()
	before := f.export(t)
	f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
	branch, _ := f.ctx.CacheContext()
	whole := f.ctx
	f.ctx = branch
	require.ErrorIs(t, do(), want)
	f.ctx = whole
	require.Equal(t, before, f.export(t))
}

func (f *fixture) export(t require.TestingT) *types.GenesisState {
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, state.Validate())
	return state
}

func (f *fixture) validator(t require.TestingT, participant string) types.Validator {
	v, err := f.k.Validators.Get(f.ctx, participant)
	require.NoError(t, err)
	return v
}

// events of the block so far, by their types.
func (f *fixture) events() []string {
	var names []string
	for _, e := range f.ctx.EventManager().ABCIEvents() {
		names = append(names, e.Type[strings.LastIndex(e.Type, ".")+1:])
	}
	return names
}

// told is what the engine is told at the end of the block, by the name of the
// participant whose key it is.
func (f *fixture) told(t require.TestingT) map[string]int64 {
	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	told := map[string]int64{}
	for _, u := range updates {
		a, err := types.Announcement(u)
		require.NoError(t, err)
		use, err := f.k.Keys.Get(f.ctx, a.Key.Address())
		require.NoError(t, err)
		told[use.Participant] += u.Power
		require.True(t, slices.Contains([]string{types.Ed25519, types.MLDSA65}, a.Key.Type))
	}
	return told
}

// newFixture has the validators of newGenesis, which the engine was told of.
func newFixture(t testing.TB) *fixture {
	t.Helper()
	f := emptyFixture(t)
	_, err := f.k.InitGenesis(f.ctx, newGenesis(t))
	require.NoError(t, err)
	*f.writes = 0
	return f
}

// newGenesis has two ACTIVE validators and one that is JAILED.
func newGenesis(t testing.TB) *types.GenesisState {
	t.Helper()
	state := &types.GenesisState{Params: params(), Validators: []types.Validator{
		newValidator(t, "cn-31-ruijin", 1000),
		newValidator(t, "de-charite", 2000),
		newValidator(t, "de-jailed", 1000).Jail(start + 50),
	}}
	require.NoError(t, state.Validate())
	return state
}

// params are small enough to be waited for.
func params() types.Params {
	return types.Params{ChangeInterval: 10, RotationInterval: 40, MinValidators: 1, Power: 1000, Window: 20, MaxMissed: 5, JailDuration: 60}
}

func newValidator(t require.TestingT, participant string, power int64) types.Validator {
	v, err := types.NewValidator(participant, keyOf(participant), power)
	require.NoError(t, err)
	return v
}

func keyOf(name string) types.ConsensusKey {
	sum := sha256.Sum256([]byte(name))
	return types.ConsensusKey{Type: types.Ed25519, Key: sum[:]}
}
