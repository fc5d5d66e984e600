package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/consent/types"
)

// InitGenesis writes a genesis state that was checked.
func (k Keeper) InitGenesis(ctx context.Context, gs *types.GenesisState) error {
	if err := k.Params.Set(ctx, gs.Params); err != nil {
		return err
	}
	for i := range gs.Subjects {
		if err := k.Subjects.Set(ctx, gs.Subjects[i].Id, gs.Subjects[i]); err != nil {
			return err
		}
	}
	for i := range gs.Archive {
		if err := k.archive(ctx, &gs.Archive[i]); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the whole state, in order of its keys.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	gs := &types.GenesisState{Params: params}
	err = k.Subjects.Walk(ctx, nil, func(_ []byte, s types.Subject) (bool, error) {
		gs.Subjects = append(gs.Subjects, s)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Archive.Walk(ctx, nil, func(key archiveKey, d types.Directive) (bool, error) {
		gs.Archive = append(gs.Archive, types.ArchivedDirective{Subject: key.K1(), Directive: d})
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return gs, nil
}
