package simulator

import (
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// provision finds nodes of a tree that no request can reach. Above are the
// matches from the root down to its parent, all of which must fit as well.
func (l *linter) provision(where string, p policy.Provision, above []policy.Match) {
	for _, m := range above {
		if dimension := apart(m, p.Match); dimension != "" {
			l.find(UnreachableProvision, where, "its %s and those of what it stands under have nothing in common", dimension)
			return
		}
	}
	if empty(p.Match.Period) {
		l.find(UnreachableProvision, where, "its period ends before it begins")
		return
	}
	below := append(slices.Clone(above), p.Match)
	for i, exception := range p.Exceptions {
		l.provision(fmt.Sprintf("%s, exception %d", where, i+1), exception, below)
	}
}

// apart names the dimension in which no request can fit both matches; empty if
// there is none. Recipients are not compared: a role may be anybody's.
func apart(a, b policy.Match) string {
	switch {
	case disjoint(a.Purposes, b.Purposes):
		return "purposes"
	case disjoint(a.Categories, b.Categories):
		return "categories"
	case disjoint(a.Actions, b.Actions):
		return "actions"
	case empty(both(a.Period, b.Period)):
		return "periods"
	default:
		return ""
	}
}

func disjoint[C ~uint8](a, b policy.Set[C]) bool {
	return !a.Empty() && !b.Empty() && a&b == 0
}

// both is the time in which both periods hold.
func both(a, b policy.Period) policy.Period {
	if !a.From.Set || (b.From.Set && b.From.At > a.From.At) {
		a.From = b.From
	}
	if !a.Until.Set || (b.Until.Set && b.Until.At < a.Until.At) {
		a.Until = b.Until
	}
	return a
}

func empty(p policy.Period) bool {
	return p.From.Set && p.Until.Set && p.From.At >= p.Until.At
}

// pairing is a refusal that still stands against a later permission.
type pairing struct{ refusal, permission string }

// beaten asks every question that the world can be asked at a moment, and finds
// permissions that an older refusal still beats. It says each pair once, with
// the first question that shows it.
func (l *linter) beaten(at int64) {
	seen := map[pairing]bool{}
	for _, subject := range l.subjects() {
		l.eachRequest(subject, at, func(r policy.Request) {
			if d := policy.Decide(l.world, r); !d.Reasons.Has(policy.ReasonSubjectDenied) {
				return
			}
			e := policy.Explain(l.world, r)
			if e.Word == nil {
				return
			}
			for _, refusal := range e.Word.Directives {
				for _, contest := range refusal.Against {
					pair := pairing{refusal.Directive, contest.Permission}
					if seen[pair] || contest.Why == policy.WhyNotLater {
						continue
					}
					seen[pair] = true
					l.find(BeatenPermission, "directive "+contest.Permission,
						"the older refusal %s still beats it, for example for %s of %s by %s for %s: withdraw the older one if the permission is meant",
						refusal.Directive, r.Action, r.Category, r.Recipient, r.Purpose)
				}
			}
		})
	}
}

// subjects with more than one directive: only they can contradict themselves.
func (l *linter) subjects() []string {
	var once, more []string
	for i := range l.world.Directives {
		id := l.world.Directives[i].Subject
		switch {
		case !slices.Contains(once, id):
			once = append(once, id)
		case !slices.Contains(more, id):
			more = append(more, id)
		}
	}
	return more
}

func (l *linter) eachRequest(subject string, at int64, ask func(policy.Request)) {
	for _, controller := range l.world.Participants {
		for _, recipient := range l.world.Participants {
			for _, purpose := range policy.Purposes() {
				for _, category := range policy.Categories() {
					for _, action := range policy.Actions() {
						ask(policy.Request{
							Subject: subject, Controller: controller.ID, Recipient: recipient.ID,
							Purpose: purpose, Category: category, Action: action, At: at,
						})
					}
				}
			}
		}
	}
}
