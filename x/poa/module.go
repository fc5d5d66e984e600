// Package poa decides who validates: participants that the council admits, with
// the power that it gives them.
package poa

import (
	"context"
	"encoding/json"

	abci "github.com/cometbft/cometbft/abci/types"
	gwruntime "github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"cosmossdk.io/core/appmodule"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	"github.com/assent-ledger/assent/internal/modbase"
	"github.com/assent-ledger/assent/x/poa/keeper"
	"github.com/assent-ledger/assent/x/poa/types"
)

var (
	_ module.AppModuleBasic      = AppModule{}
	_ module.HasABCIGenesis      = AppModule{}
	_ module.HasABCIEndBlock     = AppModule{}
	_ appmodule.HasBeginBlocker  = AppModule{}
	_ module.HasConsensusVersion = AppModule{}
	_ appmodule.AppModule        = AppModule{}
	_ appmodule.HasServices      = AppModule{}
)

// AppModule is the validator set as the application runs it.
type AppModule struct {
	modbase.Module[types.GenesisState, *types.GenesisState]

	keeper keeper.Keeper
}

// NewAppModule runs the validator set on a keeper.
func NewAppModule(_ codec.Codec, k keeper.Keeper) AppModule {
	return AppModule{Module: modbase.New(types.ModuleName, types.DefaultGenesis), keeper: k}
}

// RegisterInterfaces makes the module's messages known.
func (AppModule) RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	types.RegisterInterfaces(registry)
}

// RegisterGRPCGatewayRoutes serves the queries over REST.
func (AppModule) RegisterGRPCGatewayRoutes(c client.Context, mux *gwruntime.ServeMux) {
	if err := types.RegisterQueryHandlerClient(context.Background(), mux, types.NewQueryClient(c)); err != nil {
		panic(err)
	}
}

// RegisterServices serves messages and queries.
func (m AppModule) RegisterServices(registrar grpc.ServiceRegistrar) error {
	types.RegisterMsgServer(registrar, keeper.NewMsgServer(m.keeper))
	types.RegisterQueryServer(registrar, keeper.NewQueryServer(m.keeper))
	return nil
}

// InitGenesis stores a genesis state and returns its ACTIVE validators.
func (m AppModule) InitGenesis(ctx sdk.Context, cdc codec.JSONCodec, bz json.RawMessage) []abci.ValidatorUpdate {
	updates, err := m.keeper.InitGenesis(ctx, m.ReadGenesis(cdc, bz))
	if err != nil {
		panic(err)
	}
	return updates
}

// BeginBlock takes the block's evidence and the last block's votes into account.
func (m AppModule) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }

// ExportGenesis is the state as a genesis.
func (m AppModule) ExportGenesis(ctx sdk.Context, cdc codec.JSONCodec) json.RawMessage {
	state, err := m.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(err)
	}
	return cdc.MustMarshalJSON(state)
}

// EndBlock tells the consensus engine how the desired set changed.
func (m AppModule) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	return m.keeper.EndBlock(ctx)
}
