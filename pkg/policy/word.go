package policy

import "slices"

// word is what a patient's directives together say about a request.
type word struct {
	effect Effect // 0 if there is no word.
	// forbids says that a refusal that counts, before combining, names emergency
	// treatment itself on one of its paths.
	forbids bool
}

// patientsWord is the patient's word as if the given moment had been asked
// about; the combining rule stays that of the request's own moment. It names the
// directives that carry the word in the decision, a permission only if it is asked for.
//
// What the reading needs lies on the stack within the protocol's limits on what is
// live of a subject; a larger one takes more.
func (h *hearing) patientsWord(at int64, permissionCounts bool) word {
	r := reading{
		Subject: h.subject, request: h.request, at: at,
		recipient: h.subject.listener(h.recipient, at), controller: h.subject.number(h.request.Controller),
	}
	directives, nodes := r.size()
	needs := directives * r.words
	switch { // Clearing a large room takes longer than a small question.
	case directives <= 8 && nodes <= 32 && needs <= 8:
		var space struct {
			said       [32]marks
			picks      [32]uint64
			statements [8]statement
			needs      [8]uint64
		}
		r.said, r.picks, r.statements, r.needs = space.said[:], space.picks[:], space.statements[:], space.needs[:]
		return h.take(&r, permissionCounts)
	case directives <= 40 && nodes <= 264 && needs <= 256:
		var space struct {
			said       [264]marks
			picks      [264]uint64
			statements [40]statement
			needs      [256]uint64
		}
		r.said, r.picks, r.statements, r.needs = space.said[:], space.picks[:], space.statements[:], space.needs[:]
		return h.take(&r, permissionCounts)
	default:
		r.said, r.picks, r.statements, r.needs = make([]marks, nodes), make([]uint64, nodes), make([]statement, directives), make([]uint64, needs)
		return h.take(&r, permissionCounts)
	}
}

// take takes the word by a reading that has room for it.
func (h *hearing) take(r *reading, permissionCounts bool) word {
	nodes, needs, statements := int32(0), 0, 0
	for i := range r.directives {
		d := &r.directives[i]
		if !r.counts(d) {
			continue
		}
		effect := r.says(d, nodes)
		if effect == 0 {
			continue // Its marks are written over.
		}
		s := &r.statements[statements]
		*s = statement{place: int32(i), grantedAt: d.GrantedAt, controller: d.controller, first: d.first, end: d.end, effect: effect, base: nodes - d.first, needs: int32(needs), by: -1}
		r.follow(s)
		statements++
		nodes += d.end - d.first
		if effect == EffectDeny {
			needs += r.words
		}
	}
	r.statements = r.statements[:statements]
	switch h.homeLaw.Combining {
	case 0, CombiningNarrowerLaterWins:
		r.overrule()
	case CombiningLatestWins:
		r.keepLatest()
	default: // CombiningDenyOverrides, or outside the vocabulary: any refusal stands.
	}
	w := r.word()
	for i := range r.statements {
		if s := &r.statements[i]; s.carries(w.effect) && (permissionCounts || w.effect == EffectDeny) {
			h.decision.Directives = append(h.decision.Directives, r.directives[s.place].ID)
		}
	}
	h.trace.word(r, h.homeLaw.Combining, w.effect)
	return w
}

// reading is a request held against a subject's directives.
type reading struct {
	*Subject
	request    *Request
	at         int64 // The moment the word is taken at; not always that of the request.
	recipient  listener
	controller int32 // Number of the name.

	// Of each node of the directives that say something:
	said  []marks
	picks []uint64 // The selectors that select the recipient; in a permission, of all matches from the root.

	statements []statement
	needs      []uint64 // A bit set of columns for each refusal: the matches on its paths.
}

// marks is what was found about a node.
type marks uint8

const (
	saysPermit marks = 1 << iota
	saysDeny         // Goes before saysPermit.
	fitted           // The match fits the request.
	lasts            // No exception says anything.
	onPath           // It lies on a path of the statement.

	pathEnd = onPath | lasts
)

func (m marks) effect() Effect {
	switch {
	case m&saysDeny != 0:
		return EffectDeny
	case m&saysPermit != 0:
		return EffectPermit
	default:
		return 0
	}
}

// listener is the recipient as selectors see it.
type listener struct {
	participant, jurisdiction int32     // Numbers, see node; negative if no directive names it.
	roles                     Set[Role] // At the moment the word is taken at.
}

// The bits of picks: that of a role is its number, and these are not roles.
const (
	pickParticipant  uint64 = 1
	pickJurisdiction uint64 = 1 << 63
)

func (s *Subject) listener(p *Participant, at int64) listener {
	l := listener{participant: participantNumber(s.number(p.ID)), jurisdiction: jurisdictionNumber(s.number(p.Jurisdiction))}
	for i := range p.Roles {
		if role := p.Roles[i].Role; role.Valid() && p.Roles[i].Period.Contains(at) {
			l.roles = l.roles.Add(role)
		}
	}
	return l
}

// statement is what one directive says about the question. It holds no pointers,
// so that a reading stays on the stack.
type statement struct {
	grantedAt  int64
	place      int32  // Of the directive.
	controller int32  // Number of the name, everyHolder if it is none in particular.
	first, end int32  // Nodes.
	base       int32  // What to add to a node's place for its place in said and picks.
	needs      int32  // Where the bit set of a refusal begins.
	demands    int32  // How many selections a refusal demands.
	by         int32  // The statement that set it aside; -1 if it stands.
	effect     Effect // EffectPermit or EffectDeny.
	forbids    bool   // A refusal that names emergency treatment itself on a path.
}

func (s *statement) stands() bool { return s.by < 0 }

func (s *statement) carries(effect Effect) bool { return s.stands() && s.effect == effect }

// counts reports whether the directive speaks of the controller and lives at the moment.
func (r *reading) counts(d *directive) bool {
	return (d.controller == everyHolder || d.controller == r.controller) &&
		(Period{From: At(d.GrantedAt), Until: d.EndedAt}).Contains(r.at) &&
		d.Validity.Contains(r.at)
}

// size is how many directives count, and how many nodes they have.
func (r *reading) size() (directives, nodes int) {
	for i := range r.directives {
		if d := &r.directives[i]; r.counts(d) {
			directives++
			nodes += int(d.end - d.first)
		}
	}
	return directives, nodes
}

// says is what a directive says: nothing (0) if its match does not fit; what its
// exceptions say if they say something, a refusal before a permission; else its
// own effect. The same holds for each exception.
//
// Nodes are marked from the given place on.
func (r *reading) says(d *directive, at int32) Effect {
	base := at - d.first
	for i := d.first; i < d.end; {
		n := &r.nodes[i]
		if picks, ok := r.fits(n); ok {
			r.said[base+i], r.picks[base+i] = fitted, picks
			i++
			continue
		}
		for ; i < n.end; i++ { // Nothing below is read.
			r.said[base+i] = 0
		}
	}
	for i := d.end - 1; i >= d.first; i-- { // Exceptions come before what they except.
		n, here := &r.nodes[i], &r.said[base+i]
		if *here == 0 {
			continue
		}
		if *here&(saysPermit|saysDeny) == 0 {
			*here = fitted | lasts | saying(n.effect)
		}
		if n.parent >= 0 {
			r.said[base+n.parent] |= saying(here.effect())
		}
	}
	return r.said[at].effect()
}

func saying(effect Effect) marks {
	if effect == EffectPermit {
		return saysPermit
	}
	return saysDeny
}

// fits reports whether every dimension of the match lets the question through,
// and which selectors select the recipient.
func (r *reading) fits(n *node) (picks uint64, ok bool) {
	m := n.match
	if !m.Purposes.Fits(r.request.Purpose) || !m.Categories.Fits(r.request.Category) ||
		!m.Actions.Fits(r.request.Action) || !m.Period.Contains(r.at) {
		return 0, false
	}
	if n.anyone {
		return 0, true
	}
	picks = uint64(n.roles & r.recipient.roles)
	if r.addresses(n, r.recipient.participant) {
		picks |= pickParticipant
	}
	if r.addresses(n, r.recipient.jurisdiction) {
		picks |= pickJurisdiction
	}
	return picks, picks != 0
}

// addresses reports whether the node names the participant or jurisdiction of a number.
func (r *reading) addresses(n *node, number int32) bool {
	return number >= 0 && n.digest&(1<<(number&63)) != 0 &&
		slices.Contains(r.named[n.firstName:][:n.names], number)
}

// follow marks the nodes on the statement's paths. Those are all that say its
// effect, for what is above them says it too: one refusal makes everything above it
// refuse, so a permission that stands has none below it. It gathers the matches on the
// paths of a refusal and the selectors along those of a permission.
func (r *reading) follow(s *statement) {
	for i := s.first; i < s.end; i++ {
		n, here := &r.nodes[i], &r.said[s.base+i]
		if here.effect() != s.effect {
			continue
		}
		*here |= onPath
		switch {
		case s.effect == EffectDeny:
			r.needs[s.needs+n.column/64] |= 1 << (n.column % 64)
			s.forbids = s.forbids || n.match.Purposes.Has(PurposeEmergencyTreatment)
			r.demand(s, n, r.picks[s.base+i])
		case i > s.first:
			r.picks[s.base+i] |= r.picks[s.base+n.parent]
		}
	}
}

// demand gathers the selectors of a match on a refusal's paths, unless another
// match demands as much. What it gathers takes the place of the picks of nodes that
// were followed before.
func (r *reading) demand(s *statement, n *node, picks uint64) {
	demands := r.demands(s)
	if n.anyone || slices.ContainsFunc(demands, func(d uint64) bool { return d&^picks == 0 }) {
		return
	}
	r.picks[s.base+s.first+int32(len(demands))] = picks
	s.demands++
}

// demands are the selectors of the matches on a refusal's paths, some for each match.
func (r *reading) demands(s *statement) []uint64 {
	return r.picks[s.base+s.first:][:s.demands]
}

// keepLatest sets aside every statement that is not of the greatest granted_at.
func (r *reading) keepLatest() {
	last := int32(-1)
	for i := range r.statements {
		if last < 0 || r.statements[i].grantedAt > r.statements[last].grantedAt {
			last = int32(i)
		}
	}
	for i := range r.statements {
		if s := &r.statements[i]; s.grantedAt < r.statements[last].grantedAt {
			s.by = last
		}
	}
}

// overrule sets aside the refusals in whose place the patient later put a
// narrower permission.
func (r *reading) overrule() {
	for i := range r.statements {
		refusal := &r.statements[i]
		if refusal.effect != EffectDeny {
			continue
		}
		for k := range r.statements {
			if r.statements[k].effect == EffectPermit && r.contest(&r.statements[k], refusal) == prevails {
				refusal.by = int32(k)
				break
			}
		}
	}
}

// contestOutcome is what comes of a permission held against a refusal.
type contestOutcome uint8

const (
	prevails contestOutcome = iota
	notLater
	moreControllers
	notInside
)

// contest holds a permission against a refusal: it prevails if it was granted
// strictly later, speaks of no more controllers, and has a path inside every path
// of the refusal.
func (r *reading) contest(permission, refusal *statement) contestOutcome {
	switch {
	case permission.grantedAt <= refusal.grantedAt:
		return notLater
	case refusal.controller != everyHolder && refusal.controller != permission.controller:
		return moreControllers
	}
	for i := permission.first; i < permission.end; i++ {
		if r.said[permission.base+i]&pathEnd == pathEnd && r.inside(permission, i, refusal) {
			return prevails
		}
	}
	return notInside
}

// inside reports whether the path that ends at a node of the permission lies
// inside every path of the refusal: for each match on these and each dimension but
// the period, some match of the path is contained in it.
func (r *reading) inside(permission *statement, end int32, refusal *statement) bool {
	covers := r.bits(r.covers, r.nodes[end].row)
	for w, need := range r.needs[refusal.needs:][:r.words] {
		if need&^covers[w] != 0 {
			return false
		}
	}
	return satisfies(r.picks[permission.base+end], r.demands(refusal)...)
}

// satisfies reports whether what a path selects the recipient by is covered by each
// of what a refusal demands: by the same selector, or by any where the path names
// the participant itself.
func satisfies(picks uint64, demands ...uint64) bool {
	if picks&pickParticipant != 0 {
		return true
	}
	for _, demand := range demands {
		if picks&demand == 0 {
			return false
		}
	}
	return true
}

// word is the word that the statements make: a refusal if one stands, else a
// permission if there is one.
func (r *reading) word() word {
	var w word
	for i := range r.statements {
		s := &r.statements[i]
		if s.stands() && (w.effect == 0 || s.effect == EffectDeny) {
			w.effect = s.effect
		}
		w.forbids = w.forbids || s.forbids
	}
	return w
}
