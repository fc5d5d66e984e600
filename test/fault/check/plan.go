package check

import (
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// checkPlan holds the log of faults against the steps that were begun, and those
// against the profile.
func checkPlan(run record.Run, f *findings) {
	checkSteps(run.Meta, f)
	if len(run.Faults) != len(run.Meta.Steps) {
		f.add(FaultMissing, "%d steps were begun, the log has %d", len(run.Meta.Steps), len(run.Faults))
		return
	}
	last := record.Instant(0)
	for i, fault := range run.Faults {
		if !fault.Step.Equal(run.Meta.Steps[i]) {
			f.add(FaultMissing, "step %d is %s, the log has %s", i+1, run.Meta.Steps[i], fault.Step)
		}
		if fault.Begun < last || fault.Applied < fault.Begun || fault.Ending < fault.Applied || fault.Ended < fault.Ending {
			f.add(FaultMissing, "step %d, %s, was not applied, verified and undone in this order", i+1, fault.Step)
		}
		if held := fault.Ending - fault.Applied; held < record.Instant(fault.Step.HoldSeconds)*1000 {
			f.add(FaultMissing, "step %d, %s, lasted %s only", i+1, fault.Step, held)
		}
		if len(fault.Proof) == 0 {
			f.add(FaultMissing, "step %d, %s, has no proof that it was applied", i+1, fault.Step)
		}
		last = fault.Ended
	}
}

func checkSteps(meta record.Meta, f *findings) {
	steps, err := schedule.New(meta.Profile, meta.Seed)
	if err != nil {
		f.add(FaultMissing, "%v", err)
		return
	}
	if len(meta.Steps) == 0 {
		f.add(NothingShown, "no fault was tried")
	}
	for i, begun := range meta.Steps {
		if step, ok := steps.Next(); !ok || !step.Equal(begun) {
			f.add(FaultMissing, "step %d of profile %s, seed %d, is not %s", i+1, meta.Profile, meta.Seed, begun)
			return
		}
	}
	if step, more := steps.Next(); more && meta.Profile == schedule.Smoke {
		f.add(FaultMissing, "the script goes on with %s", step)
	}
}

// checkJournal looks at the journal as a document: whole, and in an order that can be.
func checkJournal(run record.Run, f *findings) {
	const (
		intended = iota + 1
		ended
	)
	state := map[string]int{}
	for i, entry := range run.Journal {
		if entry.Seq != i+1 {
			f.add(JournalBroken, "entry %d follows entry %d", entry.Seq, i)
			return
		}
		switch entry.Event {
		case record.Intended:
			if state[entry.Tx] != 0 {
				f.add(JournalBroken, "entry %d intends %s again", entry.Seq, entry.Tx)
			}
			state[entry.Tx] = intended
		case record.Refused, record.Acknowledged, record.Abandoned:
			if state[entry.Tx] != intended {
				f.add(JournalBroken, "entry %d, %s, is of a transaction that was not intended, or was done with: %s", entry.Seq, entry.Event, entry.Tx)
			}
			if entry.Event != record.Refused {
				state[entry.Tx] = ended
			}
		case record.Closed:
			if i != len(run.Journal)-1 {
				f.add(JournalBroken, "entry %d closes the journal, which goes on", entry.Seq)
			}
		default:
			f.add(JournalBroken, "entry %d: unknown event %q", entry.Seq, entry.Event)
		}
	}
	if n := len(run.Journal); n == 0 || run.Journal[n-1].Event != record.Closed {
		f.add(JournalBroken, "it has no end after entry %d", n)
	}
	for _, entry := range run.Journal {
		if entry.Event == record.Intended && state[entry.Tx] == intended {
			f.add(JournalBroken, "it does not say what became of %s", entry.Tx)
		}
	}
}
