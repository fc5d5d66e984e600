package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/corrupt"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// errViolated is returned for a run in which something was that must not be.
var errViolated = errors.New("the run violates what a ledger promises")

// judgeFolder reads a run from its folder, says what it shows, and lets the oracle
// prove itself on spoilt copies. It fails for any violation, and for an oracle that
// does not notice what it should.
func judgeFolder(dir string, out io.Writer) error {
	run, err := record.Read(dir)
	if err != nil {
		return err
	}
	tell(out, run)
	violations := check.Check(run)
	for _, violation := range violations {
		fmt.Fprintf(out, "VIOLATION %s\n", violation)
	}
	if len(violations) > 0 {
		// What is spoilt already cannot be spoilt to see what happens.
		return errViolated
	}
	outcome, err := corrupt.Try(func() (record.Run, error) { return record.Read(dir) }, run.Meta.Seed)
	if err != nil {
		return fmt.Errorf("the oracle is not to be trusted: %w", err)
	}
	fmt.Fprintf(out, "no violation; of %d ways to spoil this run the oracle noticed %d\n", len(corrupt.All), outcome.Noticed)
	if len(outcome.NoPlace) > 0 {
		fmt.Fprintf(out, "the run gave no place for: %q\n", outcome.NoPlace)
		if run.Meta.Profile == schedule.Smoke {
			return errors.New("the script is to give a place for every corruption")
		}
	}
	return nil
}

func tell(out io.Writer, run record.Run) {
	figures := check.Measure(run)
	fmt.Fprintf(out, "%s of profile %s, seed %d, links by %s\n", figures.Took.Round(time.Second), run.Meta.Profile, run.Meta.Seed, run.Meta.Wire)
	fmt.Fprintf(out, "%d blocks; %d transactions sent, %d acknowledged (%d of them failed, as some are meant to), %d given up\n",
		figures.Blocks, figures.Sent, figures.Acknowledged, figures.Failed, figures.Abandoned)
	recoveries := check.Recoveries(run)
	for i, fault := range run.Faults {
		fmt.Fprintf(out, "  %-26s held %s; next block after %s, all level after %s\n", fault.Step, fault.Ending-fault.Applied,
			seconds(recoveries[i].Block), seconds(recoveries[i].Level))
	}
	fmt.Fprintf(out, "recovery: next block p50 %s, max %s; all level p50 %s, max %s\n",
		seconds(figures.BlockMedian), seconds(figures.BlockMax), seconds(figures.LevelMedian), seconds(figures.LevelMax))
}

// seconds of a time that may be none.
func seconds(d time.Duration) string {
	if d < 0 {
		return "never"
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}
