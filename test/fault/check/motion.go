package check

import (
	"time"

	"github.com/assent-ledger/assent/test/fault/record"
)

// checkMotion holds the nodes' answers against who was up and connected.
func checkMotion(run record.Run, f *findings) {
	t := newTimeline(run)
	for node := range run.Meta.Nodes {
		checkAsked(run, node, f)
		for _, s := range t.upAlone(node) {
			checkAnswers(run, node, s, f)
		}
	}
	for _, s := range t.withoutQuorum() {
		checkStill(run, s, f)
	}
	for _, s := range t.withQuorum() {
		checkAdvance(run, s, f)
	}
	checkHolds(run, t, f)
	checkRecoveries(run, f)
}

// checkAsked makes sure that the trace says enough of a node to judge it by, and
// that the node never went back.
func checkAsked(run record.Run, node int, f *findings) {
	last := run.Meta.Ready
	var top int64
	for _, sample := range run.Trace {
		if sample.Node != node {
			continue
		}
		if sample.Answered() && sample.Height < top {
			f.add(HeightFell, "node %d was at height %d, and at %s at %d", node, top, sample.At, sample.Height)
		}
		top = max(top, sample.Height)
		if sample.At > last.In(run.Meta.Bounds.Answer) {
			f.add(TraceThin, "node %d: nothing between %s and %s", node, last, sample.At)
		}
		last = max(last, sample.At)
	}
	if run.Meta.End > last.In(run.Meta.Bounds.Answer) {
		f.add(TraceThin, "node %d: nothing between %s and the end", node, last)
	}
}

// checkAnswers makes sure that a process that was up answered. One that was
// started has the time of a recovery for its first answer.
func checkAnswers(run record.Run, node int, s stretch, f *findings) {
	last, bound := s.from, run.Meta.Bounds.Recover
	for _, sample := range run.Trace {
		if sample.Node != node || !sample.Answered() || sample.At < s.from || sample.At > s.to {
			continue
		}
		if sample.At > last.In(bound) {
			f.add(ProcessSilent, "node %d was up and did not answer from %s to %s", node, last, sample.At)
		}
		last, bound = sample.At, run.Meta.Bounds.Answer
	}
	if s.to > last.In(bound) {
		f.add(ProcessSilent, "node %d was up and did not answer from %s to %s", node, last, s.to)
	}
}

// checkStill makes sure that a group without a quorum stood still. One height may
// still come to an end, by votes that had arrived before.
func checkStill(run record.Run, s stretch, f *findings) {
	seen := map[int]bool{}
	var top int64
	for _, sample := range run.Trace {
		if !s.group.has(sample.Node) || !sample.Answered() || sample.Asked < s.from || sample.At > s.to {
			continue
		}
		if !seen[sample.Node] {
			seen[sample.Node] = true
			top = max(top, sample.Height)
		}
	}
	if len(seen) < s.group.size() {
		f.add(TraceThin, "nodes %v had no quorum from %s to %s, and only %d of them were heard", s.group.members(), s.from, s.to, len(seen))
		return
	}
	for _, sample := range run.Trace {
		if s.group.has(sample.Node) && sample.Asked >= s.from && sample.At <= s.to && sample.Height > top+1 {
			f.add(HeightWithoutQuorum, "node %d reached height %d at %s; its group %v had no quorum from %s to %s and was at %d",
				sample.Node, sample.Height, sample.At, s.group.members(), s.from, s.to, top)
			return
		}
	}
}

// checkAdvance makes sure that a group with a quorum went on, and each of its nodes with it.
func checkAdvance(run record.Run, s stretch, f *findings) {
	bound := run.Meta.Bounds.Progress
	from, to, stood := longestStand(run, s.group, s, bound)
	if stood {
		f.add(NoProgress, "nodes %v had a quorum and made no block from %s to %s", s.group.members(), from, to)
		return
	}
	for _, node := range s.group.members() {
		if from, to, stood := longestStand(run, 1<<node, s, run.Meta.Bounds.Recover); stood {
			f.add(ProcessSilent, "node %d was up and its height stood still from %s to %s, while others went on", node, from, to)
		}
	}
}

// longestStand finds the first time, within a stretch and longer than a bound, in
// which the highest height of a group did not grow.
func longestStand(run record.Run, g group, s stretch, bound time.Duration) (from, to record.Instant, found bool) {
	var top int64
	last := s.from
	for _, sample := range run.Trace {
		if !g.has(sample.Node) || sample.Height <= top {
			continue
		}
		if sample.At > s.from && sample.At <= s.to {
			if sample.At > last.In(bound) {
				return last, sample.At, true
			}
			last = sample.At
		}
		if sample.At <= s.to {
			top = sample.Height
		}
	}
	return last, s.to, s.to > last.In(bound)
}

// checkHolds makes sure that each fault that left a quorum was seen to leave one:
// while it was in force, the height grew.
func checkHolds(run record.Run, t timeline, f *findings) {
	for _, fault := range run.Faults {
		if fault.Step.HoldSeconds == 0 {
			continue
		}
		for _, g := range t.groups(fault.Applied, surely) {
			if t.quorum(g) && topWithin(run, g, fault.Applied, fault.Ending) <= topBefore(run, g, fault.Applied) {
				f.add(NoProgress, "nodes %v had a quorum and made no block during %s, from %s to %s", g.members(), fault.Step, fault.Applied, fault.Ending)
			}
		}
	}
}

func topBefore(run record.Run, g group, at record.Instant) int64 {
	return topWithin(run, g, 0, at)
}

// topWithin is the highest height that a group answered within a time.
func topWithin(run record.Run, g group, from, to record.Instant) int64 {
	var top int64
	for _, sample := range run.Trace {
		if g.has(sample.Node) && sample.At >= from && sample.At <= to {
			top = max(top, sample.Height)
		}
	}
	return top
}

func checkRecoveries(run record.Run, f *findings) {
	for i, recovery := range Recoveries(run) {
		switch fault := run.Faults[i]; {
		case recovery.Level < 0:
			f.add(RecoveryLate, "after %s, undone from %s on, the nodes were never level again", fault.Step, fault.Ending)
		case recovery.Level > run.Meta.Bounds.Recover:
			f.add(RecoveryLate, "after %s, undone from %s on, the nodes were level again in %s, not in %s",
				fault.Step, fault.Ending, recovery.Level, run.Meta.Bounds.Recover)
		}
	}
}
