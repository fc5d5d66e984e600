package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// refused so many times, because too much waited or its node was behind.
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
		if err := r.send(ctx, now, stop); err != nil {
			return fmt.Errorf("trail %s: %w", r.trail, err)
		}
	}
}

// send the next message, again and again while the node says that it cannot take it yet,
// and not at all once it is told to stop.
func (r *recorder) send(ctx context.Context, now int64, stop <-chan struct{}) error {
	events, denied := r.draw.next(r.options.EventsPerMessage, now)
	raw, err := r.client.Sign(ctx, r.desk, r.gas, &accesstypes.MsgRecordAccess{
		Recorder: r.desk.Address(), Trail: r.trail, FirstIndex: r.next, Events: events,
	})
	if err != nil {
		return err
	}
	for {
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
		if !r.busy(refusal) {
			return fmt.Errorf("the node refused a message: %w", refusal)
		}
		r.refused++
		if stopped, err := r.pause(ctx, stop); stopped || err != nil {
			return err
		}
	}
}

// busy says whether a message that was refused can be sent again a block later.
func (r *recorder) busy(refusal error) bool {
	return slices.ContainsFunc(r.options.Busy, func(busy error) bool { return errors.Is(refusal, busy) })
}

// lookAgain after a block a node needs to see what still waits.
const lookAgain = 200 * time.Millisecond

// pause until the node has seen a block, and again what waits, since it refused a
// message; or until it is told to stop.
func (r *recorder) pause(ctx context.Context, stop <-chan struct{}) (stopped bool, err error) {
	last, changed := r.shared.last()
	if time.Since(last.at) > lookAgain {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-stop:
			return true, nil
		case <-changed:
		}
	}
	select {
	case <-ctx.Done():
		return false, ctx.Err()
	case <-stop:
		return true, nil
	case <-time.After(lookAgain):
		return false, nil
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
