package policy

import "slices"

// word is what a patient's directives together say about a request.
type word struct {
	effect     Effect   // 0 if there is no word.
	directives []string // Ids, sorted, of the directives that carry it.
}

// patientsWord is the patient's word as if the given moment had been asked
// about; the combining rule stays that of the request's own moment.
func (h *hearing) patientsWord(at int64) word {
	q := h.question(at)
	var few [16]statement
	said := q.statements(h.world.Directives, few[:0])
	switch h.homeLaw.Combining {
	case 0, CombiningNarrowerLaterWins:
		q.overrule(said)
	case CombiningLatestWins:
		said = latest(said)
	default: // CombiningDenyOverrides, or outside the vocabulary: any refusal stands.
	}
	return carried(said)
}

// emergencyForbidden reports whether any refusal that counts, before combining,
// names emergency treatment itself on one of its paths.
func (h *hearing) emergencyForbidden() bool {
	q := h.question(h.request.At)
	var few [16]statement
	said := q.statements(h.world.Directives, few[:0])
	for i := range said {
		if said[i].effect != EffectDeny {
			continue
		}
		for _, m := range q.onPaths(&said[i]) {
			if m.Purposes.Has(PurposeEmergencyTreatment) {
				return true
			}
		}
	}
	return false
}

// question is a request as a provision is held against it.
type question struct {
	request   *Request
	recipient *Participant
	at        int64 // The moment the word is taken at; not always that of the request.
}

func (h *hearing) question(at int64) question {
	return question{request: &h.request, recipient: h.recipient, at: at}
}

// statement is what one directive says about the question.
type statement struct {
	directive *Directive
	effect    Effect // EffectPermit or EffectDeny.
	overruled bool   // A later, narrower permission takes the refusal's place.
	paths     []path // Of a permission; nil until a refusal is held against it.
}

// statements appends what each directive that counts says.
func (q *question) statements(directives []Directive, said []statement) []statement {
	for i := range directives {
		d := &directives[i]
		if !q.counts(d) {
			continue
		}
		if effect := q.says(&d.Provision); effect != 0 {
			said = append(said, statement{directive: d, effect: effect})
		}
	}
	return said
}

// counts reports whether the directive is the subject's, speaks of the
// controller, and lives at the moment.
func (q *question) counts(d *Directive) bool {
	return d.Subject == q.request.Subject &&
		(d.Controller == "" || d.Controller == q.request.Controller) &&
		(Period{From: At(d.GrantedAt), Until: d.EndedAt}).Contains(q.at) &&
		d.Validity.Contains(q.at)
}

// says is what a provision says: nothing (0) if its match does not fit; what
// its exceptions say if they say something, a refusal before a permission; else
// its own effect.
func (q *question) says(p *Provision) Effect {
	if !q.fits(&p.Match) {
		return 0
	}
	var exception Effect
	for i := range p.Exceptions {
		switch q.says(&p.Exceptions[i]) {
		case EffectDeny:
			return EffectDeny
		case EffectPermit:
			exception = EffectPermit
		}
	}
	switch {
	case exception != 0:
		return exception
	case p.Effect == EffectPermit:
		return EffectPermit
	default:
		return EffectDeny
	}
}

// fits reports whether every dimension of the match lets the question through.
func (q *question) fits(m *Match) bool {
	return m.Purposes.Fits(q.request.Purpose) &&
		m.Categories.Fits(q.request.Category) &&
		m.Actions.Fits(q.request.Action) &&
		m.Period.Contains(q.at) &&
		(len(m.Recipients) == 0 || slices.ContainsFunc(m.Recipients, q.selects))
}

// selects reports whether the selector covers the request's recipient.
func (q *question) selects(s Selector) bool {
	switch s.Kind {
	case SelectorParticipant:
		return s.ID == q.recipient.ID
	case SelectorRole:
		return q.recipient.HasRole(s.Role, q.at)
	case SelectorJurisdiction:
		return s.ID == q.recipient.Jurisdiction
	default:
		return false
	}
}

// path is the list of matches from the root of a provision to a node whose
// saying stood and carries the statement's effect.
type path []*Match

func (p path) some(holds func(*Match) bool) bool { return slices.ContainsFunc(p, holds) }

// paths lists the statement's paths.
func (q *question) paths(s *statement) []path {
	return q.pathsBelow(&s.directive.Provision, s.effect, nil, nil)
}

// pathsBelow appends the paths through a node that says the effect: those
// through the exceptions that say it, or the one that ends here if no exception
// says anything.
func (q *question) pathsBelow(p *Provision, effect Effect, above path, found []path) []path {
	here := append(slices.Clip(above), &p.Match)
	excepted := false
	for i := range p.Exceptions {
		said := q.says(&p.Exceptions[i])
		if said == effect {
			found = q.pathsBelow(&p.Exceptions[i], effect, here, found)
		}
		excepted = excepted || said != 0
	}
	if !excepted {
		found = append(found, here)
	}
	return found
}

// onPaths lists every match that lies on some path of the statement, once.
func (q *question) onPaths(s *statement) []*Match {
	return q.onPathsBelow(&s.directive.Provision, s.effect, nil)
}

// onPathsBelow appends those of a node that says the effect: its own match, for
// at least one path leads through it, and those of the exceptions that say it.
func (q *question) onPathsBelow(p *Provision, effect Effect, found []*Match) []*Match {
	found = append(found, &p.Match)
	for i := range p.Exceptions {
		if q.says(&p.Exceptions[i]) == effect {
			found = q.onPathsBelow(&p.Exceptions[i], effect, found)
		}
	}
	return found
}

// latest keeps the statements with the greatest granted_at.
func latest(said []statement) []statement {
	kept := said[:0]
	for _, s := range said {
		if len(kept) > 0 && s.directive.GrantedAt < kept[0].directive.GrantedAt {
			continue
		}
		if len(kept) > 0 && s.directive.GrantedAt > kept[0].directive.GrantedAt {
			kept = kept[:0]
		}
		kept = append(kept, s)
	}
	return kept
}

// overrule marks the refusals in whose place the patient later put a narrower
// permission.
func (q *question) overrule(said []statement) {
	for i := range said {
		if said[i].effect == EffectDeny {
			said[i].overruled = q.narrowedLater(&said[i], said)
		}
	}
}

// narrowedLater reports whether one of the statements is a permission granted
// strictly later than the refusal, speaking of no more controllers, with a path
// inside every path of the refusal.
func (q *question) narrowedLater(refusal *statement, said []statement) bool {
	var refused []*Match
	for i := range said {
		s := &said[i]
		if s.effect != EffectPermit || s.directive.GrantedAt <= refusal.directive.GrantedAt ||
			(refusal.directive.Controller != "" && refusal.directive.Controller != s.directive.Controller) {
			continue
		}
		if refused == nil {
			refused = q.onPaths(refusal)
		}
		if s.paths == nil {
			s.paths = q.paths(s)
		}
		if slices.ContainsFunc(s.paths, func(a path) bool { return q.inside(a, refused) }) {
			return true
		}
	}
	return false
}

// inside reports whether a path lies inside every path that the given matches
// lie on: for each of these and each dimension but the period, some match of the
// path is contained in it.
func (q *question) inside(a path, refused []*Match) bool {
	for _, m := range refused {
		if !a.some(func(n *Match) bool { return contained(n.Purposes, m.Purposes) }) ||
			!a.some(func(n *Match) bool { return contained(n.Categories, m.Categories) }) ||
			!a.some(func(n *Match) bool { return contained(n.Actions, m.Actions) }) ||
			!a.some(func(n *Match) bool { return q.recipientsContained(n.Recipients, m.Recipients) }) {
			return false
		}
	}
	return true
}

// contained compares two conditions on codes, in which an empty set is the universe.
func contained[C ~uint8](a, b Set[C]) bool {
	return b.Empty() || (!a.Empty() && a.SubsetOf(b))
}

// recipientsContained reports whether b names nobody in particular, or covers
// some selector of a that selects the request's recipient.
func (q *question) recipientsContained(a, b []Selector) bool {
	return len(b) == 0 || slices.ContainsFunc(a, func(s Selector) bool {
		return q.selects(s) && slices.ContainsFunc(b, func(t Selector) bool { return q.covers(t, s) })
	})
}

// covers reports whether selector t covers selector s, which selects the
// request's recipient: they are the same, or s is that participant and t
// selects it too.
func (q *question) covers(t, s Selector) bool {
	return t == s || (s.Kind == SelectorParticipant && q.selects(t))
}

// carried is the word that the statements make: a refusal if one stands, else a
// permission if there is one, with the directives that carry it.
func carried(said []statement) word {
	var w word
	for _, s := range said {
		if !s.overruled && (w.effect == 0 || s.effect == EffectDeny) {
			w.effect = s.effect
		}
	}
	for _, s := range said {
		if !s.overruled && s.effect == w.effect {
			w.directives = append(w.directives, s.directive.ID)
		}
	}
	slices.Sort(w.directives)
	return w
}
