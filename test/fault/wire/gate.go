package wire

import "sync"

// gate is one direction of a link in a proxy. It counts what goes through it.
type gate struct {
	mu     sync.Mutex
	moved  *sync.Cond
	shut   bool
	closed bool
	passed int64
	// passedAtCut is what had passed when it was shut; held counts how often
	// something came since and found it shut.
	passedAtCut, held int64
}

func newGate() *gate {
	g := &gate{}
	g.moved = sync.NewCond(&g.mu)
	return g
}

// pass waits until the gate is open and counts the bytes; false once the proxy is closed.
func (g *gate) pass(bytes int) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut {
		g.held++
	}
	for g.shut && !g.closed {
		g.moved.Wait()
	}
	g.passed += int64(bytes)
	return !g.closed
}

// cut shuts the gate. What is held is counted from now on.
func (g *gate) cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut, g.passedAtCut, g.held = true, g.passed, 0
}

func (g *gate) heal() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.shut = false
	g.moved.Broadcast()
}

func (g *gate) close() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.closed = true
	g.moved.Broadcast()
}

// state is what a gate can tell of itself.
type state struct {
	passed int64
	// leaked: something passed since it was shut. holds: something is being held.
	leaked, holds bool
}

func (g *gate) state() state {
	g.mu.Lock()
	defer g.mu.Unlock()
	return state{passed: g.passed, leaked: g.shut && g.passed > g.passedAtCut, holds: g.shut && g.held > 0}
}
