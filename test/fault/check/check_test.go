package check_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/schedule"
	"github.com/assent-ledger/assent/test/fault/synthetic"
)

func TestARunInWhichAllIsWellHasNoViolation(t *testing.T) {
	run, err := synthetic.Run(schedule.Smoke, 0, 100)
	require.NoError(t, err)
	require.Empty(t, check.Check(run))
	for seed := range uint64(20) {
		run, err := synthetic.Run(schedule.Soak, seed, 25)
		require.NoError(t, err)
		require.Empty(t, check.Check(run), "seed %d", seed)
	}
}

func TestTheFiguresAreThoseOfTheRun(t *testing.T) {
	run, err := synthetic.Run(schedule.Smoke, 0, 100)
	require.NoError(t, err)
	figures := check.Measure(run)
	require.Equal(t, run.Meta.Height, figures.Blocks)
	require.Equal(t, 2*int(run.Meta.Height), figures.Sent)
	require.Equal(t, figures.Sent, figures.Acknowledged+figures.Abandoned)
	require.Equal(t, map[schedule.Kind]int{schedule.Kill: 2, schedule.Restart: 1, schedule.Pause: 2, schedule.Isolate: 1, schedule.Split: 1, schedule.Mute: 1}, figures.Faults)
	// The made-up network stands still for 3 s after each fault.
	require.GreaterOrEqual(t, figures.LevelMedian, 3*time.Second)
	require.LessOrEqual(t, figures.LevelMax, 4*time.Second)
}
