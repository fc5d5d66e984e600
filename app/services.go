package app

import (
	"context"
	"net/http"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	nodeservice "github.com/cosmos/cosmos-sdk/client/grpc/node"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"

	"github.com/assent-ledger/assent/docs/openapi"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

func (app *App) setQueryServices() {
	autocliv1.RegisterQueryServer(app.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(app.modules.Modules))
}

// RegisterAPIRoutes serves the modules over REST, and the document that describes them.
func (app *App) RegisterAPIRoutes(s *api.Server, _ config.APIConfig) {
	authtx.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	cmtservice.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	nodeservice.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	app.Basics.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	if err := accesstypes.RegisterRecordsHandlerClient(context.Background(), s.GRPCGatewayRouter, accesstypes.NewRecordsClient(s.ClientCtx)); err != nil {
		panic(err)
	}
	s.Router.HandleFunc("/openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(openapi.Document)
	}).Methods(http.MethodGet)
}

// RegisterTxService serves transactions: broadcast, simulation, search.
func (app *App) RegisterTxService(c client.Context) {
	authtx.RegisterTxService(app.GRPCQueryRouter(), c, app.Simulate, app.encoding.InterfaceRegistry)
}

// RegisterTendermintService serves blocks and the validator set.
func (app *App) RegisterTendermintService(c client.Context) {
	abci := server.NewCometABCIWrapper(app)
	cmtservice.RegisterTendermintService(c, app.GRPCQueryRouter(), app.encoding.InterfaceRegistry, abci.Query)
}

// RegisterNodeService serves the node's configuration and status.
func (app *App) RegisterNodeService(c client.Context, cfg config.Config) {
	nodeservice.RegisterNodeService(c, app.GRPCQueryRouter(), cfg, func() int64 {
		return app.CommitMultiStore().EarliestVersion()
	})
}
