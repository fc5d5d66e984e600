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
	running := &Running{Network: n, processes: make([]*process, len(n.Nodes))}
	for i := range n.Nodes {
		if err := running.StartNode(i, binary); err != nil {
			return nil, errors.Join(err, running.Stop())
		}
	}
	return running, nil
}

// StartNode starts the i-th node, which must not be running.
func (r *Running) StartNode(i int, binary string) error {
	home := filepath.Join(r.Dir, r.Nodes[i].Home)
	log, err := os.OpenFile(filepath.Join(home, "node.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	command := exec.Command(binary, "start", "--home", home, "--log_no_color")
	command.Stdout, command.Stderr = log, log
	// Keys pressed at the terminal are for the parent alone, which stops its nodes itself.
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
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

// WaitHeight waits until every node has reached a height. It fails when the
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
			status, err := rpc.Status(ctx)
			if err == nil && status.SyncInfo.LatestBlockHeight >= height {
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
