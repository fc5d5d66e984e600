package main

import (
	"context"
	"errors"
	"flag"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
	"github.com/assent-ledger/assent/test/fault/synthetic"
	"github.com/assent-ledger/assent/test/fault/wire"
)

func TestAProcessIsSeenToRunToBeStoppedAndToBeGone(t *testing.T) {
	command := exec.Command("cat")
	stdin, err := command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = stdin.Close() })
	pid := command.Process.Pid
	l := &lab{options: options{patience: 1}}
	becomes := func(kind schedule.Kind) error {
		_, err := l.verifyProcess(context.Background(), kind, pid)
		return err
	}

	state, err := processState(pid)
	require.NoError(t, err)
	require.NotZero(t, state)
	require.NoError(t, command.Process.Signal(syscall.SIGSTOP))
	require.NoError(t, becomes(schedule.Pause))
	require.NoError(t, command.Process.Kill())
	require.Error(t, command.Wait())
	require.NoError(t, becomes(schedule.Kill))
}

func TestAProcessThatGoesOnIsNotTakenForOneThatWasHit(t *testing.T) {
	command := exec.Command("cat")
	stdin, err := command.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = stdin.Close(); _ = command.Wait() })
	l := &lab{options: options{patience: 0.01}}
	for _, kind := range []schedule.Kind{schedule.Pause, schedule.Kill, schedule.Restart} {
		_, err := l.verifyProcess(context.Background(), kind, command.Process.Pid)
		require.ErrorIs(t, err, context.DeadlineExceeded, kind)
	}
}

func TestWaitingEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	require.ErrorIs(t, until(context.Background(), "nothing", time.Hour, func() (bool, error) { return false, broken }), broken)
}

func TestTheLabIsStartedAgainWithTheSameOptions(t *testing.T) {
	given := options{
		profile: schedule.Soak, seed: 7, minutes: 1.5, binary: "/bin/daemon", out: "/runs", wire: wireProxies,
		ledger: "/ledger", commit: "abc", rate: 2.5, patience: 3, keep: true,
	}
	var again options
	set := flag.NewFlagSet("", flag.ContinueOnError)
	again.define(set)
	require.NoError(t, set.Parse(given.args()))
	require.Equal(t, given, again)
}

func TestARowOfTheLedgerHasACellForEachColumn(t *testing.T) {
	run, err := synthetic.Run(schedule.Smoke, 0, 100)
	require.NoError(t, err)
	run.Meta.Date, run.Meta.Commit = "2026-01-02T03:04:05Z", "abc"
	require.Regexp(t, `^\| 2026-01-02 \| abc \| smoke \| 0 \| \d+\.\d \| none \| \d+ \| \d+ / \d+ \| `+
		`kill 2, restart 1, pause 2, isolate 1, split 1, mute 1 \| \d\.\d s / \d\.\d s \| 0 \|$`, row(run, nil))
	require.Contains(t, row(run, errViolated), "failed")
}

// leaky is a wire that cuts nothing.
type leaky struct{ wire.Wire }

func (leaky) Cut([]schedule.Link) error                            { return nil }
func (leaky) Carries(context.Context, schedule.Link) (bool, error) { return true, nil }

func TestALinkThatIsNotCutFailsTheRun(t *testing.T) {
	l := &lab{options: options{patience: 1}, wire: leaky{}}
	for _, kind := range []schedule.Kind{schedule.Isolate, schedule.Split, schedule.Mute} {
		err := l.verify(context.Background(), &record.Fault{Step: schedule.Step{Kind: kind, Nodes: []int{1}}}, "found")
		require.ErrorContains(t, err, "is not cut", kind)
	}
}
