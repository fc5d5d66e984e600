package recordindex

import (
	"context"
	"errors"
	"fmt"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/cometbft/cometbft/state"
)

// Blocks that a node has kept, with their results.
type Blocks interface {
	Status(ctx context.Context) (*coretypes.ResultStatus, error)
	Block(ctx context.Context, height *int64) (*coretypes.ResultBlock, error)
	BlockResults(ctx context.Context, height *int64) (*coretypes.ResultBlockResults, error)
}

// Complete reads the blocks that the index lacks, one after the other, and goes on until
// the context ends: whenever the index is level, the application writes its blocks itself.
// Blocks or results that the node does not have any more are left out, and the index is
// complete from the first that it has. It may be stopped at any time, and goes on from
// there. An error says that the index cannot be written, or a block that is there cannot be
// read.
func (f *Feed) Complete(ctx context.Context, blocks Blocks) error {
	told := false
	for {
		height, behind := f.lacks()
		if !behind {
			if told {
				f.logger.Info("record index: level with the application", "height", height-1)
				told = false
			}
			select {
			case <-ctx.Done():
				return nil
			case <-f.wake:
			}
			continue
		}
		if ctx.Err() != nil {
			return nil
		}
		if !told {
			f.logger.Info("record index: reads what it lacks from the node's blocks", "from", height)
			told = true
		}
		if err := f.step(ctx, blocks, height); err != nil {
			if ctx.Err() != nil {
				return nil //nolint:nilerr // The node stops.
			}
			return err
		}
	}
}

// lacks gives the next block of the index, and whether the application has it.
func (f *Feed) lacks() (int64, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next, f.index.Load() != nil && f.next != 0 && f.next <= f.target
}

// step reads one block and appends it, or leaves out what is not to be had.
func (f *Feed) step(ctx context.Context, blocks Blocks, height int64) error {
	response, err := blocks.Block(ctx, &height)
	if err != nil || response.Block == nil {
		return f.skipToFirst(ctx, blocks, height, err)
	}
	results, err := blocks.BlockResults(ctx, &height)
	var absent state.ErrNoABCIResponsesForHeight
	switch {
	case errors.As(err, &absent):
		return f.skip(height + 1)
	case errors.Is(err, state.ErrFinalizeBlockResponsesNotPersisted):
		return f.skipAll()
	case err != nil:
		return fmt.Errorf("record index, results of block %d: %w", height, err)
	}
	x := executed{height: height, time: response.Block.Time.Unix(), results: results.TxsResults}
	for _, tx := range response.Block.Txs {
		x.txs = append(x.txs, tx)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	ix := f.index.Load()
	if ix == nil || f.next != height {
		return nil
	}
	return f.append(ix, x)
}

// skipToFirst leaves out what lies before the first block that the node has.
func (f *Feed) skipToFirst(ctx context.Context, blocks Blocks, height int64, cause error) error {
	status, err := blocks.Status(ctx)
	if err != nil {
		return fmt.Errorf("record index, the node's status: %w", err)
	}
	if first := status.SyncInfo.EarliestBlockHeight; first > height {
		return f.skip(first)
	}
	return fmt.Errorf("record index: block %d cannot be read: %w", height, cause)
}

// skipAll leaves out all that the application has committed.
func (f *Feed) skipAll() error {
	f.mu.Lock()
	target := f.target
	f.mu.Unlock()
	return f.skip(target + 1)
}

func (f *Feed) skip(height int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	ix := f.index.Load()
	if ix == nil || f.next >= height {
		return nil
	}
	f.logger.Warn("record index: the node has no blocks or results for these heights; their records cannot be asked for", "from", f.next, "before", height)
	if err := ix.SkipTo(height); err != nil {
		return fmt.Errorf("record index, block %d: %w", height, err)
	}
	f.next = height
	return nil
}
