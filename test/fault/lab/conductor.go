package main

import (
	"context"
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// How long applying and undoing may take, before patience.
const (
	signalBound = 10 * time.Second
	stopBound   = 30 * time.Second
	linkBound   = 30 * time.Second
	// heard is how many answers of each node that is left are waited for in a fault.
	heard = 2
	// calmBlocks are made between a recovery and the next fault.
	calmBlocks = 3
)

// suffer goes through one fault: it is applied, verified, held, verified again,
// undone, and that is verified. Then the network has time to recover. What cannot
// be applied or verified is an error.
func (l *lab) suffer(ctx context.Context, step schedule.Step) error {
	fault := record.Fault{Step: step, Begun: l.clock()}
	if err := l.apply(ctx, &fault); err != nil {
		return fmt.Errorf("%s could not be applied: %w", step, err)
	}
	fault.Applied = l.clock()
	if err := l.hold(ctx, step); err != nil {
		return err
	}
	if err := l.verify(ctx, &fault, "still"); err != nil {
		return fmt.Errorf("%s did not last: %w", step, err)
	}
	fault.Ending = l.clock()
	if err := l.undo(ctx, &fault); err != nil {
		return fmt.Errorf("%s could not be undone: %w", step, err)
	}
	fault.Ended = l.clock()
	if err := l.faults.Append(fault); err != nil {
		return err
	}
	l.say("%s: applied in %s, undone in %s", step, fault.Applied-fault.Begun, fault.Ended-fault.Ending)
	return l.recover(ctx)
}

func (l *lab) apply(ctx context.Context, fault *record.Fault) error {
	step := fault.Step
	if err := l.allRun(); err != nil {
		return err
	}
	l.hit = map[int]int{}
	for _, node := range step.Nodes {
		l.hit[node], _ = l.running.PID(node)
	}
	var err error
	switch step.Kind {
	case schedule.Kill:
		// All at once; then each is waited for.
		if err = l.signal(step.Nodes, syscall.SIGKILL); err == nil {
			err = l.each(step.Nodes, l.running.KillNode)
		}
	case schedule.Restart:
		err = l.each(step.Nodes, func(node int) error { return l.running.StopNode(node, l.patient(stopBound)) })
	case schedule.Pause:
		err = l.signal(step.Nodes, syscall.SIGSTOP)
	case schedule.Isolate, schedule.Split, schedule.Mute:
		err = l.wire.Cut(step.Cuts(l.nodes()))
	default:
		err = fmt.Errorf("unknown kind %q", step.Kind)
	}
	if err != nil {
		return err
	}
	return l.verify(ctx, fault, "found")
}

// verify makes sure that a fault is in force, and adds to its proof.
func (l *lab) verify(ctx context.Context, fault *record.Fault, word string) error {
	step := fault.Step
	if step.Stops() {
		for _, node := range step.Nodes {
			text, err := l.verifyProcess(ctx, step.Kind, l.hit[node])
			if err != nil {
				return fmt.Errorf("node %d: %w", node, err)
			}
			fault.Proof = append(fault.Proof, fmt.Sprintf("node %d: %s %s", node, word, text))
		}
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.patient(linkBound))
	defer cancel()
	for _, link := range step.Cuts(l.nodes()) {
		carries, err := l.wire.Carries(ctx, link)
		if err != nil {
			return fmt.Errorf("link %d to %d: %w", link.From, link.To, err)
		}
		if carries {
			return fmt.Errorf("link %d to %d is not cut", link.From, link.To)
		}
		fault.Proof = append(fault.Proof, fmt.Sprintf("link %d to %d: %s to carry nothing", link.From, link.To, word))
	}
	return nil
}

// verifyProcess makes sure that a process is gone, or stopped.
func (l *lab) verifyProcess(ctx context.Context, kind schedule.Kind, pid int) (string, error) {
	want, text := byte(0), fmt.Sprintf("process %d gone", pid)
	if kind == schedule.Pause {
		want, text = stateStopped, fmt.Sprintf("process %d stopped", pid)
	}
	return text, until(ctx, text, l.patient(signalBound), func() (bool, error) {
		state, err := processState(pid)
		return state == want, err
	})
}

// hold waits for as long as the fault is to last, and further until it has shown
// something: every node that is up was heard, and where a quorum is left, a block
// was made. If that does not come, the oracle will say so.
func (l *lab) hold(ctx context.Context, step schedule.Step) error {
	if step.HoldSeconds == 0 {
		return nil
	}
	answered, top := l.watch.answered(), slices.Max(l.watch.heights())
	timer := time.NewTimer(time.Duration(step.HoldSeconds) * time.Second)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
	}
	err := until(ctx, "something to be seen", l.patient(progressBound), func() (bool, error) {
		now := l.watch.answered()
		for node := range now {
			if up := !step.Stops() || !slices.Contains(step.Nodes, node); up && now[node] < answered[node]+heard {
				return false, nil
			}
		}
		return !quorumLeft(step, l.nodes()) || slices.Max(l.watch.heights()) > top+1, nil
	})
	if err != nil && ctx.Err() == nil {
		l.say("%s: %v", step, err)
	}
	return ctx.Err()
}

// quorumLeft reports whether a step leaves more than two thirds connected.
func quorumLeft(step schedule.Step, nodes int) bool { return 3*(nodes-len(step.Nodes)) > 2*nodes }

func (l *lab) undo(ctx context.Context, fault *record.Fault) error {
	step := fault.Step
	switch step.Kind {
	case schedule.Kill, schedule.Restart:
		if err := l.each(step.Nodes, l.launch); err != nil {
			return err
		}
		return l.allRun()
	case schedule.Pause:
		if err := l.signal(step.Nodes, syscall.SIGCONT); err != nil {
			return err
		}
		return until(ctx, "processes go on", l.patient(signalBound), func() (bool, error) { return l.allRun() == nil, nil })
	case schedule.Isolate, schedule.Split, schedule.Mute:
		cuts := step.Cuts(l.nodes())
		if err := l.wire.Heal(cuts); err != nil {
			return err
		}
		return l.allCarry(ctx, cuts)
	default:
		return fmt.Errorf("unknown kind %q", step.Kind)
	}
}

// recover waits until every node has a height that none had, and then for a few
// blocks more.
func (l *lab) recover(ctx context.Context) error {
	for _, wait := range []struct {
		what   string
		blocks int64
		within time.Duration
	}{
		{"all nodes level", 1, recoverBound + progressBound},
		{"blocks in between", calmBlocks, progressBound},
	} {
		top := slices.Max(l.watch.heights())
		if err := until(ctx, wait.what, l.patient(wait.within), func() (bool, error) {
			return slices.Min(l.watch.heights()) >= top+wait.blocks, l.allRun()
		}); err != nil {
			return err
		}
	}
	return nil
}

// each does something to each of some nodes, and stops at the first error.
func (*lab) each(nodes []int, do func(node int) error) error {
	for _, node := range nodes {
		if err := do(node); err != nil {
			return fmt.Errorf("node %d: %w", node, err)
		}
	}
	return nil
}

func (l *lab) signal(nodes []int, signal syscall.Signal) error {
	return l.each(nodes, func(node int) error { return l.running.SignalNode(node, signal) })
}

// allRun makes sure that every node has a process that is running and not stopped.
func (l *lab) allRun() error {
	for node := range l.nodes() {
		pid, started := l.running.PID(node)
		if !started || l.running.Ended(node) {
			return fmt.Errorf("node %d does not run", node)
		}
		state, err := processState(pid)
		if err != nil {
			return err
		}
		if state == 0 || state == 'Z' || state == stateStopped {
			return fmt.Errorf("node %d, process %d, is in state %q", node, pid, state)
		}
	}
	return nil
}

// allCarry waits until every one of the links carries something.
func (l *lab) allCarry(ctx context.Context, links []schedule.Link) error {
	for _, link := range links {
		text := fmt.Sprintf("link %d to %d carries", link.From, link.To)
		if err := until(ctx, text, l.patient(linkBound), func() (bool, error) {
			ctx, cancel := context.WithTimeout(ctx, l.patient(linkBound))
			defer cancel()
			return l.wire.Carries(ctx, link)
		}); err != nil {
			return err
		}
	}
	return nil
}
