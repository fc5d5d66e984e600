package bench

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/assent-ledger/assent/internal/ledger"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// WriteOptions of a benchmark that records accesses.
type WriteOptions struct {
	Options
	// EventsPerMessage, 1 to as many as a message may hold.
	EventsPerMessage int
	// InFlight messages of one trail at most; as many as a node takes if it is 0.
	InFlight int
	// Warmup is what passes before Duration begins.
	Warmup, Duration time.Duration
	// Busy is what a node refuses a message with that can be sent again a block later.
	Busy []error
}

const (
	// largestGas that a transaction may ask for.
	largestGas = 50_000_000
	// gasReserve is what a message may need beyond the first, of a trail that was empty.
	gasReserve = 100_000
	// settleTimeout within which the first message is in a block, and the last.
	settleTimeout = 2 * time.Minute
	// verifyTimeout within which all blocks are read again.
	verifyTimeout = 5 * time.Minute
)

func (o *WriteOptions) check() error {
	if err := o.Population.check(); err != nil {
		return err
	}
	switch {
	case o.EventsPerMessage < 1 || o.EventsPerMessage > accesstypes.MaxEvents:
		return fmt.Errorf("events per message: 1 to %d, not %d", accesstypes.MaxEvents, o.EventsPerMessage)
	case o.InFlight < 0:
		return fmt.Errorf("messages in flight: 1 or more, or 0 for as many as a node takes, not %d", o.InFlight)
	case o.Duration < time.Second || o.Warmup < 0:
		return errors.New("duration: 1s or more; warm-up: 0s or more")
	}
	if most := maxAhead/o.EventsPerMessage + 1; o.InFlight == 0 || o.InFlight > most {
		o.InFlight = most
	}
	return nil
}

// timeout bounds a whole run.
func (o *WriteOptions) timeout() time.Duration {
	return o.StartTimeout + o.Warmup + o.Duration + 2*settleTimeout + verifyTimeout
}

// Write founds a network, records accesses as fast as it takes them, and reports what it
// did. It fails if anything was lost, recorded twice or judged otherwise than it was drawn.
func Write(ctx context.Context, o WriteOptions) (report WriteReport, err error) {
	if err := o.check(); err != nil {
		return WriteReport{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	n, err := found(ctx, o.Options)
	if err != nil {
		return WriteReport{}, err
	}
	defer func() { err = errors.Join(n.explain(err), n.close()) }()
	w := writing{network: n, options: &o, shared: newProgress()}
	return w.run(ctx)
}

// writing is one run.
type writing struct {
	*network
	options   *WriteOptions
	shared    *progress
	reader    *ledger.Client
	recorders []*recorder
	// from this height on there are accesses.
	from int64
	// block is what the chain says that a block holds at most.
	block cmttypes.BlockParams
}

// mark is a moment at which a block was just seen, and what was spent by then.
type mark struct {
	sighting
	nodes, client time.Duration
}

// window that is measured: it begins and ends with a block.
type window struct{ from, to mark }

func (w *writing) run(ctx context.Context) (WriteReport, error) {
	if err := w.prepare(ctx); err != nil {
		return WriteReport{}, err
	}
	before, err := w.disk()
	if err != nil {
		return WriteReport{}, err
	}
	measured, err := w.drive(ctx)
	if err != nil {
		return WriteReport{}, err
	}
	after, err := w.disk()
	if err != nil {
		return WriteReport{}, err
	}
	fmt.Fprintln(w.Out, "reading all blocks again")
	verifying, cancel := context.WithTimeout(ctx, verifyTimeout)
	defer cancel()
	held, err := w.verify(verifying, measured)
	if err != nil {
		return WriteReport{}, err
	}
	return w.report(measured, held, before, after), nil
}

// prepare makes a recorder for each trail, the trails dealt out to the nodes in turn, and
// finds out what a message costs.
func (w *writing) prepare(ctx context.Context) error {
	var err error
	if w.reader, err = w.client(0); err != nil {
		return err
	}
	status, err := w.reader.RPC().Status(ctx)
	if err != nil {
		return err
	}
	w.from = status.SyncInfo.LatestBlockHeight
	params, err := w.reader.RPC().ConsensusParams(ctx, &w.from)
	if err != nil {
		return err
	}
	w.block = params.ConsensusParams.Block
	for t := range w.Population.Trails {
		for i := range w.Population.Institutions {
			client, err := w.client(len(w.recorders) % len(w.running.Nodes))
			if err != nil {
				return err
			}
			desk, err := ledger.NewAccount(w.keys, deskKey(i, t))
			if err != nil {
				return err
			}
			w.recorders = append(w.recorders, &recorder{
				trail: accesstypes.TrailID(institution(i), trailName(t)), desk: desk, client: client, shared: w.shared, options: w.options,
				draw: newAccesses(w.Population, i, t, w.subjects, w.Spec.GenesisTime.Unix()), gas: largestGas,
			})
		}
	}
	return w.calibrate(ctx)
}

// calibrate records the first message, and has all others ask for a tenth more gas than it
// used: what a block holds is bounded by the gas that is asked for.
func (w *writing) calibrate(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	if err := w.shared.look(ctx, w.reader); err != nil {
		return err
	}
	first := w.recorders[0]
	_, now, _ := w.shared.view(first.trail)
	if err := first.send(ctx, now, nil); err != nil {
		return fmt.Errorf("the first message: %w", err)
	}
	result, err := first.client.Wait(ctx, first.sent[0].hash)
	if err != nil {
		return fmt.Errorf("the first message: %w", err)
	}
	for _, r := range w.recorders {
		r.gas = min(largestGas, uint64(result.GasUsed)*11/10+gasReserve)
	}
	return nil
}

// drive records on all trails side by side until the window is over, and waits until all
// of it is in blocks.
func (w *writing) drive(ctx context.Context) (window, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	following, unfollow := context.WithCancel(ctx)
	stop := make(chan struct{})
	var follower, recorders sync.WaitGroup
	follower.Go(func() {
		if err := w.shared.follow(following, w.reader); err != nil {
			cancel(err)
		}
	})
	for _, r := range w.recorders {
		recorders.Go(func() {
			if err := r.record(ctx, stop); err != nil {
				cancel(err)
			}
		})
	}
	measured, err := w.measure(ctx)
	close(stop)
	if err != nil {
		cancel(err)
	}
	recorders.Wait()
	if err == nil {
		err = w.drain(ctx)
	}
	unfollow()
	follower.Wait()
	if err != nil {
		cancel(err)
	}
	// What broke off first says why.
	return measured, context.Cause(ctx)
}

// measure waits for the warm-up to be over, and for the window.
func (w *writing) measure(ctx context.Context) (window, error) {
	fmt.Fprintf(w.Out, "warming up for %s, then measuring for %s\n", w.options.Warmup, w.options.Duration)
	begun := time.Now()
	var measured window
	var err error
	if measured.from, err = w.markAfter(ctx, begun.Add(w.options.Warmup)); err != nil {
		return window{}, err
	}
	profiled := make(chan error, 1)
	go func() {
		if w.pprof == "" {
			profiled <- nil
			return
		}
		profiled <- w.profile(ctx, w.options.Duration)
	}()
	if measured.to, err = w.markAfter(ctx, measured.from.at.Add(w.options.Duration)); err != nil {
		return window{}, err
	}
	return measured, <-profiled
}

// markAfter marks the first block that is seen after a moment.
func (w *writing) markAfter(ctx context.Context, moment time.Time) (mark, error) {
	waiting, cancel := context.WithDeadline(ctx, moment.Add(settleTimeout))
	defer cancel()
	seen, err := w.shared.until(waiting, func(s sighting) bool { return s.at.After(moment) })
	if err != nil {
		return mark{}, fmt.Errorf("no block with accesses within %s: %w", settleTimeout, err)
	}
	m := mark{sighting: seen}
	if m.nodes, err = w.processTimes(); err != nil {
		return mark{}, err
	}
	m.client, err = ownTime()
	return m, err
}

// drain waits until all that was sent is in blocks.
func (w *writing) drain(ctx context.Context) error {
	draining, cancel := context.WithTimeout(ctx, settleTimeout)
	defer cancel()
	_, err := w.shared.until(draining, w.complete)
	if err == nil {
		return nil
	}
	last, _ := w.shared.last()
	for _, r := range w.recorders {
		if size := last.sizes[r.trail]; size != r.next {
			err = errors.Join(err, fmt.Errorf("trail %s has %d of %d accesses: %w", r.trail, size, r.next, r.missing(ctx, size)))
		}
	}
	return err
}

func (w *writing) complete(s sighting) bool {
	for _, r := range w.recorders {
		if s.sizes[r.trail] != r.next {
			return false
		}
	}
	return true
}

// missing says what the chain says about the message that should have been next.
func (r *recorder) missing(ctx context.Context, size uint64) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for i := range r.sent {
		if r.sent[i].first == size {
			_, err := r.client.Wait(ctx, r.sent[i].hash)
			return err
		}
	}
	return errors.New("no message begins there")
}
