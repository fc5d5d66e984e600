// Package consent is what patients say about their data: which subjects there
// are, and which directives they gave and ended.
package consent

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
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/x/consent/keeper"
	"github.com/assent-ledger/assent/x/consent/types"
)

var (
	_ module.AppModuleBasic      = AppModule{}
	_ module.HasGenesis          = AppModule{}
	_ module.HasConsensusVersion = AppModule{}
	_ appmodule.AppModule        = AppModule{}
	_ appmodule.HasServices      = AppModule{}
)

// AppModule makes consent a part of the application.
type AppModule struct {
	modbase.Module[types.GenesisState, *types.GenesisState]
	keeper keeper.Keeper
	worlds world.Assembler
	// Agreements as they would be, for dry runs.
	suppositions world.Suppositions
}

// NewAppModule is the module over the given keeper. Its decisions read the worlds
// that the assembler puts together, its dry runs agreements as they would be.
func NewAppModule(_ codec.Codec, k keeper.Keeper, worlds world.Assembler, suppositions world.Suppositions) AppModule {
	return AppModule{
		Module: modbase.New[types.GenesisState](types.ModuleName, types.DefaultGenesis),
		keeper: k, worlds: worlds, suppositions: suppositions,
	}
}

// RegisterInterfaces makes the messages known to the codec.
func (AppModule) RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	types.RegisterInterfaces(registry)
}

// RegisterGRPCGatewayRoutes serves the queries over HTTP.
func (AppModule) RegisterGRPCGatewayRoutes(c client.Context, mux *gwruntime.ServeMux) {
	if err := types.RegisterQueryHandlerClient(context.Background(), mux, types.NewQueryClient(c)); err != nil {
		panic(err)
	}
}

// RegisterServices serves the messages and the queries.
func (am AppModule) RegisterServices(registrar grpc.ServiceRegistrar) error {
	types.RegisterMsgServer(registrar, keeper.NewMsgServer(am.keeper))
	types.RegisterQueryServer(registrar, keeper.NewQueryServer(am.keeper, am.worlds, am.suppositions))
	return nil
}

// InitGenesis writes the state of the genesis file.
func (am AppModule) InitGenesis(ctx sdk.Context, cdc codec.JSONCodec, bz json.RawMessage) {
	if err := am.keeper.InitGenesis(ctx, am.ReadGenesis(cdc, bz)); err != nil {
		panic(err)
	}
}

// ExportGenesis reads the state for a genesis file.
func (am AppModule) ExportGenesis(ctx sdk.Context, cdc codec.JSONCodec) json.RawMessage {
	state, err := am.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(err)
	}
	return cdc.MustMarshalJSON(state)
}
