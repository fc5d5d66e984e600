package audit

import (
	"fmt"
	"maps"
	"slices"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/recorded"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// Trail as it was rebuilt from blocks.
type Trail struct {
	ID   string
	Head translog.Head
	// Verdicts counts the records by what the chain decided.
	Verdicts map[Verdict]int
}

// Verdict in a form that can be counted: names of codes, marks joined by commas.
type Verdict struct{ Effect, Basis, Marks string }

// String gives the verdict as people read it: DENY CONSENT, PERMIT CONSENT [HINDSIGHT].
func (v Verdict) String() string {
	if v.Marks == "" {
		return v.Effect + " " + v.Basis
	}
	return v.Effect + " " + v.Basis + " [" + v.Marks + "]"
}

type trails struct {
	chainID string
	byID    map[string]*Trail
	// watch is told every record before its trail has it; may be nil.
	watch func(record translog.Record, leaf translog.Hash) error
}

func newTrails(chainID string) *trails {
	return &trails{chainID: chainID, byID: map[string]*Trail{}}
}

func (t *trails) sorted() []*Trail {
	list := make([]*Trail, 0, len(t.byID))
	for _, id := range slices.Sorted(maps.Keys(t.byID)) {
		list = append(list, t.byID[id])
	}
	return list
}

// apply takes over what a block's transactions did to trails.
func (t *trails) apply(b block, decode sdk.TxDecoder, report *Report) error {
	for i, raw := range b.txs {
		report.Transactions++
		if b.results[i].Code != abci.CodeTypeOK {
			report.Failed++
			continue
		}
		messages, err := recorded.Messages(raw, b.results[i], decode)
		if err != nil {
			return finding("transaction %d: %v", i, err)
		}
		for _, m := range messages {
			if err := t.message(b, m.Request, m.Response); err != nil {
				return fmt.Errorf("transaction %d: %w", i, err)
			}
		}
	}
	return nil
}

func (t *trails) message(b block, message sdk.Msg, response []byte) error {
	switch m := message.(type) {
	case *accesstypes.MsgOpenTrail:
		var opened accesstypes.MsgOpenTrailResponse
		if err := opened.Unmarshal(response); err != nil {
			return finding("response: %v", err)
		}
		t.byID[opened.Trail] = &Trail{ID: opened.Trail, Verdicts: map[Verdict]int{}}
		return nil
	case *accesstypes.MsgRecordAccess:
		var recorded accesstypes.MsgRecordAccessResponse
		if err := recorded.Unmarshal(response); err != nil {
			return finding("response: %v", err)
		}
		return t.record(b, m, recorded)
	default:
		return nil
	}
}

// record appends a batch to its trail and compares the head with the chain's.
func (t *trails) record(b block, m *accesstypes.MsgRecordAccess, response accesstypes.MsgRecordAccessResponse) error {
	trail, ok := t.byID[m.Trail]
	switch {
	case !ok:
		return finding("batch for the trail %q, which was never opened", m.Trail)
	case m.FirstIndex != trail.Head.Size:
		return finding("gap in trail %s: it has %d records, the batch begins at %d", m.Trail, trail.Head.Size, m.FirstIndex)
	}
	block := accesstypes.Place{ChainID: t.chainID, Height: b.header.Height, Time: b.header.Time.Unix()}
	records, err := recorded.Records(block, m, &response)
	if err != nil {
		return finding("%v", err)
	}
	leaves := make([]translog.Hash, len(records))
	for i, record := range records {
		if leaves[i], err = record.Leaf(); err != nil {
			return finding("trail %s, record %d: %v", m.Trail, record.Index, err)
		}
		if t.watch != nil {
			if err := t.watch(record, leaves[i]); err != nil {
				return err
			}
		}
		trail.Verdicts[NewVerdict(response.Verdicts[i])]++
	}
	head, err := trail.Head.Append(leaves...)
	if err != nil {
		return finding("trail %s: %v", m.Trail, err)
	}
	claimed, err := accesstypes.HeadFromProto(response.Head)
	if err != nil || !claimed.Equal(head) {
		return finding("trail %s: the head after record %d is not that of its records", m.Trail, head.Size-1)
	}
	trail.Head = head
	return nil
}
