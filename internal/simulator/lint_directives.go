package simulator

import (
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// scope is which requests a node of a provision can be read for: those that fit its
// match and every match above it. Sets hold what is left, so an empty one is nothing.
type scope struct {
	purposes   policy.Set[policy.Purpose]
	categories policy.Set[policy.Category]
	actions    policy.Set[policy.Action]
	period     policy.Period
	recipients [][]policy.Selector // One of each list selects the recipient.
}

func (l *linter) directive(d *policy.Directive) {
	where := "directive " + d.ID
	life := both(policy.Period{From: policy.At(d.GrantedAt), Until: d.EndedAt}, d.Validity)
	switch {
	case empty(life):
		l.find(UnreachableProvision, where, "it ends before it begins")
		return
	case d.Controller != "" && !l.selects([]policy.Selector{{Kind: policy.SelectorParticipant, ID: d.Controller}}):
		l.find(UnreachableProvision, where, "it speaks of holder %s, which the world does not have", d.Controller)
		return
	}
	everything := scope{
		purposes:   policy.SetOf(policy.Purposes()...) &^ policy.SetOf(policy.PurposePatientRequest),
		categories: policy.SetOf(policy.Categories()...),
		actions:    policy.SetOf(policy.Actions()...),
		period:     life,
	}
	l.provision(where, &d.Provision, everything)
}

// provision finds nodes of a tree that no request can reach, or that are never heard.
func (l *linter) provision(where string, p *policy.Provision, above scope) {
	here := above.narrow(&p.Match)
	if why := l.unreachable(&p.Match, here); why != "" {
		l.find(UnreachableProvision, where, "%s", why)
		return
	}
	for i := range p.Exceptions {
		exception := &p.Exceptions[i]
		place := fmt.Sprintf("%s, exception %d", where, i+1)
		if here.inside(&exception.Match) {
			l.find(UnreachableProvision, where, "its own effect never stands: exception %d says something wherever it is read", i+1)
		}
		for k := range p.Exceptions {
			other := &p.Exceptions[k]
			if k != i && refusesAlways(other) && permitsOnly(exception) && here.narrow(&exception.Match).inside(&other.Match) {
				l.find(UnreachableProvision, place, "it is never heard: exception %d beside it refuses whatever it permits", k+1)
				break
			}
		}
		l.provision(place, exception, here)
	}
}

// narrow is what is left of a scope within a match.
func (s scope) narrow(m *policy.Match) scope {
	if !m.Purposes.Empty() {
		s.purposes &= m.Purposes
	}
	if !m.Categories.Empty() {
		s.categories &= m.Categories
	}
	if !m.Actions.Empty() {
		s.actions &= m.Actions
	}
	s.period = both(s.period, m.Period)
	if len(m.Recipients) > 0 {
		s.recipients = append(slices.Clone(s.recipients), m.Recipients)
	}
	return s
}

// unreachable says why nothing is left within a match; empty if something is.
func (l *linter) unreachable(m *policy.Match, s scope) string {
	const nothing = "its %s and those of what it stands under have nothing in common"
	switch {
	case m.Purposes == policy.SetOf(policy.PurposePatientRequest):
		return "it is for PATIENT_REQUEST, the subject's own access, for which nothing that the subject said is read"
	case s.purposes.Empty():
		return fmt.Sprintf(nothing, "purposes")
	case s.categories.Empty():
		return fmt.Sprintf(nothing, "categories")
	case s.actions.Empty():
		return fmt.Sprintf(nothing, "actions")
	case empty(m.Period):
		return "its period ends before it begins"
	case empty(s.period):
		return fmt.Sprintf(nothing, "periods")
	case len(m.Recipients) > 0 && !l.selects(m.Recipients):
		return "it names no recipient that the world has"
	case !l.selects(s.recipients...):
		return fmt.Sprintf(nothing, "recipients")
	default:
		return ""
	}
}

// selects reports whether one participant can be selected from every list. Of a
// world without participants nothing is said.
func (l *linter) selects(lists ...[]policy.Selector) bool {
	return len(l.world.Participants) == 0 || slices.ContainsFunc(l.world.Participants, func(p policy.Participant) bool {
		return !slices.ContainsFunc(lists, func(list []policy.Selector) bool {
			return !slices.ContainsFunc(list, func(s policy.Selector) bool { return maySelect(s, &p) })
		})
	})
}

// maySelect reports whether a selector can select the participant. A role may be anybody's.
func maySelect(s policy.Selector, p *policy.Participant) bool {
	switch s.Kind {
	case policy.SelectorRole:
		return true
	case policy.SelectorParticipant:
		return s.ID == p.ID
	case policy.SelectorJurisdiction:
		return s.ID == p.Jurisdiction
	default:
		return false
	}
}

// inside reports whether a match fits every request of the scope.
func (s scope) inside(m *policy.Match) bool {
	recipients := len(m.Recipients) == 0 || slices.ContainsFunc(s.recipients, func(list []policy.Selector) bool {
		return !slices.ContainsFunc(list, func(r policy.Selector) bool { return !slices.Contains(m.Recipients, r) })
	})
	return recipients && lasts(m.Period, s.period) &&
		within(s.purposes, m.Purposes) && within(s.categories, m.Categories) && within(s.actions, m.Actions)
}

// refusesAlways reports whether a node refuses whenever its match fits.
func refusesAlways(p *policy.Provision) bool {
	return p.Effect != policy.EffectPermit && len(p.Exceptions) == 0
}

// permitsOnly reports whether nothing in a tree refuses.
func permitsOnly(p *policy.Provision) bool {
	return p.Effect == policy.EffectPermit && !slices.ContainsFunc(p.Exceptions, func(e policy.Provision) bool { return !permitsOnly(&e) })
}
