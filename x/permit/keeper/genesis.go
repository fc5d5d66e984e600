package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/permit/types"
)

// InitGenesis stores the permits of a valid genesis state, and builds their indexes.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	for i := range state.Permits {
		if err := k.insert(ctx, state.Permits[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the whole state, in order of id.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	state := types.DefaultGenesis()
	err := k.Permits.Walk(ctx, nil, func(_ string, p types.Permit) (bool, error) {
		state.Permits = append(state.Permits, p)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}
