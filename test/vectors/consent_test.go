package vectors

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// enrolled is when subjects were, before anything happens in a vector.
const enrolled = 1

// consent enrols each subject once for every jurisdiction that has somebody to hold its
// data, with all of these.
func (t *translation) consent() (*consenttypes.GenesisState, error) {
	g := consenttypes.DefaultGenesis()
	for _, home := range t.jurisdictions {
		holders := t.holders(home)
		if len(holders) == 0 {
			continue
		}
		for _, id := range t.subjects {
			s := consenttypes.Subject{
				Id: subject(id, home), HomeJurisdiction: home, Holders: holders,
				Keys: []consenttypes.SubjectKey{{Address: subject(id, home), Since: enrolled}},
			}
			var err error
			if s.Directives, err = t.directives(id); err != nil {
				return nil, err
			}
			g.Subjects = append(g.Subjects, s)
		}
	}
	slices.SortFunc(g.Subjects, func(a, b consenttypes.Subject) int { return bytes.Compare(a.Id, b.Id) })
	return g, nil
}

func (t *translation) holders(home string) []consenttypes.Holder {
	var holders []consenttypes.Holder
	for i := range t.world.Participants {
		if p := &t.world.Participants[i]; p.Jurisdiction == home {
			holders = append(holders, consenttypes.Holder{Participant: t.participant(p.ID), Since: enrolled})
		}
	}
	return holders
}

// directives that a subject signed, in the order in which they were granted.
func (t *translation) directives(subject string) ([]consenttypes.Directive, error) {
	var out []consenttypes.Directive
	refused := false
	for i := range t.world.Directives {
		d := &t.world.Directives[i]
		if d.Subject != subject {
			continue
		}
		provision, speaks := t.provision(d)
		if !speaks {
			continue
		}
		said, err := consenttypes.NewProvision(provision)
		if err != nil {
			return nil, err
		}
		m := consenttypes.Directive{
			Id: directiveID(d.ID), Provision: said, Source: consenttypes.DirectiveSource_DIRECTIVE_SOURCE_SIGNED,
			GrantedAt: d.GrantedAt, NotBefore: second(d.Validity.From), NotAfter: second(d.Validity.Until),
		}
		if d.Controller != "" {
			m.Controller = t.participant(d.Controller)
		}
		// What is withdrawn after its validity ended before.
		if d.EndedAt.Set && (m.NotAfter == 0 || d.EndedAt.At < m.NotAfter) {
			m.EndedAt, m.EndedAs = second(d.EndedAt), consenttypes.DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN
		}
		// A subject signs one live refusal of everything for ever: another would take the
		// place of the first. More of them are for as long as a moment can be named.
		if m.EndedAt == 0 && m.RefusesEverything() {
			if refused {
				m.NotAfter = directive.MaxTime
			}
			refused = true
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b consenttypes.Directive) int { return cmp.Compare(a.GrantedAt, b.GrantedAt) })
	return out, nil
}

// provision of a directive, in the modules' names; false if no part of it ever speaks.
// Parts that never speak are left out where the directive could not be signed with them.
func (t *translation) provision(d *policy.Directive) (policy.Provision, bool) {
	p := t.renamed(d.Provision)
	if directive.Check(p) == nil {
		return p, true
	}
	life := scope{period: d.Validity}.meet(policy.Match{Period: policy.Period{From: policy.At(d.GrantedAt), Until: d.EndedAt}})
	return life.speaking(p)
}

// renamed has recipients in the order that a wallet shows them in, each once. A match is
// fitted by any of them.
func (t *translation) renamed(p policy.Provision) policy.Provision {
	recipients := slices.Clone(p.Match.Recipients)
	for i := range recipients {
		if recipients[i].Kind == policy.SelectorParticipant {
			recipients[i].ID = t.participant(recipients[i].ID)
		}
	}
	slices.SortFunc(recipients, func(a, b policy.Selector) int { return cmp.Compare(a.String(), b.String()) })
	p.Match.Recipients = slices.Compact(recipients)
	exceptions := make([]policy.Provision, len(p.Exceptions))
	for i := range p.Exceptions {
		exceptions[i] = t.renamed(p.Exceptions[i])
	}
	p.Exceptions = exceptions
	return p
}

// scope is what a request must ask, and when, for a provision to be read. An exception is
// read only where all above it fit, while the directive lives: one outside of that never
// says anything, lies on no path and changes no decision.
type scope struct {
	purposes   policy.Set[policy.Purpose]
	categories policy.Set[policy.Category]
	actions    policy.Set[policy.Action]
	period     policy.Period
	nothing    bool
}

func (s scope) meet(m policy.Match) scope {
	var purposes, categories, actions bool
	s.purposes, purposes = meet(s.purposes, m.Purposes)
	s.categories, categories = meet(s.categories, m.Categories)
	s.actions, actions = meet(s.actions, m.Actions)
	if from := m.Period.From; from.Set && (!s.period.From.Set || from.At > s.period.From.At) {
		s.period.From = from
	}
	if until := m.Period.Until; until.Set && (!s.period.Until.Set || until.At < s.period.Until.At) {
		s.period.Until = until
	}
	s.nothing = s.nothing || !purposes || !categories || !actions || empty(s.period)
	return s
}

// meet is what both conditions let through, of which the empty one lets everything;
// false if nothing is.
func meet[C ~uint8](a, b policy.Set[C]) (policy.Set[C], bool) {
	if a.Empty() || b.Empty() {
		return a | b, true
	}
	return a & b, a&b != 0
}

// speaking is a provision without the exceptions that are never read in the scope; false
// if it is not either.
func (s scope) speaking(p policy.Provision) (policy.Provision, bool) {
	within := s.meet(p.Match)
	var exceptions []policy.Provision
	for _, e := range p.Exceptions {
		if spoken, speaks := within.speaking(e); speaks {
			exceptions = append(exceptions, spoken)
		}
	}
	p.Exceptions = exceptions
	return p, !within.nothing
}
