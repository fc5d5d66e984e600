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

// walker reads blocks in order and checks that each follows from the one before:
// that it names its hash, that its validators are those that it announced, that
// they signed it, and that its results are those that were agreed on. So every
// header after a trusted one is authenticated by signatures, and every header
// before it by the chain of hashes.
type walker struct {
	options Options
	last    int64
	// previous is the header before, with its hash; nil before the first.
	previous *cmttypes.Header
	hash     []byte
	// validators of the header before.
	validators *cmttypes.ValidatorSet
	// resultsHash of the block before.
	resultsHash []byte
}

func newWalker(o Options, last int64) *walker { return &walker{options: o, last: last} }

// next reads and checks the block at a height.
func (w *walker) next(ctx context.Context, height int64) (block, error) {
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
	if w.previous != nil {
		if err := w.signed(b.LastBlockID, b.LastCommit); err != nil {
			return block{}, err
		}
	}
	if err := w.follow(ctx, b.Header, height); err != nil {
		return block{}, err
	}
	if len(results.TxsResults) != len(b.Txs) {
		return block{}, finding("%d transactions but %d results", len(b.Txs), len(results.TxsResults))
	}
	for i, result := range results.TxsResults {
		if result == nil {
			return block{}, finding("transaction %d has no result", i)
		}
	}
	w.resultsHash = cmttypes.NewResults(results.TxsResults).Hash()
	return block{header: b.Header, txs: b.Txs, results: results.TxsResults}, nil
}

// signed checks that more than two thirds of its validators signed the header before.
func (w *walker) signed(id cmttypes.BlockID, commit *cmttypes.Commit) error {
	if !bytes.Equal(id.Hash, w.hash) {
		return finding("header does not follow the one before")
	}
	if commit == nil {
		return finding("the block before is not signed")
	}
	if err := w.validators.VerifyCommitLight(w.options.ChainID, id, w.previous.Height, commit); err != nil {
		return finding("the block before is not signed by its validators: %v", err)
	}
	return nil
}

// follow checks that a header is that of the next height, and goes on to it.
func (w *walker) follow(ctx context.Context, h cmttypes.Header, height int64) error {
	hash := h.Hash()
	switch {
	// A header that names no validators has no hash.
	case len(hash) == 0:
		return finding("the header names no validators")
	case h.ChainID != w.options.ChainID:
		return finding("header of chain %q", h.ChainID)
	case h.Height != height:
		return finding("header of height %d", h.Height)
	case h.Height == w.options.Trust.Height && !bytes.Equal(hash, w.options.Trust.Hash):
		return finding("header %X is not the trusted %X", hash, []byte(w.options.Trust.Hash))
	}
	if p := w.previous; p != nil {
		switch {
		case !bytes.Equal(h.LastBlockID.Hash, w.hash):
			return finding("header does not follow the one before")
		case !bytes.Equal(h.ValidatorsHash, p.NextValidatorsHash):
			return finding("the validators are not those that the header before announced")
		case !bytes.Equal(h.LastResultsHash, w.resultsHash):
			return finding("the results of the block before are not those that were agreed on")
		}
	}
	if w.previous == nil || !bytes.Equal(h.ValidatorsHash, w.previous.ValidatorsHash) {
		var err error
		if w.validators, err = w.readValidators(ctx, h); err != nil {
			return err
		}
	}
	w.previous, w.hash = &h, hash
	return nil
}

// finish checks the last header and that more than two thirds of its validators
// signed it, and returns both: it commits to the state after the block before.
func (w *walker) finish(ctx context.Context) (*cmttypes.SignedHeader, error) {
	height := w.last
	signed, err := w.options.Blocks.Commit(ctx, &height)
	if err != nil {
		return nil, fmt.Errorf("commit %d: %w", height, err)
	}
	if err := signed.ValidateBasic(w.options.ChainID); err != nil {
		return nil, finding("last header: %v", err)
	}
	if err := w.follow(ctx, *signed.Header, height); err != nil {
		return nil, fmt.Errorf("height %d: %w", height, err)
	}
	if err := w.signed(signed.Commit.BlockID, signed.Commit); err != nil {
		return nil, fmt.Errorf("height %d: %w", height, err)
	}
	return &signed.SignedHeader, nil
}

// maxValidatorPages bounds what a node can have an auditor read.
const maxValidatorPages = 100

// readValidators reads the set that a header commits to.
func (w *walker) readValidators(ctx context.Context, h cmttypes.Header) (*cmttypes.ValidatorSet, error) {
	var all []*cmttypes.Validator
	perPage := 100
	for page := 1; page <= maxValidatorPages; page++ {
		response, err := w.options.Blocks.Validators(ctx, &h.Height, &page, &perPage)
		if err != nil {
			return nil, fmt.Errorf("validators: %w", err)
		}
		all = append(all, response.Validators...)
		if len(response.Validators) == 0 || len(all) >= response.Total {
			break
		}
	}
	set, err := cmttypes.ValidatorSetFromExistingValidators(all)
	if err != nil {
		return nil, finding("validators: %v", err)
	}
	if !bytes.Equal(set.Hash(), h.ValidatorsHash) {
		return nil, finding("the validators are not those that the header names")
	}
	return set, nil
}
