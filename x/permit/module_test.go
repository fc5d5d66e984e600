package permit_test

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

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"

	"github.com/assent-ledger/assent/x/permit"
	"github.com/assent-ledger/assent/x/permit/keeper"
	"github.com/assent-ledger/assent/x/permit/types"
)

func TestModuleGenesis(t *testing.T) {
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient"))
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	m := permit.NewAppModule(cdc, keeper.NewKeeper(cdc, runtime.NewKVStoreService(key), nil))

	state := m.DefaultGenesis(cdc)
	require.NoError(t, m.ValidateGenesis(cdc, nil, state))
	m.InitGenesis(ctx, cdc, state)
	require.JSONEq(t, string(state), string(m.ExportGenesis(ctx, cdc)))
	require.Error(t, m.ValidateGenesis(cdc, nil, []byte(`{"permits":[{"id":"de-study"}]}`)))
}

func TestModuleServices(t *testing.T) {
	registry := codectypes.NewInterfaceRegistry()
	cdc := codec.NewProtoCodec(registry)
	key := storetypes.NewKVStoreKey(types.StoreKey)
	m := permit.NewAppModule(cdc, keeper.NewKeeper(cdc, runtime.NewKVStoreService(key), nil))
	m.RegisterInterfaces(registry)
	for _, name := range []string{"Issue", "Suspend", "Resume", "Revoke", "Extend", "Close"} {
		_, err := registry.Resolve("/assent.permit.v1.Msg" + name + "Permit")
		require.NoError(t, err)
	}
	server := grpc.NewServer()
	require.NoError(t, m.RegisterServices(server))
	require.Len(t, server.GetServiceInfo(), 2)
	m.RegisterGRPCGatewayRoutes(client.Context{}, gwruntime.NewServeMux())
}

const sum = "00000000000000000000000000000000000000000000000000000000000000ff"

// The commands fit the services, and what their examples say can be sent.
func TestCommands(t *testing.T) {
	options := permit.AppModule{}.AutoCLIOptions()
	for _, service := range []*autocliv1.ServiceCommandDescriptor{options.Query, options.Tx} {
		found, err := proto.HybridResolver.FindDescriptorByName(protoreflect.FullName(service.Service))
		require.NoError(t, err)
		methods := found.(protoreflect.ServiceDescriptor).Methods()
		require.Len(t, service.RpcCommandOptions, methods.Len())
		for _, command := range service.RpcCommandOptions {
			method := methods.ByName(protoreflect.Name(command.RpcMethod))
			require.NotNil(t, method, command.RpcMethod)
			built := build(t, method, command)
			if command.RpcMethod != "IssuePermit" {
				continue
			}
			message := new(types.MsgIssuePermit)
			bz, err := proto.Marshal(built)
			require.NoError(t, err)
			require.NoError(t, proto.Unmarshal(bz, message))
			require.NoError(t, message.Validate())
			require.Len(t, message.Actions, 2)
			require.Len(t, message.Safeguards, 1)
		}
	}
}

// build is the message of a command's example.
func build(t *testing.T, method protoreflect.MethodDescriptor, command *autocliv1.RpcCommandOptions) *dynamicpb.Message {
	t.Helper()
	var (
		ctx     context.Context
		flags   = pflag.NewFlagSet(command.RpcMethod, pflag.ContinueOnError)
		builder = flag.Builder{TypeResolver: protoregistry.GlobalTypes, FileResolver: proto.HybridResolver}
	)
	flags.String("from", "", "who sends")
	binder, err := builder.AddMessageFlags(&ctx, flags, dynamicpb.NewMessageType(method.Input()), command)
	require.NoError(t, err)
	verb, _, _ := strings.Cut(command.Use, " ")
	_, line, found := strings.Cut(command.Example, " "+verb)
	require.True(t, found, command.Example)
	line = strings.NewReplacer("$(sha256sum permit.pdf | cut -d' ' -f1)", sum, "$(sha256sum extension.pdf | cut -d' ' -f1)", sum, "\\\n", "").Replace(line)
	require.NoError(t, flags.Parse(strings.Fields(line)))
	built, err := binder.BuildMessage(flags.Args())
	require.NoError(t, err)
	return built.Interface().(*dynamicpb.Message)
}
