package policy

import (
	"cmp"
	"slices"
	"strings"
)

// Prepared is a world made ready for many questions. It reads the world that it
// was made of, which nobody may write while it is in use; it is never changed
// itself, so any number of goroutines may ask.
type Prepared struct {
	world         *World
	jurisdictions index
	participants  index
	permits       index
	routes        []route    // By From, To.
	subjects      []*Subject // By id.
	about         *Subject   // If set, the one subject whose directives are known.
	under         *Permit    // If set, the one permit that is known.
}

// Prepare makes a world ready: what does not depend on the request is worked out
// once. A nil world is an empty one.
func Prepare(w *World) *Prepared {
	if w == nil {
		w = &World{}
	}
	p := &Prepared{
		world:         w,
		jurisdictions: indexOf(len(w.Jurisdictions), func(i int) string { return w.Jurisdictions[i].ID }),
		participants:  indexOf(len(w.Participants), func(i int) string { return w.Participants[i].ID }),
		permits:       indexOf(len(w.Permits), func(i int) string { return w.Permits[i].ID }),
		routes:        routesOf(w.Agreements),
	}
	said := make([]*Directive, len(w.Directives))
	for i := range w.Directives {
		said[i] = &w.Directives[i]
	}
	slices.SortStableFunc(said, func(a, b *Directive) int {
		return cmp.Or(strings.Compare(a.Subject, b.Subject), strings.Compare(a.ID, b.ID))
	})
	for first := 0; first < len(said); {
		end := first + 1
		for end < len(said) && said[end].Subject == said[first].Subject {
			end++
		}
		p.subjects = append(p.subjects, newSubject(said[first].Subject, said[first:end]))
		first = end
	}
	return p
}

// prepareFor makes ready what one request reads.
func prepareFor(w *World, r *Request) Prepared {
	if w == nil {
		w = &World{}
	}
	p := Prepared{world: w, about: PrepareSubject(r.Subject, w.Directives)}
	from, to := p.participant(r.Controller), p.participant(r.Recipient)
	if from != nil && to != nil && from.Jurisdiction != to.Jurisdiction {
		p.routes = []route{routeOf(w.Agreements, from.Jurisdiction, to.Jurisdiction)}
	}
	return p
}

// About is the same world with the directives of one subject in place of all
// others, so that institutions and subjects can be prepared each on its own:
// whoever asks about another subject finds no directive.
func (p *Prepared) About(s *Subject) Prepared {
	other := *p
	other.about = s
	return other
}

// Under is the same world with one permit in place of all others, so that institutions
// can be prepared before it is known which permit a request names. Nil changes nothing.
// Nobody may write the permit while the world is in use.
func (p *Prepared) Under(permit *Permit) Prepared {
	other := *p
	if permit != nil {
		other.under = permit
	}
	return other
}

// Decide answers as the function Decide does, of the prepared world. It allocates
// nothing but the list of directives, where that is not empty.
func (p *Prepared) Decide(r Request) Decision {
	var d Decision
	p.DecideInto(r, &d)
	return d
}

// DecideInto writes the answer over d and allocates nothing, as long as the list
// of directives that d came with is large enough: that list is used again, so
// whoever keeps it copies it. An answer without directives may have an empty list
// here where Decide has a nil one. Beyond 40 directives that say something, or
// 264 nodes of them, it allocates all the same.
func (p *Prepared) DecideInto(r Request, d *Decision) {
	p.hear(&r, d, nil)
}

// index holds the places of things in the order of their ids; things of one id
// stay in their order. It is empty for a list too short to be worth one.
type index []int32

const shortList = 8

func indexOf(n int, id func(int) string) index {
	if n <= shortList {
		return nil
	}
	x := make(index, n)
	for i := range x {
		x[i] = int32(i)
	}
	slices.SortStableFunc(x, func(a, b int32) int { return strings.Compare(id(int(a)), id(int(b))) })
	return x
}

// find is the place of the first thing with the id, -1 if there is none.
func find[T any](x index, list []T, id string, of func(*T) string) int {
	if x == nil {
		for i := range list {
			if of(&list[i]) == id {
				return i
			}
		}
		return -1
	}
	i, found := slices.BinarySearchFunc(x, id, func(place int32, id string) int { return strings.Compare(of(&list[place]), id) })
	if !found {
		return -1
	}
	return int(x[i])
}

// participant is the recorded participant; an empty id is nobody.
func (p *Prepared) participant(id string) *Participant {
	if id == "" {
		return nil
	}
	if i := find(p.participants, p.world.Participants, id, func(p *Participant) string { return p.ID }); i >= 0 {
		return &p.world.Participants[i]
	}
	return nil
}

// permit is the recorded permit; an empty id is none.
func (p *Prepared) permit(id string) *Permit {
	if id == "" {
		return nil
	}
	if p.under != nil {
		if p.under.ID == id {
			return p.under
		}
		return nil
	}
	if i := find(p.permits, p.world.Permits, id, func(p *Permit) string { return p.ID }); i >= 0 {
		return &p.world.Permits[i]
	}
	return nil
}

// jurisdictionOf is the recorded jurisdiction of a participant. One that is not
// recorded was never active and has the default law.
func (p *Prepared) jurisdictionOf(who *Participant) *Jurisdiction {
	if who != nil {
		if i := find(p.jurisdictions, p.world.Jurisdictions, who.Jurisdiction, func(j *Jurisdiction) string { return j.ID }); i >= 0 {
			return &p.world.Jurisdictions[i]
		}
	}
	return &noJurisdiction
}

// noJurisdiction stands for one that is not recorded. It is never written.
var noJurisdiction Jurisdiction

// subject is what is prepared of a subject; one without directives if there is
// nothing of that id.
func (p *Prepared) subject(id string) *Subject {
	if p.about != nil {
		if p.about.id == id {
			return p.about
		}
		return &silent
	}
	i, found := slices.BinarySearchFunc(p.subjects, id, func(s *Subject, id string) int { return strings.Compare(s.id, id) })
	if !found {
		return &silent
	}
	return p.subjects[i]
}

// silent said nothing. It is never written.
var silent Subject

// route is what agreements say of the way from one jurisdiction to another.
type route struct {
	from, to string
	legs     []leg // By id of the agreement, those of one id in their order.
}

// leg is one agreement with its rules for the route, in their order.
type leg struct {
	agreement *Agreement
	rules     []*Rule
}

func (t *route) compare(from, to string) int {
	return cmp.Or(strings.Compare(t.from, from), strings.Compare(t.to, to))
}

func compareLegs(a, b leg) int { return strings.Compare(a.agreement.ID, b.agreement.ID) }

// routesOf lists every route that some rule is for. None is at home.
func routesOf(agreements []Agreement) []route {
	type way struct {
		leg
		from, to string
	}
	var ways []way
	for i := range agreements {
		a := &agreements[i]
		first := len(ways)
		for k := range a.Rules {
			rule := &a.Rules[k]
			if rule.From == rule.To {
				continue
			}
			at := first + slices.IndexFunc(ways[first:], func(w way) bool { return w.from == rule.From && w.to == rule.To })
			if at < first {
				at = len(ways)
				ways = append(ways, way{leg: leg{agreement: a}, from: rule.From, to: rule.To})
			}
			ways[at].rules = append(ways[at].rules, rule)
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int {
		return cmp.Or(strings.Compare(a.from, b.from), strings.Compare(a.to, b.to), compareLegs(a.leg, b.leg))
	})
	var routes []route
	for i := range ways {
		last := len(routes) - 1
		if last < 0 || routes[last].compare(ways[i].from, ways[i].to) != 0 {
			routes = append(routes, route{from: ways[i].from, to: ways[i].to})
			last++
		}
		routes[last].legs = append(routes[last].legs, ways[i].leg)
	}
	return routes
}

// routeOf is the one route.
func routeOf(agreements []Agreement, from, to string) route {
	t := route{from: from, to: to}
	for i := range agreements {
		a := &agreements[i]
		var rules []*Rule
		for k := range a.Rules {
			if a.Rules[k].From == from && a.Rules[k].To == to {
				rules = append(rules, &a.Rules[k])
			}
		}
		if rules != nil {
			t.legs = append(t.legs, leg{a, rules})
		}
	}
	slices.SortStableFunc(t.legs, compareLegs)
	return t
}

// legs are the agreements with a rule from the one jurisdiction to the other.
func (p *Prepared) legs(from, to string) []leg {
	i, found := slices.BinarySearchFunc(p.routes, from, func(t route, from string) int { return t.compare(from, to) })
	if !found {
		return nil
	}
	return p.routes[i].legs
}
