package wire

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Namespaces is a wire of network namespaces, one a node, around that of the lab's
// own process, which routes between them. A link is cut by a rule under which the
// router drops its packets silently.
//
// No namespace has a name. Each lasts as long as a process is in it: the node, or
// the holder, which ends with the lab. So nothing is left behind, however the lab ends.
type Namespaces struct {
	places []*place
}

// place is a node's namespace.
type place struct {
	holder *exec.Cmd
	stdin  io.WriteCloser
	// probe sends and receives from inside.
	probe net.PacketConn
}

// InNewNamespace makes a command run in a network namespace of its own.
func InNewNamespace(command *exec.Cmd) {
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Cloneflags |= syscall.CLONE_NEWNET
}

func host(node int) string   { return fmt.Sprintf("10.99.%d.2", node+1) }
func router(node int) string { return fmt.Sprintf("10.99.%d.1", node+1) }

// NewNamespaces makes a namespace for each node. The process must be in one that
// was made for it, and that nobody else uses.
func NewNamespaces(nodes int) (*Namespaces, error) {
	n := &Namespaces{}
	if err := run("ip", "link", "set", "lo", "up"); err != nil {
		return nil, err
	}
	if err := os.WriteFile("/proc/sys/net/ipv4/ip_forward", []byte("1\n"), 0o600); err != nil {
		return nil, err
	}
	for node := range nodes {
		p, err := newPlace(node)
		if p != nil {
			n.places = append(n.places, p)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("namespace of node %d: %w", node, err), n.Close())
		}
	}
	return n, nil
}

func newPlace(node int) (*place, error) {
	// It copies nothing to nowhere until its input ends.
	holder := exec.Command("cat")
	InNewNamespace(holder)
	holder.SysProcAttr.Pdeathsig = syscall.SIGKILL
	holder.SysProcAttr.Setpgid = true
	stdin, err := holder.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := holder.Start(); err != nil {
		return nil, err
	}
	p := &place{holder: holder, stdin: stdin}
	outer, pid := fmt.Sprintf("node%d", node), fmt.Sprint(holder.Process.Pid)
	for _, command := range []*exec.Cmd{
		exec.Command("ip", "link", "add", outer, "type", "veth", "peer", "name", "eth0", "netns", pid),
		exec.Command("ip", "addr", "add", router(node)+"/30", "dev", outer),
		exec.Command("ip", "link", "set", outer, "up"),
		p.enter(exec.Command("ip", "link", "set", "lo", "up")),
		p.enter(exec.Command("ip", "addr", "add", host(node)+"/30", "dev", "eth0")),
		p.enter(exec.Command("ip", "link", "set", "eth0", "up")),
		p.enter(exec.Command("ip", "route", "add", "default", "via", router(node))),
		// As operators are told to: a connection that is dead is given up within seconds.
		p.enter(exec.Command("sh", "-c", "echo 5 > /proc/sys/net/ipv4/tcp_retries2")),
	} {
		if err := execute(command); err != nil {
			return p, err
		}
	}
	p.probe, err = p.listen(host(node))
	return p, err
}

func (p *place) file() string { return fmt.Sprintf("/proc/%d/ns/net", p.holder.Process.Pid) }

func (p *place) enter(command *exec.Cmd) *exec.Cmd {
	inside := exec.Command("nsenter", append([]string{"--net=" + p.file(), "--", command.Path}, command.Args[1:]...)...)
	inside.Dir, inside.Env, inside.SysProcAttr = command.Dir, command.Env, command.SysProcAttr
	return inside
}

// listen opens a socket inside. A socket stays in the namespace of the thread that
// made it, and that thread is thrown away.
func (p *place) listen(address string) (net.PacketConn, error) {
	type result struct {
		socket net.PacketConn
		err    error
	}
	results := make(chan result)
	go func() {
		// Never unlocked: the thread ends with the goroutine, and nobody else gets it.
		runtime.LockOSThread()
		socket, err := listenIn(p.file(), address)
		results <- result{socket, err}
	}()
	r := <-results
	return r.socket, r.err
}

func listenIn(namespace, address string) (net.PacketConn, error) {
	file, err := os.Open(namespace)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	if err := unix.Setns(int(file.Fd()), unix.CLONE_NEWNET); err != nil {
		return nil, fmt.Errorf("setns: %w", err)
	}
	return net.ListenPacket("udp4", net.JoinHostPort(address, "0"))
}

func run(name string, args ...string) error { return execute(exec.Command(name, args...)) }

func execute(command *exec.Cmd) error {
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	if err := command.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command.Args, " "), err, strings.TrimSpace(output.String()))
	}
	return nil
}

// Name implements Wire.
func (*Namespaces) Name() string { return "namespaces" }

// Host implements Wire.
func (*Namespaces) Host(node int) string { return host(node) }

// PeerAddress implements Wire: nodes dial each other where they listen.
func (*Namespaces) PeerAddress(int, int) string { return "" }

// Attach implements Wire: routes are there already.
func (*Namespaces) Attach([]string) error { return nil }

// Enter implements Wire.
func (n *Namespaces) Enter(node int, command *exec.Cmd) *exec.Cmd {
	return n.places[node].enter(command)
}

// Cut implements Wire.
func (n *Namespaces) Cut(links []schedule.Link) error { return rules("add", links) }

// Heal implements Wire.
func (n *Namespaces) Heal(links []schedule.Link) error { return rules("del", links) }

// rules adds or deletes the rules that drop what goes over the links.
func rules(verb string, links []schedule.Link) error {
	var errs []error
	for _, link := range links {
		errs = append(errs, run("ip", "rule", verb, "from", host(link.From), "to", host(link.To), "blackhole"))
	}
	return errors.Join(errs...)
}

// Carries implements Wire: it sends packets over the link from inside one
// namespace and listens inside the other.
func (n *Namespaces) Carries(ctx context.Context, link schedule.Link) (bool, error) {
	return carries(ctx, n.places[link.From].probe, n.places[link.To].probe)
}

// Close implements Wire.
func (n *Namespaces) Close() error {
	for node, p := range n.places {
		if p.probe != nil {
			_ = p.probe.Close()
		}
		// It goes with its namespace, but not at once.
		_ = run("ip", "link", "del", fmt.Sprintf("node%d", node))
		_ = p.stdin.Close()
		_ = p.holder.Wait()
	}
	return nil
}

// Doctor finds out whether the machine lets this process, in a namespace that was
// made for it, do what Namespaces needs. It undoes what it does.
func Doctor() error {
	for _, tool := range []string{"ip", "nsenter", "cat", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			return err
		}
	}
	n, err := NewNamespaces(2)
	if err != nil {
		return err
	}
	link := []schedule.Link{{From: 0, To: 1}}
	defer func() { _ = n.Close() }()
	for _, step := range []struct {
		do   func([]schedule.Link) error
		want bool
	}{{n.Cut, false}, {n.Heal, true}} {
		if err := step.do(link); err != nil {
			return err
		}
		carries, err := n.Carries(context.Background(), link[0])
		if err != nil {
			return err
		}
		if carries != step.want {
			return fmt.Errorf("a link carries packets: %t, where it should: %t", carries, step.want)
		}
	}
	return nil
}
