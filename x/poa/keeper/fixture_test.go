package keeper_test

import (
	"context"
	"crypto/sha256"
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

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

type fixture struct {
	ctx     sdk.Context
	k       keeper.Keeper
	msgs    types.MsgServer
	queries types.QueryServer
	writes  *int
}

// emptyFixture has no validator.
func emptyFixture(t testing.TB) fixture {
	t.Helper()
	registry := codectypes.NewInterfaceRegistry()
	cryptocodec.RegisterInterfaces(registry)
	storeKey := storetypes.NewKVStoreKey(types.StoreKey)
	test := testutil.DefaultContextWithDB(t, storeKey, storetypes.NewTransientStoreKey("transient"))
	writes := new(int)
	k := keeper.NewKeeper(codec.NewProtoCodec(registry), countingStore{runtime.NewKVStoreService(storeKey), writes}, council)
	return fixture{
		ctx:     test.Ctx.WithEventManager(sdk.NewEventManager()),
		k:       k,
		msgs:    keeper.NewMsgServer(k),
		queries: keeper.NewQueryServer(k),
		writes:  writes,
	}
}

// newFixture has the validators of newGenesis, which the engine was told of.
func newFixture(t testing.TB) fixture {
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
	jailed := newValidator(t, "de-jailed", 1000)
	jailed.Status = types.ValidatorStatus_VALIDATOR_STATUS_JAILED
	state := &types.GenesisState{Validators: []types.Validator{
		newValidator(t, "cn-31-ruijin", 1000),
		newValidator(t, "de-charite", 2000),
		jailed,
	}}
	require.NoError(t, state.Validate())
	return state
}

func newValidator(t require.TestingT, participant string, power int64) types.Validator {
	v, err := types.NewValidator(participant, keyOf(participant), power)
	require.NoError(t, err)
	return v
}

func keyOf(participant string) *ed25519.PubKey {
	sum := sha256.Sum256([]byte(participant))
	return &ed25519.PubKey{Key: sum[:]}
}
