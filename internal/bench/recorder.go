package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/internal/ledger"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// maxAhead is how far a message may begin beyond what a trail holds: a node refuses
// one that lies further ahead than three of the largest messages.
const maxAhead = 3 * accesstypes.MaxEvents

// sent is a message that a node took.
type sent struct {
	hash  string
	first uint64
	n     int
	// denied of its accesses, as they were drawn.
	denied int
	// at is when it was broadcast.
	at time.Time
}

// recorder writes one trail: it keeps as many messages under way as it may. It is for
// one goroutine at a time.
type recorder struct {
	trail   string
	desk    *ledger.Account
	client  *ledger.Client
	draw    *accesses
	shared  *progress
	options *WriteOptions
	// gas that a message asks for.
	gas uint64

	next uint64
	sent []sent
	// refused so many times, because too much waited.
	refused int
}

// record until it is told to stop, which is no error. What was sent by then is on its way.
func (r *recorder) record(ctx context.Context, stop <-chan struct{}) error {
	for {
		size, now, changed := r.shared.view(r.trail)
		if r.next-size > maxAhead || int(r.next-size) >= r.options.InFlight*r.options.EventsPerMessage {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-stop:
				return nil
			case <-changed:
				continue
			}
		}
		select {
		case <-stop:
			return nil
		default:
		}
		if err := r.send(ctx, now); err != nil {
			return fmt.Errorf("trail %s: %w", r.trail, err)
		}
	}
}

// send the next message, again and again while the node says that too much waits.
func (r *recorder) send(ctx context.Context, now int64) error {
	events, denied := r.draw.next(r.options.EventsPerMessage, now)
	raw, err := r.client.Sign(ctx, r.desk, r.gas, &accesstypes.MsgRecordAccess{
		Recorder: r.desk.Address(), Trail: r.trail, FirstIndex: r.next, Events: events,
	})
	if err != nil {
		return err
	}
	for {
		_, _, changed := r.shared.view(r.trail)
		at := time.Now()
		response, err := r.client.RPC().BroadcastTxSync(ctx, raw)
		if err != nil {
			return fmt.Errorf("broadcast: %w", err)
		}
		if response.Code == 0 {
			r.desk.Advance()
			r.sent = append(r.sent, sent{hash: response.Hash.String(), first: r.next, n: len(events), denied: denied, at: at})
			r.next += uint64(len(events))
			return nil
		}
		refusal := errorsmod.ABCIError(response.Codespace, response.Code, response.Log)
		if !errors.Is(refusal, r.options.Busy) {
			return fmt.Errorf("the node refused a message: %w", refusal)
		}
		r.refused++
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// waits are the times from broadcast to block of what was sent and seen in a window.
func (r *recorder) waits(sightings []sighting, w window) []time.Duration {
	var waits []time.Duration
	for i := range r.sent {
		s := &r.sent[i]
		for len(sightings) > 0 && sightings[0].sizes[r.trail] < s.first+uint64(s.n) {
			sightings = sightings[1:]
		}
		if len(sightings) == 0 || sightings[0].at.After(w.to.at) {
			return waits
		}
		if !s.at.Before(w.from.at) {
			waits = append(waits, sightings[0].at.Sub(s.at))
		}
	}
	return waits
}
