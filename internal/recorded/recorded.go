// Package recorded says which records of accesses a block made. They are not in state: they
// follow from the block's transactions and results. The auditor and the node's index both
// read them here.
package recorded

import (
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// Message that was executed, and what the chain answered.
type Message struct {
	Request sdk.Msg
	// Response in its encoding.
	Response []byte
}

// Messages of a transaction that the chain executed; none if it failed, for then it changed
// nothing. Accesses are recorded by a transaction's own messages alone: those that the
// council decides on are its own, and no other message holds messages. An error says that
// transaction and result do not fit each other, or cannot be read.
func Messages(raw []byte, result *abci.ExecTxResult, decode sdk.TxDecoder) ([]Message, error) {
	if result.Code != abci.CodeTypeOK {
		return nil, nil
	}
	tx, err := decode(raw)
	if err != nil {
		return nil, fmt.Errorf("succeeded, but cannot be read: %w", err)
	}
	var data sdk.TxMsgData
	if err := data.Unmarshal(result.Data); err != nil {
		return nil, fmt.Errorf("responses: %w", err)
	}
	requests := tx.GetMsgs()
	if len(data.MsgResponses) != len(requests) {
		return nil, fmt.Errorf("%d messages but %d responses", len(requests), len(data.MsgResponses))
	}
	messages := make([]Message, len(requests))
	for i, request := range requests {
		messages[i] = Message{Request: request, Response: data.MsgResponses[i].Value}
	}
	return messages, nil
}

// Records that a message and its response made, in the order of their trail. The block is
// where and when: chain, height and time.
func Records(block accesstypes.Place, m *accesstypes.MsgRecordAccess, response *accesstypes.MsgRecordAccessResponse) ([]translog.Record, error) {
	if len(response.Verdicts) != len(m.Events) {
		return nil, fmt.Errorf("trail %s: %d events but %d verdicts", m.Trail, len(m.Events), len(response.Verdicts))
	}
	records := make([]translog.Record, len(m.Events))
	for i := range m.Events {
		place := block
		place.Trail, place.Index = m.Trail, m.FirstIndex+uint64(i)
		var err error
		if records[i], err = accesstypes.NewRecord(place, m.Events[i], response.Verdicts[i]); err != nil {
			return nil, fmt.Errorf("trail %s, record %d: %w", m.Trail, place.Index, err)
		}
	}
	return records, nil
}
