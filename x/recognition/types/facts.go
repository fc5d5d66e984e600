package types

import (
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Policy is a certified version of the line as decisions about one ordered pair of
// jurisdictions read it: the rules of that pair, in their order, under an id of version
// and pair, with the history of that pair. The history is PROPOSED, from certification
// on IN_FORCE or SUSPENDED as the two parties have it, and TERMINATED once a later
// version takes over or notice has run out; the validity says the rest.
func (l Line) Policy(a Agreement, p Pair) policy.Agreement {
	out := policy.Agreement{
		ID:       fmt.Sprintf("%s/v%d/%s-%s", a.Id, a.Version, p.From, p.To),
		Validity: policy.Period{From: bound(a.NotBefore), Until: bound(a.NotAfter)},
		History:  l.policyHistory(a, p),
	}
	for i := range a.Rules {
		if a.Rules[i].From == p.From && a.Rules[i].To == p.To {
			out.Rules = append(out.Rules, a.Rules[i].policy())
		}
	}
	return out
}

func (l Line) policyHistory(a Agreement, p Pair) policy.History {
	history := policy.History{{Status: policy.StatusProposed, Since: a.History[0].Since}}
	certified := a.CertifiedAt()
	end, ends := l.EndOf(a.Id)
	var last policy.Status
	for _, at := range l.changes(p, certified) {
		if ends && at >= end {
			break
		}
		status := policy.StatusInForce
		if l.suspends(p, at) {
			status = policy.StatusSuspended
		}
		if status != last {
			history = append(history, policy.StatusSince{Status: status, Since: at})
			last = status
		}
	}
	if ends {
		history = append(history, policy.StatusSince{Status: policy.StatusTerminated, Since: end})
	}
	return history
}

// changes are the moments from a first one on at which a suspension of either party
// of a pair begins or ends, ascending, the first among them.
func (l Line) changes(p Pair, first int64) []int64 {
	moments := []int64{first}
	for _, s := range l.Suspensions {
		if !p.touches(s.Party) {
			continue
		}
		for _, at := range []int64{s.Since, s.Until} {
			if at > first {
				moments = append(moments, at)
			}
		}
	}
	slices.Sort(moments)
	return slices.Compact(moments)
}

// suspends reports whether either party of a pair suspends at a moment.
func (l Line) suspends(p Pair, at int64) bool {
	return slices.ContainsFunc(l.Suspensions, func(s Suspension) bool { return p.touches(s.Party) && s.holds(at) })
}

func (p Pair) touches(party string) bool { return p.From == party || p.To == party }
