package load

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/test/fault/record"
)

// How long a sender waits, and how often it asks.
const (
	// answerTimeout bounds one question to a node.
	answerTimeout = 3 * time.Second
	// patience with one node, until the same bytes are sent through the next one.
	patience = 6 * time.Second
	// refusedPatience is that with a node that refused it: another one may hold it.
	refusedPatience = time.Second
	pollEvery       = 100 * time.Millisecond
	// maxRefusals in a row, by whichever nodes, until it is given up.
	maxRefusals = 12
)

// sender carries one transaction after the other to the chain.
type sender struct {
	load *Load
	// home is the node that each transaction is tried through first, node the present one.
	home, node int
}

// outcome of a transaction: acknowledged, or given up.
type outcome struct {
	acknowledged bool
	code         uint32
}

func (s *sender) turn() { s.node = (s.node + 1) % len(s.load.clients) }

// send signs a message, writes down that it is about to send it, and sends the
// same bytes through one node after the other until one of them says that a block
// holds them. It gives up when everybody goes on refusing it, or ctx ends. It
// fails only where nothing can be written down.
func (s *sender) send(ctx context.Context, account *ledger.Account, m message) (outcome, error) {
	s.node = s.home
	raw, err := s.sign(ctx, account, m)
	if err != nil {
		// Nobody told its sequence: nothing was sent.
		return outcome{}, nil //nolint:nilerr // the caller tries another message later
	}
	tx := delivery{sender: s, raw: raw, id: cmttypes.Tx(raw).Hash()}
	tx.hash = strings.ToUpper(hex.EncodeToString(tx.id))
	if err := tx.write(record.Entry{Event: record.Intended, Account: account.Address(), Message: m.text}); err != nil {
		return outcome{}, err
	}
	result, err := tx.deliver(ctx)
	if err == nil && result.acknowledged {
		account.Advance()
	}
	return result, err
}

// sign asks one node after the other for the account's sequence, where it is not known.
func (s *sender) sign(ctx context.Context, account *ledger.Account, m message) ([]byte, error) {
	var last error
	for range s.load.clients {
		asked, cancel := context.WithTimeout(ctx, answerTimeout)
		raw, err := s.load.clients[s.node].Sign(asked, account, m.gas, m.messages...)
		cancel()
		if err == nil {
			return raw, nil
		}
		last = err
		s.turn()
	}
	return nil, last
}

// delivery is a transaction on its way.
type delivery struct {
	*sender
	raw  []byte
	id   []byte
	hash string
}

func (d *delivery) write(entry record.Entry) error {
	entry.Tx, entry.At = d.hash, d.load.options.Clock()
	if err := d.load.options.Journal.Append(entry); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

func (d *delivery) deliver(ctx context.Context) (outcome, error) {
	for refusals := 0; refusals < maxRefusals && ctx.Err() == nil; d.turn() {
		wait := patience
		code, err := d.broadcast(ctx)
		switch {
		case err != nil:
			// The node may have taken it or not: it is asked, like any other.
		case code != 0:
			refusals++
			wait = refusedPatience
			if err := d.write(record.Entry{Event: record.Refused, Node: d.node, Code: code}); err != nil {
				return outcome{}, err
			}
		default:
			refusals = 0
		}
		if result, found := d.await(ctx, wait); found {
			return outcome{acknowledged: true, code: result.Code}, d.write(result)
		}
	}
	return outcome{}, d.write(record.Entry{Event: record.Abandoned})
}

// broadcast hands the bytes to the node and returns what its check said.
func (d *delivery) broadcast(ctx context.Context) (uint32, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	response, err := d.load.clients[d.node].RPC().BroadcastTxSync(ctx, d.raw)
	if err != nil {
		return 0, err
	}
	return response.Code, nil
}

// await asks the node for a while whether a block holds the transaction. One that
// does not answer at all is not asked twice.
func (d *delivery) await(ctx context.Context, wait time.Duration) (record.Entry, bool) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	for {
		asked, cancel := context.WithTimeout(ctx, answerTimeout)
		response, err := d.load.clients[d.node].RPC().Tx(asked, d.id, false)
		cancel()
		if err == nil {
			return record.Entry{Event: record.Acknowledged, Node: d.node, Height: response.Height, Code: response.TxResult.Code}, true
		}
		silent := !strings.Contains(err.Error(), "not found")
		select {
		case <-ctx.Done():
			return record.Entry{}, false
		case <-time.After(pollEvery):
		}
		if silent {
			return record.Entry{}, false
		}
	}
}
