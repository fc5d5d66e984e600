// Package access is the module of access trails: what was done with health data, and
// what the chain says about it. The README is its specification.
package access

import (
	"context"
	"encoding/json"

	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"cosmossdk.io/core/appmodule"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/assent-ledger/assent/internal/modbase"
	"github.com/assent-ledger/assent/x/access/keeper"
	"github.com/assent-ledger/assent/x/access/types"
)

var (
	_ module.AppModuleBasic      = AppModule{}
	_ module.HasGenesis          = AppModule{}
	_ module.HasConsensusVersion = AppModule{}
	_ appmodule.AppModule        = AppModule{}
	_ appmodule.HasServices      = AppModule{}
	_ appmodule.HasBeginBlocker  = AppModule{}
)

// AppModule is access as the application runs it.
type AppModule struct {
	modbase.Module[types.GenesisState, *types.GenesisState]

	keeper keeper.Keeper
}

// NewAppModule runs access on a keeper.
func NewAppModule(_ codec.Codec, k keeper.Keeper) AppModule {
	return AppModule{Module: modbase.New(types.ModuleName, types.DefaultGenesis), keeper: k}
}

// RegisterInterfaces makes the messages known.
func (AppModule) RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	types.RegisterInterfaces(registry)
}

// RegisterGRPCGatewayRoutes serves the queries over REST.
func (AppModule) RegisterGRPCGatewayRoutes(c client.Context, mux *gwruntime.ServeMux) {
	if err := types.RegisterQueryHandlerClient(context.Background(), mux, types.NewQueryClient(c)); err != nil {
		panic(err)
	}
}

// RegisterServices registers the message and query services.
func (m AppModule) RegisterServices(registrar grpc.ServiceRegistrar) error {
	types.RegisterMsgServer(registrar, keeper.NewMsgServer(m.keeper))
	types.RegisterQueryServer(registrar, keeper.NewQueryServer(m.keeper))
	return nil
}

// BeginBlock tells of deadlines that have passed.
func (m AppModule) BeginBlock(ctx context.Context) error {
	return m.keeper.BeginBlock(sdk.UnwrapSDKContext(ctx))
}

// InitGenesis stores a genesis state.
func (m AppModule) InitGenesis(ctx sdk.Context, cdc codec.JSONCodec, bz json.RawMessage) {
	if err := m.keeper.InitGenesis(ctx, m.ReadGenesis(cdc, bz)); err != nil {
		panic(err)
	}
}

// ExportGenesis is the whole state.
func (m AppModule) ExportGenesis(ctx sdk.Context, cdc codec.JSONCodec) json.RawMessage {
	state, err := m.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(err)
	}
	return cdc.MustMarshalJSON(state)
}
