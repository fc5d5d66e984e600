package poa_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoregistry"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli"
	"cosmossdk.io/client/v2/autocli/flag"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/assent-ledger/assent/x/poa"
	"github.com/assent-ledger/assent/x/poa/keeper"
	"github.com/assent-ledger/assent/x/poa/types"
)

func newModule(t *testing.T) (poa.AppModule, sdk.Context, *codec.ProtoCodec) {
	t.Helper()
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	storeKey := storetypes.NewKVStoreKey(types.StoreKey)
	test := testutil.DefaultContextWithDB(t, storeKey, storetypes.NewTransientStoreKey("transient"))
	k := keeper.NewKeeper(cdc, runtime.NewKVStoreService(storeKey), nil, "assent1council")
	return poa.NewAppModule(cdc, k), test.Ctx, cdc
}

func TestModuleGenesisAsJSON(t *testing.T) {
	m, ctx, cdc := newModule(t)
	v, err := types.NewValidator("de-charite", types.ConsensusKey{Type: types.Ed25519, Key: bytes.Repeat([]byte{5}, 32)}, 1000)
	require.NoError(t, err)
	genesis := cdc.MustMarshalJSON(&types.GenesisState{Params: types.DefaultParams(), Validators: []types.Validator{v}})
	require.NoError(t, m.ValidateGenesis(cdc, nil, genesis))
	require.Len(t, m.InitGenesis(ctx, cdc, genesis), 1)
	require.JSONEq(t, string(genesis), string(m.ExportGenesis(ctx, cdc)))

	updates, err := m.EndBlock(ctx)
	require.NoError(t, err)
	require.Empty(t, updates)
	require.ErrorIs(t, m.ValidateGenesis(cdc, nil, m.DefaultGenesis(cdc)), types.ErrGenesisInvalid)
	require.Panics(t, func() { m.InitGenesis(ctx, cdc, m.DefaultGenesis(cdc)) })
}

func TestModuleRunsUnderTheManager(t *testing.T) {
	m, ctx, cdc := newModule(t)
	m.RegisterInterfaces(cdc.InterfaceRegistry())
	resolved, err := cdc.InterfaceRegistry().Resolve(sdk.MsgTypeURL(&types.MsgSetPower{}))
	require.NoError(t, err)
	require.IsType(t, &types.MsgSetPower{}, resolved)
	server := grpc.NewServer()
	require.NoError(t, m.RegisterServices(server))
	require.Contains(t, server.GetServiceInfo(), "assent.poa.v1.Msg")
	require.Contains(t, server.GetServiceInfo(), "assent.poa.v1.Query")

	manager := module.NewManager(m)
	require.Equal(t, uint64(1), manager.GetVersionMap()[types.ModuleName])
	require.Contains(t, module.NewBasicManagerFromManager(manager, nil).DefaultGenesis(cdc), types.ModuleName)
	_, err = manager.EndBlock(ctx)
	require.NoError(t, err)
}

// Each query has a command that takes its example; the council's messages have none.
func TestCommandsTakeTheirExamples(t *testing.T) {
	m, _, _ := newModule(t)
	files, err := proto.MergedRegistry()
	require.NoError(t, err)
	builder := &autocli.Builder{
		Builder: flag.Builder{
			TypeResolver:          protoregistry.GlobalTypes,
			FileResolver:          files,
			AddressCodec:          address.NewBech32Codec("assent"),
			ValidatorAddressCodec: address.NewBech32Codec("assentvaloper"),
			ConsensusAddressCodec: address.NewBech32Codec("assentvalcons"),
		},
		GetClientConn:     func(*cobra.Command) (grpc.ClientConnInterface, error) { return nil, io.EOF },
		AddQueryConnFlags: flags.AddQueryFlagsToCmd,
		AddTxConnFlags:    flags.AddTxFlagsToCmd,
	}
	options := autocli.AppOptions{
		ModuleOptions: map[string]*autocliv1.ModuleOptions{types.ModuleName: m.AutoCLIOptions()},
	}
	query, err := builder.BuildQueryCommand(context.Background(), options, nil)
	require.NoError(t, err)
	tryExamples(t, query, 5)
	tx, err := builder.BuildMsgCommand(context.Background(), options, nil)
	require.NoError(t, err)
	tryExamples(t, tx, 3)
}

// tryExamples parses the example of each command of the module below a root.
func tryExamples(t *testing.T, root *cobra.Command, want int) {
	t.Helper()
	parent, _, err := root.Find([]string{types.ModuleName})
	require.NoError(t, err)
	require.Len(t, parent.Commands(), want)
	for _, command := range parent.Commands() {
		_, line, found := strings.Cut(command.Example, " "+types.ModuleName+" "+command.Name())
		require.True(t, found, command.Example)
		require.NoError(t, command.ParseFlags(strings.Fields(strings.ReplaceAll(line, "'", ""))))
		require.NoError(t, command.Args(command, command.Flags().Args()))
	}
}
