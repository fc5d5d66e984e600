package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/council/types"
)

// InitGenesis stores a state that Validate has passed.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	if err := k.Params.Set(ctx, state.Params); err != nil {
		return err
	}
	if err := k.LastID.Set(ctx, state.LastId); err != nil {
		return err
	}
	for _, p := range state.Proposals {
		if err := k.Proposals.Set(ctx, p.Id, p); err != nil {
			return err
		}
		if !p.Open() {
			continue
		}
		if err := k.Open.Set(ctx, p.Id); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the state as a genesis that InitGenesis takes.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	last, err := k.LastID.Get(ctx)
	if err != nil {
		return nil, err
	}
	state := &types.GenesisState{Params: params, LastId: last}
	err = k.Proposals.Walk(ctx, nil, func(_ uint64, p types.Proposal) (bool, error) {
		state.Proposals = append(state.Proposals, p)
		return false, nil
	})
	return state, err
}
