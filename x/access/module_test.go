package access_test

import (
	"context"
	"strings"
	"testing"

	"github.com/cosmos/gogoproto/proto"
	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"github.com/spf13/pflag"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	"cosmossdk.io/client/v2/autocli/flag"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/x/access"
	"github.com/assent-ledger/assent/x/access/keeper"
	"github.com/assent-ledger/assent/x/access/types"
)

func newModule(cdc codec.Codec, keys map[string]*storetypes.KVStoreKey) access.AppModule {
	in := func(name string) store.KVStoreService { return runtime.NewKVStoreService(keys[name]) }
	return access.NewAppModule(cdc, keeper.NewKeeper(cdc, in(types.StoreKey), in(types.CasesStoreKey), nil, world.Assembler{}, "council"))
}

func TestModuleGenesis(t *testing.T) {
	keys := storetypes.NewKVStoreKeys(types.StoreKey, types.CasesStoreKey)
	ctx := testutil.DefaultContextWithKeys(keys, nil, nil)
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	m := newModule(cdc, keys)

	state := m.DefaultGenesis(cdc)
	require.NoError(t, m.ValidateGenesis(cdc, nil, state))
	m.InitGenesis(ctx, cdc, state)
	require.JSONEq(t, string(state), string(m.ExportGenesis(ctx, cdc)))
	require.Error(t, m.ValidateGenesis(cdc, nil, []byte(`{"params":{"lag":"1"}}`)))
}

func TestModuleServices(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	keys := storetypes.NewKVStoreKeys(types.StoreKey, types.CasesStoreKey)
	m := newModule(cdc, keys)
	m.RegisterInterfaces(registry)
	_, err := registry.Resolve("/assent.access.v1.MsgRecordAccess")
	require.NoError(t, err)
	server := grpc.NewServer()
	require.NoError(t, m.RegisterServices(server))
	require.Len(t, server.GetServiceInfo(), 2)
	m.RegisterGRPCGatewayRoutes(client.Context{}, gwruntime.NewServeMux())
}

// The commands fit the services, and the event in an example is one.
func TestCommands(t *testing.T) {
	options := access.AppModule{}.AutoCLIOptions()
	for _, service := range []*autocliv1.ServiceCommandDescriptor{options.Query, options.Tx} {
		found, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName(service.Service))
		require.NoError(t, err)
		methods := found.(protoreflect.ServiceDescriptor).Methods()
		require.Len(t, service.RpcCommandOptions, methods.Len())
		for _, command := range service.RpcCommandOptions {
			method := methods.ByName(protoreflect.Name(command.RpcMethod))
			require.NotNil(t, method, command.RpcMethod)
			var (
				ctx     context.Context
				flags   = pflag.NewFlagSet(command.RpcMethod, pflag.ContinueOnError)
				builder = flag.Builder{TypeResolver: protoregistry.GlobalTypes, FileResolver: proto.HybridResolver}
			)
			binder, err := builder.AddMessageFlags(&ctx, flags, dynamicpb.NewMessageType(method.Input()), command)
			require.NoError(t, err)
			if command.RpcMethod != "RecordAccess" {
				continue
			}
			_, rest, _ := strings.Cut(command.Example, "--events '")
			event, _, _ := strings.Cut(rest, "'")
			require.NoError(t, flags.Set("events", event))
			built, err := binder.BuildMessage([]string{"de-charite/pacs", "0"})
			require.NoError(t, err)
			message := new(types.MsgRecordAccess)
			bz, err := proto.Marshal(built.Interface().(*dynamicpb.Message))
			require.NoError(t, err)
			require.NoError(t, proto.Unmarshal(bz, message))
			require.NoError(t, message.Validate())
			require.NoError(t, message.WrittenBy("de-charite"))
		}
	}
}
