package recordindex

import (
	"fmt"
	"sync"
	"sync/atomic"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/recorded"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// Feed hands the blocks of an application to its index. Without an index it does nothing.
type Feed struct {
	decode sdk.TxDecoder
	logger log.Logger
	index  atomic.Pointer[Index]
	// executed is the block that was executed last: owned by the application's consensus calls.
	executed *executed
	// wake says that the target moved.
	wake chan struct{}

	// mu is held while the index is written.
	mu sync.Mutex
	// chainID and next are those of the index: next is 0 while it begins with any block.
	chainID string
	next    int64
	// target is the last block that the index should have.
	target int64
}

type executed struct {
	height, time int64
	txs          [][]byte
	results      []*abci.ExecTxResult
}

// NewFeed reads transactions with the given decoder.
func NewFeed(decode sdk.TxDecoder, logger log.Logger) *Feed {
	return &Feed{decode: decode, logger: logger, wake: make(chan struct{}, 1)}
}

// Attach the index of an application whose last committed block is of the given height; 0
// if it has none. What the index has of later blocks it forgets: they come again. What it
// lacks, Complete reads. The feed closes it.
func (f *Feed) Attach(ix *Index, height int64) error {
	before, err := ix.State()
	if err != nil {
		return err
	}
	if before.To > height {
		f.logger.Info("record index: forgets blocks that the application has not committed; they are executed again",
			"index", before.To, "application", height)
	}
	if err := ix.Rewind(height); err != nil {
		return fmt.Errorf("record index, rewinding to block %d: %w", height, err)
	}
	s, err := ix.State()
	if err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.chainID, f.target = s.ChainID, height
	if s.To > 0 || height > 0 {
		f.next = s.To + 1
	}
	f.index.Store(ix)
	return nil
}

// Index that is attached; nil if there is none.
func (f *Feed) Index() *Index { return f.index.Load() }

// Close the index, if there is one.
func (f *Feed) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if ix := f.index.Swap(nil); ix != nil {
		return ix.Close()
	}
	return nil
}

// Executed notes the transactions and the results of a block.
func (f *Feed) Executed(req *abci.RequestFinalizeBlock, res *abci.ResponseFinalizeBlock) {
	if f.index.Load() != nil {
		f.executed = &executed{height: req.Height, time: req.Time.Unix(), txs: req.Txs, results: res.TxResults}
	}
}

// Precommit writes the block that was executed, before the application commits it: with
// an error it must not be acknowledged. While the index lacks earlier blocks, this one is
// left to Complete, which reads it from the node's blocks in its turn.
func (f *Feed) Precommit(height int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	ix, x := f.index.Load(), f.executed
	if ix == nil {
		return nil
	}
	f.executed = nil
	f.target = height
	if x == nil || x.height != height || (f.next != 0 && f.next != height) {
		f.wakeUp()
		return nil
	}
	return f.append(ix, *x)
}

func (f *Feed) wakeUp() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// append a block; mu is held.
func (f *Feed) append(ix *Index, x executed) error {
	place := accesstypes.Place{ChainID: f.chainID, Height: x.height, Time: x.time}
	block := Block{Height: x.height, Time: x.time, Records: f.records(place, x)}
	if err := ix.Append(block); err != nil {
		return fmt.Errorf("record index, block %d: %w", x.height, err)
	}
	f.next = x.height + 1
	return nil
}

// records of a block. What cannot be read is left out and said: the chain goes on.
func (f *Feed) records(place accesstypes.Place, x executed) []translog.Record {
	var all []translog.Record
	for i, raw := range x.txs {
		if i >= len(x.results) || x.results[i] == nil {
			f.logger.Error("record index: transaction without a result", "height", x.height, "transaction", i)
			continue
		}
		records, err := transactionRecords(place, raw, x.results[i], f.decode)
		if err != nil {
			f.logger.Error("record index: the records of a transaction cannot be read and are left out", "height", x.height, "transaction", i, "err", err)
			continue
		}
		all = append(all, records...)
	}
	return all
}

func transactionRecords(place accesstypes.Place, raw []byte, result *abci.ExecTxResult, decode sdk.TxDecoder) ([]translog.Record, error) {
	messages, err := recorded.Messages(raw, result, decode)
	if err != nil {
		return nil, err
	}
	var all []translog.Record
	for _, m := range messages {
		request, ok := m.Request.(*accesstypes.MsgRecordAccess)
		if !ok {
			continue
		}
		var response accesstypes.MsgRecordAccessResponse
		if err := response.Unmarshal(m.Response); err != nil {
			return nil, err
		}
		records, err := recorded.Records(place, request, &response)
		if err != nil {
			return nil, err
		}
		all = append(all, records...)
	}
	return all, nil
}
