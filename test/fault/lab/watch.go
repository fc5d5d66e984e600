package main

import (
	"context"
	"sync"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"

	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/test/fault/record"
)

// How often a node is asked, and how long its answer may take.
const (
	askEvery   = 250 * time.Millisecond
	askTimeout = 2 * time.Second
)

// watch asks every node for its height, all the time.
type watch struct {
	clock func() record.Instant
	trace *record.Lines[record.Sample]

	cancel context.CancelFunc
	done   sync.WaitGroup

	mu sync.Mutex
	// last answer of each node, and how many there were.
	last    []record.Sample
	answers []int
	err     error
}

func startWatch(network localnet.Network, trace *record.Lines[record.Sample], clock func() record.Instant) (*watch, error) {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watch{clock: clock, trace: trace, cancel: cancel, last: make([]record.Sample, len(network.Nodes)), answers: make([]int, len(network.Nodes))}
	for i, node := range network.Nodes {
		client, err := http.New(node.RPCURL(), "/websocket")
		if err != nil {
			cancel()
			return nil, err
		}
		w.done.Go(func() { w.follow(ctx, i, client) })
	}
	return w, nil
}

// follow asks one node until ctx ends.
func (w *watch) follow(ctx context.Context, node int, client *http.HTTP) {
	ticker := time.NewTicker(askEvery)
	defer ticker.Stop()
	for {
		sample := record.Sample{Node: node, Asked: w.clock()}
		asked, cancel := context.WithTimeout(ctx, askTimeout)
		status, err := client.Status(asked)
		cancel()
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			sample.Height = status.SyncInfo.LatestBlockHeight
		}
		sample.At = w.clock()
		w.note(sample)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (w *watch) note(sample record.Sample) {
	err := w.trace.Append(sample)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil && w.err == nil {
		w.err = err
	}
	if sample.Answered() {
		w.last[sample.Node] = sample
		w.answers[sample.Node]++
	}
}

// heights of the last answers, by node; 0 for one that never answered.
func (w *watch) heights() []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	heights := make([]int64, len(w.last))
	for node, sample := range w.last {
		heights[node] = sample.Height
	}
	return heights
}

// answered counts the answers so far, by node.
func (w *watch) answered() []int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]int(nil), w.answers...)
}

// stop ends the questions. It fails if an answer could not be written down.
func (w *watch) stop() error {
	w.cancel()
	w.done.Wait()
	return w.err
}
