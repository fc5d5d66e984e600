package registry_test

import (
	"bytes"
	"context"
	"io"
	"regexp"
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

	"github.com/assent-ledger/assent/x/registry"
	"github.com/assent-ledger/assent/x/registry/keeper"
	"github.com/assent-ledger/assent/x/registry/types"
)

var someone = sdk.MustBech32ifyAddressBytes("assent", bytes.Repeat([]byte{1}, 20))

func newModule(t *testing.T) (registry.AppModule, sdk.Context, *codec.ProtoCodec) {
	t.Helper()
	storeKey := storetypes.NewKVStoreKey(types.StoreKey)
	test := testutil.DefaultContextWithDB(t, storeKey, storetypes.NewTransientStoreKey("transient"))
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	k := keeper.NewKeeper(cdc, runtime.NewKVStoreService(storeKey), address.NewBech32Codec("assent"), nil, someone)
	return registry.NewAppModule(cdc, k), test.Ctx, cdc
}

func TestModuleGenesisAsJSON(t *testing.T) {
	m, ctx, cdc := newModule(t)
	want := m.DefaultGenesis(cdc)
	require.NoError(t, m.ValidateGenesis(cdc, nil, want))
	m.InitGenesis(ctx, cdc, want)
	require.JSONEq(t, string(want), string(m.ExportGenesis(ctx, cdc)))
	malformed := []byte(strings.Replace(string(want), `"jurisdictions":[]`, `"jurisdictions":[{"id":"de"}]`, 1))
	require.Panics(t, func() { m.InitGenesis(ctx, cdc, malformed) })
	require.ErrorIs(t, m.ValidateGenesis(cdc, nil, malformed), types.ErrJurisdictionInvalid)
}

func TestModuleRunsUnderTheManager(t *testing.T) {
	m, ctx, cdc := newModule(t)
	m.RegisterInterfaces(cdc.InterfaceRegistry())
	for _, msg := range []sdk.Msg{&types.MsgRegisterJurisdiction{}, &types.MsgAccredit{}, &types.MsgUpdateParams{}} {
		resolved, err := cdc.InterfaceRegistry().Resolve(sdk.MsgTypeURL(msg))
		require.NoError(t, err)
		require.IsType(t, msg, resolved)
	}
	server := grpc.NewServer()
	require.NoError(t, m.RegisterServices(server))
	require.Contains(t, server.GetServiceInfo(), "assent.registry.v1.Msg")
	require.Contains(t, server.GetServiceInfo(), "assent.registry.v1.Query")

	manager := module.NewManager(m)
	require.Equal(t, uint64(1), manager.GetVersionMap()[types.ModuleName])
	require.Contains(t, module.NewBasicManagerFromManager(manager, nil).DefaultGenesis(cdc), types.ModuleName)
	m.InitGenesis(ctx, cdc, m.DefaultGenesis(cdc))
	exported, err := manager.ExportGenesis(ctx, cdc)
	require.NoError(t, err)
	require.Contains(t, exported, types.ModuleName)
}

// Each command can be built from the descriptors, its example is one it takes,
// and only the council's messages have none.
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
	tx, err := builder.BuildMsgCommand(context.Background(), options, nil)
	require.NoError(t, err)
	tryExamples(t, query, 12)
	tryExamples(t, tx, 17)
}

// tryExamples parses the example of each command of the module below a root.
func tryExamples(t *testing.T, root *cobra.Command, want int) {
	t.Helper()
	parent, _, err := root.Find([]string{types.ModuleName})
	require.NoError(t, err)
	require.Len(t, parent.Commands(), want)
	for _, command := range parent.Commands() {
		t.Run(command.Name(), func(t *testing.T) {
			_, line, found := strings.Cut(command.Example, " "+types.ModuleName+" "+command.Name())
			require.True(t, found, command.Example)
			line = regexp.MustCompile(`\$\([^)]*\)`).ReplaceAllString(line, someone)
			words := strings.Fields(strings.ReplaceAll(line, "'", ""))
			require.NoError(t, command.ParseFlags(words))
			require.NoError(t, command.Args(command, command.Flags().Args()))
		})
	}
}
