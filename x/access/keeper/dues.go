package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/access/types"
)

// enqueue keeps what is due at a moment.
func (k Keeper) enqueue(ctx context.Context, due types.Due) error {
	return k.Dues.Set(ctx, collections.Join(due.At, due.First()), due)
}

// BeginBlock tells of the deadlines that have passed without what was due, of about
// MaxDuesPerBlock; the others wait for the next block.
func (k Keeper) BeginBlock(ctx sdk.Context) error {
	passed, err := k.passed(ctx)
	if err != nil {
		return err
	}
	for _, due := range passed {
		if err := k.tell(ctx, due); err != nil {
			return err
		}
		if err := k.Dues.Remove(ctx, collections.Join(due.At, due.First())); err != nil {
			return err
		}
	}
	return nil
}

// passed is the first entries of the queue whose moment has come.
func (k Keeper) passed(ctx sdk.Context) ([]types.Due, error) {
	iterator, err := k.Dues.Iterate(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer iterator.Close()
	var passed []types.Due
	for taken := 0; iterator.Valid() && taken < types.MaxDuesPerBlock; iterator.Next() {
		due, err := iterator.Value()
		if err != nil {
			return nil, err
		}
		if due.At > ctx.BlockTime().Unix() {
			break
		}
		passed, taken = append(passed, due), taken+due.Count()
	}
	return passed, nil
}

// tell raises an event for each thing whose deadline this was, and that still waits. What
// the queue names and there is not is passed over: a block must not stop for it.
func (k Keeper) tell(ctx sdk.Context, due types.Due) error {
	for _, id := range due.Cases {
		c, err := k.caseOf(ctx, id)
		if errors.Is(err, types.ErrCaseUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		if c.Waits(due.At) {
			if err := ctx.EventManager().EmitTypedEvent(&types.EventDeadlinePassed{Case: id, At: due.At}); err != nil {
				return err
			}
		}
	}
	for _, id := range due.Disputes {
		d, err := k.dispute(ctx, id)
		if errors.Is(err, types.ErrDisputeUnknown) {
			continue
		}
		if err != nil {
			return err
		}
		if d.Waits(due.At) {
			if err := ctx.EventManager().EmitTypedEvent(&types.EventDeadlinePassed{Dispute: id, At: due.At}); err != nil {
				return err
			}
		}
	}
	return nil
}
