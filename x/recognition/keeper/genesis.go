package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// InitGenesis stores the agreements and lines of a valid genesis state, and builds
// their indexes.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	for i := range state.Agreements {
		if err := k.enter(ctx, state.Agreements[i]); err != nil {
			return err
		}
	}
	for i := range state.Lines {
		if err := k.Lines.Set(ctx, state.Lines[i].Id, state.Lines[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the whole state, in order of id.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	state := types.DefaultGenesis()
	err := k.Agreements.Walk(ctx, nil, func(_ string, a types.Agreement) (bool, error) {
		state.Agreements = append(state.Agreements, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Lines.Walk(ctx, nil, func(_ string, l types.Line) (bool, error) {
		state.Lines = append(state.Lines, l)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}
