package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/x/access/types"
)

// keepCheckpoint keeps what a trail is now, where the last checkpoint is old enough, and
// drops the oldest. The trail is not stored.
func (k Keeper) keepCheckpoint(ctx sdk.Context, trail types.Trail) (types.Trail, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return types.Trail{}, err
	}
	kept, checkpoint, err := trail.Keep(ctx.BlockTime().Unix(), params.CheckpointInterval)
	if err != nil || checkpoint == nil {
		return trail, err
	}
	if err := k.Checkpoints.Set(ctx, collections.Join(kept.Id, checkpoint.Number), *checkpoint); err != nil {
		return types.Trail{}, err
	}
	if number, drops := checkpoint.Dropped(); drops {
		return kept, k.Checkpoints.Remove(ctx, collections.Join(kept.Id, number))
	}
	return kept, nil
}

// rootAt is the root of a trail at a size: that of the present head, or of a checkpoint that
// is kept. Numbers of checkpoints ascend with sizes, so it is found by halving.
func (k Keeper) rootAt(ctx context.Context, trail types.Trail, size uint64) (translog.Hash, error) {
	if size == trail.Head.Size_ {
		return trail.Root()
	}
	low, high := trail.OldestCheckpoint(), trail.Checkpoints
	for low < high {
		middle := low + (high-low)/2
		c, err := k.Checkpoints.Get(ctx, collections.Join(trail.Id, middle))
		if errors.Is(err, collections.ErrNotFound) {
			break
		}
		switch {
		case err != nil:
			return translog.Hash{}, err
		case c.Size_ == size:
			return translog.HashFromBytes(c.Root)
		case c.Size_ < size:
			low = middle + 1
		default:
			high = middle
		}
	}
	return translog.Hash{}, types.ErrRecordUnproven.Wrapf(
		"%s has %d records, and no checkpoint at %d: prove it against one that is kept", trail.Id, trail.Head.Size_, size)
}
