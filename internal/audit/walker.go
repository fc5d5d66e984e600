package audit

import (
	"bytes"
	"context"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
)

// block is a block whose content its header commits to, with its results, which
// the next header commits to.
type block struct {
	header  cmttypes.Header
	txs     cmttypes.Txs
	results []*abci.ExecTxResult
}

// walker reads blocks in order and checks that each follows from the one before.
type walker struct {
	options Options
	last    int64
	height  int64
	// previous header's hash, and the hash of the results that the next header must have.
	previous, resultsHash []byte
}

func newWalker(o Options, last int64) *walker { return &walker{options: o, last: last} }

// next reads and checks the next block.
func (w *walker) next(ctx context.Context) (block, error) {
	w.height++
	height := w.height
	response, err := w.options.Blocks.Block(ctx, &height)
	if err != nil {
		return block{}, fmt.Errorf("block: %w", err)
	}
	results, err := w.options.Blocks.BlockResults(ctx, &height)
	if err != nil {
		return block{}, fmt.Errorf("block results: %w", err)
	}
	b := response.Block
	if b == nil {
		return block{}, finding("the node gave no block")
	}
	// Among other things, that the header commits to the transactions.
	if err := b.ValidateBasic(); err != nil {
		return block{}, finding("malformed block: %v", err)
	}
	if err := w.follows(b.Header); err != nil {
		return block{}, err
	}
	if len(results.TxsResults) != len(b.Txs) {
		return block{}, finding("%d transactions but %d results", len(b.Txs), len(results.TxsResults))
	}
	w.resultsHash = cmttypes.NewResults(results.TxsResults).Hash()
	return block{header: b.Header, txs: b.Txs, results: results.TxsResults}, nil
}

// follows checks that a header is the next one, and commits to the results of the block before.
func (w *walker) follows(h cmttypes.Header) error {
	hash := h.Hash()
	switch {
	case h.ChainID != w.options.ChainID:
		return finding("header of chain %q", h.ChainID)
	case h.Height != w.height:
		return finding("header of height %d", h.Height)
	case w.previous != nil && !bytes.Equal(h.LastBlockID.Hash, w.previous):
		return finding("header does not follow the one before")
	case w.resultsHash != nil && !bytes.Equal(h.LastResultsHash, w.resultsHash):
		return finding("the results of the block before are not those that were agreed on")
	case h.Height == w.options.Trust.Height && !bytes.Equal(hash, w.options.Trust.Hash):
		return finding("header %X is not the trusted %X", hash, []byte(w.options.Trust.Hash))
	}
	w.previous = hash
	return nil
}

// finish checks the last header and that more than two thirds of its validators
// signed it, and returns it: it commits to the state after the block before.
func (w *walker) finish(ctx context.Context) (*cmttypes.Header, error) {
	w.height = w.last
	height := w.last
	signed, err := w.options.Blocks.Commit(ctx, &height)
	if err != nil {
		return nil, fmt.Errorf("commit %d: %w", height, err)
	}
	if err := signed.ValidateBasic(w.options.ChainID); err != nil {
		return nil, finding("last header: %v", err)
	}
	if err := w.follows(*signed.Header); err != nil {
		return nil, fmt.Errorf("height %d: %w", height, err)
	}
	if w.options.Trust.Height > w.last {
		return nil, fmt.Errorf("the trusted header %d is beyond the node's last, %d", w.options.Trust.Height, w.last)
	}
	validators, err := w.validators(ctx, height)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(validators.Hash(), signed.ValidatorsHash) {
		return nil, finding("validators at height %d are not those that the header names", height)
	}
	if err := validators.VerifyCommitLight(w.options.ChainID, signed.Commit.BlockID, height, signed.Commit); err != nil {
		return nil, finding("last header is not signed by its validators: %v", err)
	}
	return signed.Header, nil
}

func (w *walker) validators(ctx context.Context, height int64) (*cmttypes.ValidatorSet, error) {
	var all []*cmttypes.Validator
	for page, perPage := 1, 100; ; page++ {
		response, err := w.options.Blocks.Validators(ctx, &height, &page, &perPage)
		if err != nil {
			return nil, fmt.Errorf("validators at height %d: %w", height, err)
		}
		all = append(all, response.Validators...)
		if len(response.Validators) == 0 || len(all) >= response.Total {
			break
		}
	}
	set, err := cmttypes.ValidatorSetFromExistingValidators(all)
	if err != nil {
		return nil, finding("validators at height %d: %v", height, err)
	}
	return set, nil
}
