package bench

import (
	"context"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// held is what the blocks hold: of the window the blocks, of the whole run the accesses.
type held struct {
	// sizes of the trails, by what the blocks hold.
	sizes map[string]uint64
	total uint64
	// verdicts by effect, basis and marks.
	verdicts map[string]int

	// Of the window.
	events, messages int
	gasUsed          int64
	blocks           []block
}

// block of the window.
type block struct {
	time time.Time
	// bytes of the block as it is sent, of the transactions, and of their results.
	bytes, txs, results int64
}

// verify reads all blocks again, checks that every message succeeded, begins where the
// one before it ended and was judged as it was drawn, and that the trails are as long as
// what was sent.
func (w *writing) verify(ctx context.Context, measured window) (*held, error) {
	status, err := w.reader.RPC().Status(ctx)
	if err != nil {
		return nil, err
	}
	// The results of a block are there once the next one is.
	last := status.SyncInfo.LatestBlockHeight
	if _, err := w.reader.WaitHeight(ctx, last+1); err != nil {
		return nil, err
	}
	h := &held{sizes: map[string]uint64{}, verdicts: map[string]int{}}
	expected := w.expected()
	for height := w.from + 1; height <= last; height++ {
		if err := w.readBlock(ctx, h, expected, height, measured); err != nil {
			return nil, fmt.Errorf("block %d: %w", height, err)
		}
	}
	sizes, err := sizesOf(ctx, w.reader)
	if err != nil {
		return nil, err
	}
	for _, r := range w.recorders {
		if sizes[r.trail] != r.next || h.sizes[r.trail] != r.next {
			return nil, fmt.Errorf("trail %s: %d accesses sent, %d in blocks, %d by its head", r.trail, r.next, h.sizes[r.trail], sizes[r.trail])
		}
	}
	return h, nil
}

// place of a message: its trail, and where it begins.
type place struct {
	trail string
	first uint64
}

// expected is what was sent, by place.
func (w *writing) expected() map[place]*sent {
	expected := map[place]*sent{}
	for _, r := range w.recorders {
		for i := range r.sent {
			expected[place{r.trail, r.sent[i].first}] = &r.sent[i]
		}
	}
	return expected
}

func (w *writing) readBlock(ctx context.Context, h *held, expected map[place]*sent, height int64, measured window) error {
	read, err := w.reader.RPC().Block(ctx, &height)
	if err != nil {
		return err
	}
	results, err := w.reader.RPC().BlockResults(ctx, &height)
	if err != nil {
		return err
	}
	if len(results.TxsResults) != len(read.Block.Txs) {
		return fmt.Errorf("%d results of %d transactions", len(results.TxsResults), len(read.Block.Txs))
	}
	inside := h.total >= measured.from.total && h.total < measured.to.total
	b := block{time: read.Block.Time, bytes: int64(read.Block.Size())}
	for i, raw := range read.Block.Txs {
		result := results.TxsResults[i]
		b.txs += int64(len(raw))
		b.results += int64(result.Size())
		n, err := w.readTx(h, expected, raw, result)
		if err != nil {
			return fmt.Errorf("transaction %d: %w", i, err)
		}
		if inside {
			h.events += n
			h.messages++
			h.gasUsed += result.GasUsed
		}
	}
	if inside {
		h.blocks = append(h.blocks, b)
	}
	return nil
}

func (w *writing) readTx(h *held, expected map[place]*sent, raw cmttypes.Tx, result *abci.ExecTxResult) (int, error) {
	if result.Code != 0 {
		return 0, fmt.Errorf("it failed with code %d of %s: %s", result.Code, result.Codespace, result.Log)
	}
	tx, err := w.TxConfig.TxDecoder()(raw)
	if err != nil {
		return 0, err
	}
	if len(tx.GetMsgs()) != 1 {
		return 0, fmt.Errorf("%d messages, one was sent", len(tx.GetMsgs()))
	}
	m, ok := tx.GetMsgs()[0].(*accesstypes.MsgRecordAccess)
	if !ok {
		return 0, fmt.Errorf("message %T, which nobody sent", tx.GetMsgs()[0])
	}
	s := expected[place{m.Trail, m.FirstIndex}]
	if s == nil || s.n != len(m.Events) || h.sizes[m.Trail] != m.FirstIndex {
		return 0, fmt.Errorf("%d accesses at %d of %s, which has %d: nobody sent them there", len(m.Events), m.FirstIndex, m.Trail, h.sizes[m.Trail])
	}
	h.sizes[m.Trail] += uint64(s.n)
	h.total += uint64(s.n)
	return s.n, h.judge(s, result.Data)
}

// judge counts verdicts, and compares them with what was drawn.
func (h *held) judge(s *sent, data []byte) error {
	var responses sdk.TxMsgData
	if err := responses.Unmarshal(data); err != nil {
		return err
	}
	if len(responses.MsgResponses) != 1 {
		return fmt.Errorf("%d responses to one message", len(responses.MsgResponses))
	}
	var response accesstypes.MsgRecordAccessResponse
	if err := response.Unmarshal(responses.MsgResponses[0].Value); err != nil {
		return err
	}
	denied := 0
	for _, v := range response.Verdicts {
		h.verdicts[name(v)]++
		if v.Effect != vocabulary.Effect_EFFECT_PERMIT {
			denied++
		}
	}
	if len(response.Verdicts) != s.n || denied != s.denied {
		return fmt.Errorf("%d verdicts with %d refusals, want %d with %d: accesses were judged by something else than the subjects' directives",
			len(response.Verdicts), denied, s.n, s.denied)
	}
	return nil
}

// name of a verdict in words.
func name(v accesstypes.Verdict) string {
	text := fmt.Sprintf("%s by %s", v.Effect, v.Basis)
	for _, mark := range v.Marks {
		text += " " + mark.String()
	}
	return text
}
