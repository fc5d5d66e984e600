package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// inLine is a certified agreement, with its line.
func (k Keeper) inLine(ctx context.Context, id string) (types.Agreement, types.Line, error) {
	a, err := k.agreement(ctx, id)
	if err != nil {
		return types.Agreement{}, types.Line{}, err
	}
	if !a.Certified() {
		return types.Agreement{}, types.Line{}, types.ErrNotCertified.Wrap(id)
	}
	line, err := k.Lines.Get(ctx, a.Line)
	return a, line, err
}

// amendable is a certified agreement that is the newest version of its line and has
// not ended.
func (k Keeper) amendable(ctx context.Context, id string) (types.Agreement, types.Line, error) {
	a, line, err := k.inLine(ctx, id)
	if err != nil {
		return types.Agreement{}, types.Line{}, err
	}
	return a, line, line.CheckAmendable(a, now(ctx))
}

// lineWith is the line that an agreement belongs to once it is certified: a new one
// for a first version, else that of the version it amends, which must be amendable
// still. The line is not stored.
func (k Keeper) lineWith(ctx context.Context, a types.Agreement) (types.Line, error) {
	if a.Amends == "" {
		return types.NewLine(a), nil
	}
	_, line, err := k.amendable(ctx, a.Amends)
	if err != nil || !a.Certified() {
		return line, err
	}
	return line.Extend(a), nil
}

// lineOf is the line of an agreement, nil if it has none yet.
func (k Keeper) lineOf(ctx context.Context, a types.Agreement) (*types.Line, error) {
	line, err := k.Lines.Get(ctx, a.Line)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &line, nil
}
