package corrupt

import (
	"math/rand/v2"
	"slices"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

var ofMotion = []Corruption{
	{"a height advanced without a quorum", check.HeightWithoutQuorum, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, leavesHalf)
		if err != nil {
			return err
		}
		fault := run.Faults[index]
		node := survivor(fault, random)
		middle := (fault.Applied + fault.Ending) / 2
		return edit(run, node, middle, fault.Ending, func(s *record.Sample) { s.Height += 2 })
	}},
	{"an isolated node went on by itself", check.HeightWithoutQuorum, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, func(f record.Fault) bool { return f.Step.Kind == schedule.Isolate })
		if err != nil {
			return err
		}
		fault := run.Faults[index]
		middle := (fault.Applied + fault.Ending) / 2
		return edit(run, fault.Step.Nodes[0], middle, fault.Ending, func(s *record.Sample) { s.Height += 2 })
	}},
	{"no block was made in spite of a quorum", check.NoProgress, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, leavesQuorum)
		if err != nil {
			return err
		}
		fault := run.Faults[index]
		top := topAt(run, fault.Applied)
		for node := range run.Meta.Nodes {
			_ = edit(run, node, fault.Applied, fault.Ending, func(s *record.Sample) { s.Height = min(s.Height, top) })
		}
		return nil
	}},
	{"no block was ever made again", check.NoProgress, func(run *record.Run, _ *rand.Rand) error {
		if len(run.Faults) == 0 {
			return errNoPlace
		}
		ended := run.Faults[len(run.Faults)-1].Ended
		top := topAt(run, ended)
		run.Trace = slices.DeleteFunc(run.Trace, func(s record.Sample) bool { return s.At > ended })
		// Whoever waits for a block that does not come watches for longer than the bound.
		run.Meta.End = ended.In(2 * run.Meta.Bounds.Progress)
		for at := ended; at < run.Meta.End; at += 250 {
			for node := range run.Meta.Nodes {
				run.Trace = append(run.Trace, record.Sample{Node: node, Asked: at, At: at + 1, Height: top})
			}
		}
		return nil
	}},
	{"a process was up and silent", check.ProcessSilent, func(run *record.Run, random *rand.Rand) error {
		node, from, to, err := longUp(run, random)
		if err != nil {
			return err
		}
		return edit(run, node, from, to, func(s *record.Sample) { s.Height = 0 })
	}},
	{"a node was not level again after a fault", check.RecoveryLate, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, anyOfThem)
		if err != nil {
			return err
		}
		ending := run.Faults[index].Ending
		top := topAt(run, ending)
		return edit(run, random.IntN(run.Meta.Nodes), ending, run.Meta.End, func(s *record.Sample) { s.Height = min(s.Height, top) })
	}},
	{"a node went back", check.HeightFell, func(run *record.Run, random *rand.Rand) error {
		index, err := anyFault(run, random, anyOfThem)
		if err != nil {
			return err
		}
		node, ended := random.IntN(run.Meta.Nodes), run.Faults[index].Ended
		for i := range run.Trace {
			if s := &run.Trace[i]; s.Node == node && s.At > ended && s.Height > 2 {
				s.Height = 1
				return nil
			}
		}
		return errNoPlace
	}},
	{"nobody asked a node for a while", check.TraceThin, func(run *record.Run, random *rand.Rand) error {
		node := random.IntN(run.Meta.Nodes)
		span := run.Meta.Bounds.Answer.Milliseconds() + 1_000
		latest := int64(run.Meta.End-run.Meta.Ready) - span
		if latest <= 0 {
			return errNoPlace
		}
		from := run.Meta.Ready + record.Instant(random.Int64N(latest))
		run.Trace = slices.DeleteFunc(run.Trace, func(s record.Sample) bool {
			return s.Node == node && s.At >= from && s.At <= from+record.Instant(span)
		})
		return nil
	}},
}

// survivor is a node that a fault left up.
func survivor(fault record.Fault, random *rand.Rand) int {
	if !fault.Step.Stops() {
		return random.IntN(schedule.Nodes)
	}
	for {
		if node := random.IntN(schedule.Nodes); !slices.Contains(fault.Step.Nodes, node) {
			return node
		}
	}
}

// edit changes a node's answers within a time.
func edit(run *record.Run, node int, from, to record.Instant, change func(*record.Sample)) error {
	err := errNoPlace
	for i := range run.Trace {
		if s := &run.Trace[i]; s.Node == node && s.Asked >= from && s.At <= to && s.Answered() {
			change(s)
			err = nil
		}
	}
	return err
}

// topAt is the highest height that was answered by a moment.
func topAt(run *record.Run, at record.Instant) int64 {
	var top int64
	for _, s := range run.Trace {
		if s.At <= at {
			top = max(top, s.Height)
		}
	}
	return top
}

// longUp finds a time, longer than the bound on answers, in which no fault stopped a node.
func longUp(run *record.Run, random *rand.Rand) (node int, from, to record.Instant, err error) {
	// A process that was just started has more time; that of a recovery is left to it.
	grace := record.Instant(run.Meta.Bounds.Answer.Milliseconds())
	for _, node := range random.Perm(run.Meta.Nodes) {
		last := run.Meta.Ready
		for _, fault := range run.Faults {
			if !fault.Step.Stops() || !slices.Contains(fault.Step.Nodes, node) {
				continue
			}
			if fault.Begun-last > 3*grace {
				return node, last + grace, fault.Begun, nil
			}
			last = fault.Ended
		}
		if run.Meta.End-last > 3*grace {
			return node, last + grace, run.Meta.End, nil
		}
	}
	return 0, 0, 0, errNoPlace
}
