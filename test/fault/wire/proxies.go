package wire

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"sync"
	"time"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Proxies is a wire on the loopback address: each node dials each other through a
// proxy of its own, which holds back what must not pass. Connections stay open
// while they are held, as they do on a network that loses every packet.
type Proxies struct {
	nodes     int
	listeners map[schedule.Link]net.Listener
	gates     map[schedule.Link]*gate

	mu        sync.Mutex
	closed    bool
	open      map[net.Conn]bool
	addresses []string
	done      sync.WaitGroup
}

// NewProxies listens for every pair of nodes.
func NewProxies(nodes int) (*Proxies, error) {
	p := &Proxies{
		nodes: nodes, listeners: map[schedule.Link]net.Listener{},
		gates: map[schedule.Link]*gate{}, open: map[net.Conn]bool{},
	}
	for from := range nodes {
		for to := range nodes {
			if from == to {
				continue
			}
			link := schedule.Link{From: from, To: to}
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return nil, errors.Join(err, p.Close())
			}
			p.listeners[link], p.gates[link] = listener, newGate()
		}
	}
	return p, nil
}

// Name implements Wire.
func (*Proxies) Name() string { return "proxies" }

// Host implements Wire.
func (*Proxies) Host(int) string { return "127.0.0.1" }

// PeerAddress implements Wire.
func (p *Proxies) PeerAddress(from, to int) string {
	return p.listeners[schedule.Link{From: from, To: to}].Addr().String()
}

// Enter implements Wire: all nodes are in the same place.
func (*Proxies) Enter(_ int, command *exec.Cmd) *exec.Cmd { return command }

// Attach implements Wire.
func (p *Proxies) Attach(addresses []string) error {
	if len(addresses) != p.nodes {
		return fmt.Errorf("%d addresses of %d nodes", len(addresses), p.nodes)
	}
	p.addresses = addresses
	for link, listener := range p.listeners {
		p.done.Go(func() { p.accept(link, listener) })
	}
	return nil
}

func (p *Proxies) accept(link schedule.Link, listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		p.done.Go(func() { p.serve(link, client) })
	}
}

// keep remembers a connection, to end it with the proxy; false if that has ended.
func (p *Proxies) keep(connection net.Conn) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.open[connection] = true
	}
	return !p.closed
}

func (p *Proxies) drop(connection net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, connection)
	_ = connection.Close()
}

// dialTimeout of a proxy towards a node on the same machine.
const dialTimeout = 5 * time.Second

// serve joins a node that dialled with the one that it wants.
func (p *Proxies) serve(link schedule.Link, client net.Conn) {
	defer p.drop(client)
	if !p.keep(client) {
		return
	}
	there, back := p.gates[link], p.gates[schedule.Link{From: link.To, To: link.From}]
	// A handshake needs both ways.
	if !there.pass(0) || !back.pass(0) {
		return
	}
	server, err := net.DialTimeout("tcp", p.addresses[link.To], dialTimeout)
	if err != nil {
		return
	}
	defer p.drop(server)
	if !p.keep(server) {
		return
	}
	var ways sync.WaitGroup
	ways.Go(func() { p.carry(server, client, there) })
	ways.Go(func() { p.carry(client, server, back) })
	ways.Wait()
}

// carry copies one direction. Its end is the end of both.
func (p *Proxies) carry(to, from net.Conn, g *gate) {
	defer p.drop(to)
	defer p.drop(from)
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if !g.pass(n) {
				return
			}
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			// The end, too, is news that has to get through.
			g.pass(0)
			return
		}
	}
}

// Cut implements Wire.
func (p *Proxies) Cut(links []schedule.Link) error {
	for _, link := range links {
		p.gates[link].cut()
	}
	return nil
}

// Heal implements Wire.
func (p *Proxies) Heal(links []schedule.Link) error {
	for _, link := range links {
		p.gates[link].heal()
	}
	return nil
}

// countEvery is the pause between two looks at a gate.
const countEvery = 20 * time.Millisecond

// Carries implements Wire: nodes always have something to say to each other, so
// it waits until some of it went through a gate, or was held.
func (p *Proxies) Carries(ctx context.Context, link schedule.Link) (bool, error) {
	g := p.gates[link]
	before := g.state().passed
	for {
		now := g.state()
		if now.passed > before || now.leaked {
			return true, nil
		}
		if now.holds {
			return false, nil
		}
		select {
		case <-ctx.Done():
			return false, fmt.Errorf("node %d has nothing to say to node %d: %w", link.From, link.To, ctx.Err())
		case <-time.After(countEvery):
		}
	}
}

// Close implements Wire.
func (p *Proxies) Close() error {
	for _, listener := range p.listeners {
		_ = listener.Close()
	}
	for _, g := range p.gates {
		g.close()
	}
	p.mu.Lock()
	p.closed = true
	for connection := range p.open {
		_ = connection.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
	return nil
}
