package policy

// word notes what the patient's directives say, and what became of each.
func (t *trace) word(r *reading, combining Combining, effect Effect) {
	if t == nil {
		return
	}
	if combining == 0 {
		combining = CombiningNarrowerLaterWins
	}
	w := &Word{At: r.at, Combining: combining.String(), Effect: "NONE", Directives: []Statement{}}
	if effect != 0 {
		w.Effect = effect.String()
	}
	next := 0
	for i := range r.directives {
		d := &r.directives[i]
		if !r.counts(d) {
			continue
		}
		s := Statement{
			Directive: d.ID, Controller: d.Controller, GrantedAt: d.GrantedAt,
			Says: "SILENT", Paths: [][]MatchText{}, Against: []Contest{},
		}
		if next < len(r.statements) && r.statements[next].place == int32(i) {
			r.tell(&r.statements[next], &s, combining == CombiningNarrowerLaterWins)
			s.Carries = r.statements[next].carries(effect)
			next++
		}
		w.Directives = append(w.Directives, s)
	}
	t.explanation.Word = w
	if r.at != r.request.At {
		t.read("Objections are cut off at issue, so the patient's word is taken as of " + utc(r.at) + ", when the permit was first issued.")
	}
	t.read("The patient's word is " + w.Effect + ".")
}

// tell writes a statement down.
func (r *reading) tell(from *statement, to *Statement, contested bool) {
	to.Says, to.Stands, to.NamesEmergency = from.effect.String(), from.stands(), from.forbids
	if !to.Stands {
		to.SetAsideBy = r.directives[r.statements[from.by].place].ID
	}
	for i := from.first; i < from.end; i++ {
		if r.said[from.base+i]&pathEnd == pathEnd {
			to.Paths = append(to.Paths, r.pathTo(i))
		}
	}
	if from.effect != EffectDeny || !to.Stands || !contested {
		return
	}
	for i := range r.statements {
		if r.statements[i].effect == EffectPermit {
			to.Against = append(to.Against, r.told(&r.statements[i], from))
		}
	}
}

// pathTo lists the matches from the root to a node.
func (r *reading) pathTo(end int32) []MatchText {
	if end < 0 {
		return nil
	}
	n := &r.nodes[end]
	return append(r.pathTo(n.parent), n.match.text())
}

// told writes down why a permission did not set a refusal aside.
func (r *reading) told(permission, refusal *statement) Contest {
	c := Contest{Permission: r.directives[permission.place].ID, Gaps: []Gap{}}
	switch r.contest(permission, refusal) {
	case notLater:
		c.Why = WhyNotLater
		return c
	case moreControllers:
		c.Why = WhyMoreControllers
		return c
	default:
		c.Why = WhyNotInside
	}
	path := 0
	for i := permission.first; i < permission.end; i++ {
		if r.said[permission.base+i]&pathEnd == pathEnd {
			path++
			gap := r.gap(permission, i, refusal)
			gap.Path = path
			c.Gaps = append(c.Gaps, gap)
		}
	}
	return c
}

// gap is the first match of a refusal in which a path of a permission is not contained.
func (r *reading) gap(permission *statement, end int32, refusal *statement) Gap {
	row := r.nodes[end].row
	picks := r.picks[permission.base+end]
	g := Gap{Dimensions: []string{}}
	for i := refusal.first; i < refusal.end && len(g.Dimensions) == 0; i++ {
		if r.said[refusal.base+i]&onPath == 0 {
			continue
		}
		n := &r.nodes[i]
		if demand, _ := r.fits(n); !n.anyone && !satisfies(picks, demand) {
			g.Dimensions = append(g.Dimensions, "recipients")
		}
		for dimension, name := range [dimensions]string{"purposes", "categories", "actions"} {
			if r.bits(r.reach[dimension], row)[n.column/64]&(1<<(n.column%64)) == 0 {
				g.Dimensions = append(g.Dimensions, name)
			}
		}
		g.Match = n.match.text()
	}
	return g
}

// text is the match with codes by name.
func (m *Match) text() MatchText {
	t := MatchText{
		Recipients: []string{}, Purposes: names(m.Purposes), Categories: names(m.Categories), Actions: names(m.Actions),
		NotBefore: m.Period.From.moment(), NotAfter: m.Period.Until.moment(),
	}
	for _, s := range m.Recipients {
		t.Recipients = append(t.Recipients, s.String())
	}
	return t
}
