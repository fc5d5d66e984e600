package localnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
)

// Running is a network whose nodes run as child processes.
type Running struct {
	Network
	processes []*process
}

// process is one node's process; done is closed when it has ended.
type process struct {
	command *exec.Cmd
	log     *os.File
	done    chan struct{}
}

// Start starts every node with the given binary. Each logs to node.log in its home.
func (n Network) Start(binary string) (*Running, error) {
	running := n.Stopped()
	for i := range n.Nodes {
		if err := running.StartNode(i, binary); err != nil {
			return nil, errors.Join(err, running.Stop())
		}
	}
	return running, nil
}

// Stopped is the network with no node running yet.
func (n Network) Stopped() *Running {
	return &Running{Network: n, processes: make([]*process, len(n.Nodes))}
}

// Command that starts the i-th node.
func (n Network) Command(i int, binary string) *exec.Cmd {
	return exec.Command(binary, "start", "--home", filepath.Join(n.Dir, n.Nodes[i].Home), "--log_no_color")
}

// StartNode starts the i-th node, which must not be running.
func (r *Running) StartNode(i int, binary string) error {
	return r.Launch(i, r.Command(i, binary))
}

// Launch starts the i-th node, which must not be running, by a command that
// becomes the node's process: Command's, or one that executes it.
func (r *Running) Launch(i int, command *exec.Cmd) error {
	home := filepath.Join(r.Dir, r.Nodes[i].Home)
	log, err := os.OpenFile(filepath.Join(home, "node.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	command.Stdout, command.Stderr = log, log
	// Keys pressed at the terminal are for the parent alone, which stops its nodes itself.
	if command.SysProcAttr == nil {
		command.SysProcAttr = &syscall.SysProcAttr{}
	}
	command.SysProcAttr.Setpgid = true
	if err := command.Start(); err != nil {
		return errors.Join(fmt.Errorf("start of %s: %w", r.Nodes[i].Home, err), log.Close())
	}
	p := &process{command: command, log: log, done: make(chan struct{})}
	go func() {
		_ = command.Wait()
		close(p.done)
	}()
	r.processes[i] = p
	return nil
}

// PIDs of the processes, by node.
func (r *Running) PIDs() []int {
	pids := make([]int, 0, len(r.processes))
	for _, p := range r.processes {
		if p != nil {
			pids = append(pids, p.command.Process.Pid)
		}
	}
	return pids
}

// PID of the i-th node's process; false if it was not started or was ended. A
// process that ended by itself keeps its pid until it is killed or stopped here.
func (r *Running) PID(i int) (int, bool) {
	if r.processes[i] == nil {
		return 0, false
	}
	return r.processes[i].command.Process.Pid, true
}

// Ended reports whether the i-th node's process was started and ended by itself.
func (r *Running) Ended(i int) bool {
	p := r.processes[i]
	if p == nil {
		return false
	}
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// SignalNode sends a signal to the i-th node, which must be running.
func (r *Running) SignalNode(i int, signal syscall.Signal) error {
	p := r.processes[i]
	if p == nil {
		return fmt.Errorf("%s does not run", r.Nodes[i].Home)
	}
	return p.command.Process.Signal(signal)
}

// StopNode asks the i-th node to end and waits for it; one that does not end in
// time is killed, which is an error.
func (r *Running) StopNode(i int, timeout time.Duration) error {
	if err := r.SignalNode(i, syscall.SIGTERM); err != nil {
		return err
	}
	p := r.processes[i]
	select {
	case <-p.done:
		r.processes[i] = nil
		return p.log.Close()
	case <-time.After(timeout):
		return errors.Join(fmt.Errorf("%s did not end within %s", r.Nodes[i].Home, timeout), r.KillNode(i))
	}
}

// KillNode ends the i-th node at once, as a power cut would, and waits for its end.
func (r *Running) KillNode(i int) error {
	p := r.processes[i]
	if p == nil {
		return nil
	}
	r.processes[i] = nil
	_ = p.command.Process.Kill()
	<-p.done
	return p.log.Close()
}

// KillAll ends every node at once, as a power cut would, and waits for their end.
func (r *Running) KillAll() error {
	for _, p := range r.processes {
		if p != nil {
			_ = p.command.Process.Kill()
		}
	}
	var errs []error
	for i := range r.processes {
		errs = append(errs, r.KillNode(i))
	}
	return errors.Join(errs...)
}

// stopTimeout after which a node that was asked to end is killed.
const stopTimeout = 10 * time.Second

// Stop asks every node to end, and kills those that do not in time.
func (r *Running) Stop() error {
	for _, p := range r.processes {
		if p != nil {
			_ = p.command.Process.Signal(syscall.SIGTERM)
			// One that is stopped hears of it only when it goes on.
			_ = p.command.Process.Signal(syscall.SIGCONT)
		}
	}
	deadline := time.After(stopTimeout)
	var errs []error
	for i, p := range r.processes {
		if p == nil {
			continue
		}
		select {
		case <-p.done:
			errs = append(errs, p.log.Close())
			r.processes[i] = nil
		case <-deadline:
			errs = append(errs, r.KillNode(i))
			deadline = time.After(0)
		}
	}
	return errors.Join(errs...)
}

// pollEvery is the pause between two questions to a node.
const pollEvery = 50 * time.Millisecond

// WaitHeight waits until every node answers from the state of a height. It fails when the
// context ends, and at once when a node's process has ended.
func (r *Running) WaitHeight(ctx context.Context, height int64) error {
	for i, node := range r.Nodes {
		if r.processes[i] == nil {
			return fmt.Errorf("%s does not run", node.Home)
		}
		rpc, err := http.New(node.RPCURL(), "/websocket")
		if err != nil {
			return err
		}
		for {
			info, err := rpc.ABCIInfo(ctx)
			if err == nil && info.Response.LastBlockHeight >= height {
				break
			}
			select {
			case <-ctx.Done():
				return fmt.Errorf("%s did not reach height %d: %w", node.Home, height, ctx.Err())
			case <-r.processes[i].done:
				return fmt.Errorf("%s ended: see %s", node.Home, filepath.Join(r.Dir, node.Home, "node.log"))
			case <-time.After(pollEvery):
			}
		}
	}
	return nil
}
