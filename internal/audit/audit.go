// Package audit reads a chain from one node and believes nothing of it that it
// cannot check: blocks against headers, headers against a trusted one, rebuilt
// trails against proofs that another node gives.
package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/libs/bytes"
	"github.com/cometbft/cometbft/rpc/client"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// ErrFinding is wrapped by every error that says that something does not hold,
// as against something that could not be read.
var ErrFinding = errors.New("finding")

func finding(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrFinding, fmt.Sprintf(format, args...))
}

// Trust is a header that is believed, from a source other than the nodes.
type Trust struct {
	Height int64
	Hash   bytes.HexBytes
}

// BlockSource gives blocks, results, commits and validators. Nothing that it
// says is believed unchecked.
type BlockSource interface {
	Status(ctx context.Context) (*coretypes.ResultStatus, error)
	Block(ctx context.Context, height *int64) (*coretypes.ResultBlock, error)
	BlockResults(ctx context.Context, height *int64) (*coretypes.ResultBlockResults, error)
	Commit(ctx context.Context, height *int64) (*coretypes.ResultCommit, error)
	Validators(ctx context.Context, height *int64, page, perPage *int) (*coretypes.ResultValidators, error)
}

// ProofSource gives values of the state with their proofs.
type ProofSource interface {
	ABCIQueryWithOptions(ctx context.Context, path string, data bytes.HexBytes, o client.ABCIQueryOptions) (*coretypes.ResultABCIQuery, error)
}

// Options of a replay.
type Options struct {
	ChainID string
	// Blocks is the node that blocks and results are read from.
	Blocks BlockSource
	// Proofs is the node that proofs of state are asked of; it may be another.
	Proofs ProofSource
	// Trust anchors the chain of headers. With the zero value the validators of
	// the first block are believed as the node names them.
	Trust Trust
	// Decode a transaction of the chain.
	Decode sdk.TxDecoder
	// Progress is called after every block with its height and the last one's; may be nil.
	Progress func(height, last int64)
}

// Report of a replay.
type Report struct {
	ChainID string
	// Height of the state that the heads were proven at, and the time of the
	// header that commits to it: nothing is said of what came after.
	Height int64
	Until  time.Time
	// Trust is the header that anchors all of it; the zero value if none was given.
	Trust        Trust
	AppHash      bytes.HexBytes
	Transactions int
	// Failed transactions, which changed nothing.
	Failed int
	// Trails in order of id.
	Trails []*Trail
}

// Replay reads every block up to the last but one, which the last one's header
// commits to, rebuilds every trail and proves its head. An error that wraps
// ErrFinding says what does not hold; any other, what could not be read.
func Replay(ctx context.Context, o Options) (*Report, error) {
	status, err := o.Blocks.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("the node's status: %w", err)
	}
	last, first := status.SyncInfo.LatestBlockHeight, status.SyncInfo.EarliestBlockHeight
	switch {
	case first > 1:
		return nil, fmt.Errorf("the node has no blocks before height %d: ask one that keeps them all", first)
	case last < 2:
		return nil, fmt.Errorf("the chain has %d blocks: an audit needs 2", last)
	case o.Trust.Height > last:
		return nil, fmt.Errorf("the trusted header %d is beyond the node's last, %d", o.Trust.Height, last)
	}
	walker := newWalker(o, last)
	trails := newTrails(o.ChainID)
	report := &Report{ChainID: o.ChainID, Height: last - 1, Trust: o.Trust}
	for height := int64(1); height < last; height++ {
		block, err := walker.next(ctx, height)
		if err != nil {
			return nil, fmt.Errorf("height %d: %w", height, err)
		}
		if err := trails.apply(block, o.Decode, report); err != nil {
			return nil, fmt.Errorf("height %d: %w", height, err)
		}
		if o.Progress != nil {
			o.Progress(height, last-1)
		}
	}
	anchor, err := walker.finish(ctx)
	if err != nil {
		return nil, err
	}
	report.AppHash, report.Until = anchor.AppHash, anchor.Time
	report.Trails = trails.sorted()
	for _, trail := range report.Trails {
		if err := proveHead(ctx, o.Proofs, report.Height, anchor.AppHash, trail); err != nil {
			return nil, fmt.Errorf("trail %s: %w", trail.ID, err)
		}
	}
	return report, nil
}
