package wire

import "sync"

// gate is one direction of a link in a proxy. It counts what goes through it.
type gate struct {
	mu     sync.Mutex
	moved  *sync.Cond
	shut   bool
	closed bool
	passed int64
	// held counts how often something came to the gate and found it shut.
	held int64
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
	g.shut, g.held = true, 0
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

// state tells how many bytes went through, and whether something is being held.
func (g *gate) state() (passed int64, holds bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.passed, g.shut && g.held > 0
}
