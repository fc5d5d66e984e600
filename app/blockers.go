package app

import (
	"encoding/json"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	poatypes "github.com/assent-ledger/assent/x/poa/types"
)

func (app *App) setBlockers() {
	app.SetInitChainer(app.initChain)
	app.SetPreBlocker(func(ctx sdk.Context, _ *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
		return app.modules.PreBlock(ctx)
	})
	app.SetBeginBlocker(func(ctx sdk.Context) (sdk.BeginBlock, error) { return app.modules.BeginBlock(ctx) })
	app.SetEndBlocker(func(ctx sdk.Context) (sdk.EndBlock, error) { return app.modules.EndBlock(ctx) })
}

func (app *App) initChain(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var state map[string]json.RawMessage
	if err := json.Unmarshal(req.AppStateBytes, &state); err != nil {
		return nil, fmt.Errorf("app state of the genesis file: %w", err)
	}
	if err := app.checkGenesis(state); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	if req.ConsensusParams != nil && req.ConsensusParams.Authority != nil && req.ConsensusParams.Authority.Authority != "" {
		return nil, fmt.Errorf("genesis: consensus parameters name an authority, which would override the council's: remove it")
	}
	if p := req.ConsensusParams; p == nil || p.Block == nil || p.Block.MaxGas <= 0 || p.Block.MaxBytes <= 0 {
		return nil, fmt.Errorf("genesis: consensus parameters leave the bytes or the gas of a block unbounded: set both")
	}
	if err := app.checkKeyTypes(state, poatypes.KeyTypesOf(*req.ConsensusParams)); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	if err := app.Upgrade.SetModuleVersionMap(ctx, app.modules.GetVersionMap()); err != nil {
		return nil, err
	}
	return app.modules.InitGenesis(ctx, app.encoding.Codec, state)
}
