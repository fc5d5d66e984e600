package check

import (
	"math/bits"
	"slices"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// group is a set of nodes, a bit each.
type group uint64

func (g group) has(node int) bool { return g&(1<<node) != 0 }
func (g group) size() int         { return bits.OnesCount64(uint64(g)) }

func (g group) members() []int {
	var members []int
	for node := range 64 {
		if g.has(node) {
			members = append(members, node)
		}
	}
	return members
}

// stretch of time in which a group stayed as it was.
type stretch struct {
	from, to record.Instant
	group    group
}

// certainty tells two readings of the log apart. While a fault is being applied
// or undone, nobody knows what holds.
type certainty int

const (
	// surely: what holds only outside every fault, its applying and undoing included.
	surely certainty = iota
	// possibly: what may hold, unless a fault was verified.
	possibly
)

// timeline knows from the log of faults who was up and connected when.
type timeline struct {
	nodes  int
	faults []record.Fault
	marks  []record.Instant
}

func newTimeline(run record.Run) timeline {
	t := timeline{nodes: run.Meta.Nodes, faults: run.Faults, marks: []record.Instant{run.Meta.Ready, run.Meta.End}}
	for _, fault := range run.Faults {
		t.marks = append(t.marks, fault.Begun, fault.Applied, fault.Ending, fault.Ended)
	}
	slices.Sort(t.marks)
	t.marks = slices.Compact(t.marks)
	return t
}

// in force at a moment, read one way.
func (c certainty) in(fault record.Fault, at record.Instant) bool {
	if c == surely {
		return fault.Begun <= at && at < fault.Ended
	}
	return fault.Applied <= at && at < fault.Ending
}

// up are the nodes whose processes were running at a moment.
func (t timeline) up(at record.Instant, c certainty) group {
	up := group(1)<<t.nodes - 1
	for _, fault := range t.faults {
		if fault.Step.Stops() && c.in(fault, at) {
			for _, node := range fault.Step.Nodes {
				up &^= 1 << node
			}
		}
	}
	return up
}

// cut lists the directions that were cut at a moment.
func (t timeline) cut(at record.Instant, c certainty) map[schedule.Link]bool {
	cut := map[schedule.Link]bool{}
	for _, fault := range t.faults {
		if c.in(fault, at) {
			for _, link := range fault.Step.Cuts(t.nodes) {
				cut[link] = true
			}
		}
	}
	return cut
}

// groups are those nodes that were up at a moment, by who could reach whom, over
// others too. Surely connected are two nodes that could speak both ways; possibly
// connected are two of which one could speak to the other.
func (t timeline) groups(at record.Instant, c certainty) []group {
	up, cut := t.up(at, c), t.cut(at, c)
	connected := func(a, b int) bool {
		there, back := !cut[schedule.Link{From: a, To: b}], !cut[schedule.Link{From: b, To: a}]
		if c == surely {
			return there && back
		}
		return there || back
	}
	var groups []group
	for left := up; left != 0; {
		grown := left & -left
		for before := group(0); before != grown; {
			before = grown
			for a := range t.nodes {
				for b := range t.nodes {
					if grown.has(a) && up.has(b) && connected(a, b) {
						grown |= 1 << b
					}
				}
			}
		}
		groups = append(groups, grown)
		left &^= grown
	}
	return groups
}

// quorum reports whether a group has more than two thirds of the power, which is equal.
func (t timeline) quorum(g group) bool { return 3*g.size() > 2*t.nodes }

// stretches joins neighbouring pieces of time in which choose gives the same groups.
func (t timeline) stretches(choose func(at record.Instant) []group) []stretch {
	var done, open []stretch
	for i := 1; i < len(t.marks); i++ {
		from, to := t.marks[i-1], t.marks[i]
		var next []stretch
		for _, g := range choose(from) {
			at := slices.IndexFunc(open, func(s stretch) bool { return s.group == g })
			if at >= 0 {
				next = append(next, stretch{open[at].from, to, g})
				open = slices.Delete(open, at, at+1)
			} else {
				next = append(next, stretch{from, to, g})
			}
		}
		done, open = append(done, open...), next
	}
	return append(done, open...)
}

// withQuorum are the times in which a group surely had a quorum and was connected.
func (t timeline) withQuorum() []stretch {
	return t.stretches(func(at record.Instant) []group {
		return slices.DeleteFunc(t.groups(at, surely), func(g group) bool { return !t.quorum(g) })
	})
}

// withoutQuorum are the times in which a group cannot have had a quorum.
func (t timeline) withoutQuorum() []stretch {
	return t.stretches(func(at record.Instant) []group {
		return slices.DeleteFunc(t.groups(at, possibly), t.quorum)
	})
}

// upAlone are the times in which a node's process was surely running.
func (t timeline) upAlone(node int) []stretch {
	return t.stretches(func(at record.Instant) []group {
		if t.up(at, surely).has(node) {
			return []group{1 << node}
		}
		return nil
	})
}
