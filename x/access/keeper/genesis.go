package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/access/types"
)

// InitGenesis stores a valid genesis state.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	if err := k.Params.Set(ctx, state.Params); err != nil {
		return err
	}
	for i := range state.Trails {
		if err := k.Trails.Set(ctx, state.Trails[i].Id, state.Trails[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the whole state, trails in order of id.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	state := &types.GenesisState{Params: params}
	err = k.Trails.Walk(ctx, nil, func(_ string, t types.Trail) (bool, error) {
		state.Trails = append(state.Trails, t)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}
