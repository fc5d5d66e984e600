package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/access/types"
)

// InitGenesis stores a valid genesis state.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	if err := k.Params.Set(ctx, state.Params); err != nil {
		return err
	}
	for _, t := range state.Trails {
		if err := k.Trails.Set(ctx, t.Id, t); err != nil {
			return err
		}
	}
	for _, c := range state.Checkpoints {
		if err := k.Checkpoints.Set(ctx, collections.Join(c.Trail, c.Number), c); err != nil {
			return err
		}
	}
	return k.initCases(ctx, state)
}

func (k Keeper) initCases(ctx context.Context, state *types.GenesisState) error {
	for _, c := range state.Cases {
		if err := k.Cases.Set(ctx, c.Id, c); err != nil {
			return err
		}
	}
	for _, r := range state.Reviewers {
		if err := k.Reviewers.Set(ctx, r.Jurisdiction, r); err != nil {
			return err
		}
	}
	for _, d := range state.Disputes {
		if err := k.initDispute(ctx, d); err != nil {
			return err
		}
	}
	for _, d := range state.Dues {
		if err := k.enqueue(ctx, d); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) initDispute(ctx context.Context, d types.Dispute) error {
	if err := k.Disputes.Set(ctx, d.Id, d); err != nil || !d.Unresolved() {
		return err
	}
	unresolved, err := k.unresolved(ctx, d.Subject)
	if err != nil {
		return err
	}
	return k.Unresolved.Set(ctx, d.Subject, unresolved+1)
}

// ExportGenesis is the whole state, each list in order of its key.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	state := &types.GenesisState{Params: params}
	if state.Trails, err = all(ctx, k.Trails); err != nil {
		return nil, err
	}
	if state.Checkpoints, err = all(ctx, k.Checkpoints); err != nil {
		return nil, err
	}
	if state.Cases, err = all(ctx, k.Cases); err != nil {
		return nil, err
	}
	if state.Reviewers, err = all(ctx, k.Reviewers); err != nil {
		return nil, err
	}
	if state.Disputes, err = all(ctx, k.Disputes); err != nil {
		return nil, err
	}
	state.Dues, err = all(ctx, k.Dues)
	return state, err
}

// all values of a collection, in order of their keys.
func all[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	var values []V
	err := m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		values = append(values, v)
		return false, nil
	})
	return values, err
}
