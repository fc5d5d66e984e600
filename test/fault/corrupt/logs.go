package corrupt

import (
	"math/rand/v2"
	"slices"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// inFault is a corruption of one fault in the log.
func inFault(name string, spoil func(*record.Fault)) Corruption {
	return Corruption{name, check.FaultMissing, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, anyOfThem)
		if err != nil {
			return err
		}
		spoil(&run.Faults[index])
		return nil
	}}
}

var ofLogs = []Corruption{
	{"a fault is missing in the log", check.FaultMissing, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, anyOfThem)
		if err != nil {
			return err
		}
		run.Faults = slices.Delete(run.Faults, index, index+1)
		return nil
	}},
	{"a fault is missing in the log and among the steps", check.FaultMissing, func(run *record.Run, random *rand.Rand) error {
		// Of the last one, only a script that goes on would tell.
		index, err := anyFault(run, random, func(f record.Fault) bool {
			return run.Meta.Profile == schedule.Smoke || !f.Step.Equal(run.Faults[len(run.Faults)-1].Step)
		})
		if err != nil {
			return err
		}
		run.Faults = slices.Delete(run.Faults, index, index+1)
		run.Meta.Steps = slices.Delete(run.Meta.Steps, index, index+1)
		return nil
	}},
	inFault("a fault was done to another node", func(f *record.Fault) { f.Step.Nodes = []int{(f.Step.Nodes[0] + 1) % schedule.Nodes, 9} }),
	inFault("a fault was not verified", func(f *record.Fault) { f.Proof = nil }),
	inFault("a fault was never applied", func(f *record.Fault) { f.Applied = 0 }),
	inFault("a fault was never undone", func(f *record.Fault) { f.Ended = 0 }),
	{"a fault did not last", check.FaultMissing, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, func(f record.Fault) bool { return f.Step.HoldSeconds > 0 })
		if err != nil {
			return err
		}
		run.Faults[index].Ending = run.Faults[index].Applied + 1
		return nil
	}},
	{"the journal was cut off", check.JournalBroken, func(run *record.Run, random *rand.Rand) error {
		run.Journal = run.Journal[:len(run.Journal)-1-random.IntN(len(run.Journal)/2)]
		return nil
	}},
	{"the journal lacks an entry", check.JournalBroken, func(run *record.Run, random *rand.Rand) error {
		at := random.IntN(len(run.Journal) - 1)
		run.Journal = slices.Delete(run.Journal, at, at+1)
		return nil
	}},
	{"the journal lacks an intention", check.JournalBroken, func(run *record.Run, random *rand.Rand) error {
		at, err := anyEntry(run, random, record.Intended)
		if err != nil {
			return err
		}
		run.Journal = slices.Delete(run.Journal, at, at+1)
		renumber(run)
		return nil
	}},
	{"the journal lacks an acknowledgement", check.JournalBroken, func(run *record.Run, random *rand.Rand) error {
		at, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		run.Journal = slices.Delete(run.Journal, at, at+1)
		renumber(run)
		return nil
	}},
}
