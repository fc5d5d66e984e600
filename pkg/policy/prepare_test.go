package policy

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// crowded adds to every list of a world what its requests do not read, so that
// lists are searched by index, and subjects and routes are many.
func (d draw) crowded(w *World) *World {
	w = clone(w)
	for i := range 12 {
		id := func(letter string) string { return fmt.Sprintf("%s%02d", letter, 5*i) }
		w.Jurisdictions = append(w.Jurisdictions, Jurisdiction{ID: id(pick(d, []string{"A", "E", "Z"}))})
		w.Participants = append(w.Participants, Participant{ID: id(pick(d, []string{"A", "b", "z"})), Jurisdiction: "DE"})
		w.Permits = append(w.Permits, Permit{ID: id(pick(d, []string{"a", "m1-", "z"})), History: History{{StatusIssued, 0}}})
		w.Agreements = append(w.Agreements, Agreement{
			ID: id(pick(d, []string{"a", "g0", "z"})), History: History{{StatusInForce, 0}},
			Rules: []Rule{{From: "DE", To: id("X")}, {From: "DE", To: "DE"}, {From: "FR", To: "FR"}, {From: id("X"), To: "FR"}, {From: "DE", To: id("X")}},
		})
		w.Directives = append(w.Directives, Directive{ID: id("d"), Subject: id(pick(d, []string{"a", "s", "z"}))})
	}
	return d.shuffled(w)
}

func TestAPreparedWorldAnswersAsDecideDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w := d.world()
		crowd := d.crowded(w)
		p := Prepare(crowd)
		bare := *crowd
		bare.Directives = nil
		institutions := Prepare(&bare)
		answer := Decision{Directives: []string{"left", "over"}, Agreement: "left", Obligations: 7, ValidUntil: At(3)}
		for range 3 {
			r := d.atBoundary(w, d.request())
			r.Subject = pick(d, []string{"s", "s", "t", "u"})
			if d.chance(10) {
				r.Recipient = "nobody"
			}
			want := Decide(w, r)
			if got := p.Decide(r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v\n got %s\nwant %s", r, outcome(got), outcome(want))
			}
			p.DecideInto(r, &answer)
			got := answer
			if len(got.Directives) == 0 {
				got.Directives = want.Directives
			}
			if len(want.Directives) != len(answer.Directives) || !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v\n got %s\nwant %s", r, outcome(answer), outcome(want))
			}
			about := institutions.About(PrepareSubject(r.Subject, crowd.Directives))
			if got := about.Decide(r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v\n got %s\nwant %s", r, outcome(got), outcome(want))
			}
			noPermits := bare
			noPermits.Permits = nil
			others := Prepare(&noPermits).About(PrepareSubject(r.Subject, crowd.Directives))
			under := others.Under(p.permit(r.Permit))
			if got := under.Decide(r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v\n got %s\nwant %s", r, outcome(got), outcome(want))
			}
			if got := about.Explain(r); !reflect.DeepEqual(got, Explain(crowd, r)) {
				rt.Fatalf("%+v\n got %+v\nwant %+v", r, got, Explain(crowd, r))
			}
		}
	})
}

func TestAboutKnowsOneSubjectAlone(t *testing.T) {
	w, r := exampleWorld()
	say(w, permit("d", 1, Match{}))
	for _, c := range []struct {
		prepared Prepared
		want     string
	}{
		{*Prepare(w), "PERMIT CONSENT directives=d"},
		{Prepare(w).About(PrepareSubject("s", nil)), "DENY CONSENT reasons=NO_CONSENT"},
		{Prepare(w).About(PrepareSubject("t", w.Directives)), "DENY CONSENT reasons=NO_CONSENT"},
		{Prepare(nil).About(PrepareSubject("s", w.Directives)), "DENY NONE reasons=CONTROLLER_NOT_ACTIVE,RECIPIENT_NOT_ACTIVE"},
	} {
		if got := outcome(c.prepared.Decide(r)); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// A world may hold more than the protocol's limits.
func TestReadingsOfAnySize(t *testing.T) {
	for _, c := range []struct{ directives, nodes int }{
		{1, 1}, {1, 64}, {1, 65}, {1, 66}, {2, 33}, {16, 16}, {40, 1}, {41, 1}, {42, 2}, {2, 131}, {2, 132}, {2, 133}, {1, 264}, {1, 265}, {30, 30},
	} {
		w, r := tellingWorld(c.directives, c.nodes)
		for _, combining := range Combinings() {
			law(w, "DE").Combining = combining
			if got, want := explained(t, w, r).Decision, literally(w, r); !reflect.DeepEqual(got, want) {
				t.Errorf("%d directives of %d nodes: got %s, want %s", c.directives, c.nodes, outcome(got), outcome(want))
			}
		}
		// Each refusal is set aside by the last permission, unless it is said again.
		law(w, "DE").Combining = CombiningNarrowerLaterWins
		say(w, refuse("zz", 1000, Match{}))
		if got, want := Decide(w, r), literally(w, r); !reflect.DeepEqual(got, want) {
			t.Errorf("%d directives of %d nodes: got %s, want %s", c.directives, c.nodes, outcome(got), outcome(want))
		}
	}
}

// Within the protocol's limits nothing is allocated.
func TestAskingAllocatesNothing(t *testing.T) {
	for name, world := range map[string]func() (*World, Request){"typical": typicalWorld, "limits": limitWorld, "many": func() (*World, Request) { return tellingWorld(40, 6) }} {
		w, r := world()
		p := Prepare(w)
		var d Decision
		p.DecideInto(r, &d)
		if n := testing.AllocsPerRun(20, func() { p.DecideInto(r, &d) }); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
		once := Decide(w, r)
		if !slices.Equal(once.Directives, d.Directives) {
			t.Errorf("%s: got %v, want %v", name, d.Directives, once.Directives)
		}
	}
}

// Each list is made once, as long as it will be.
func TestPreparingASubjectAllocatesEachListOnce(t *testing.T) {
	w, r := typicalWorld()
	always := Period{From: At(1), Until: At(2 * now)}
	for i := range w.Directives {
		d := &w.Directives[i]
		d.Controller, d.EndedAt, d.Validity, d.Provision.Match.Period = fmt.Sprint("h", i), At(2*now), always, always
		for k := range d.Provision.Exceptions {
			m := &d.Provision.Exceptions[k].Match
			m.Period, m.Recipients = always, to(fmt.Sprint("p", i, k), fmt.Sprint("q", i, k))
		}
	}
	if n := testing.AllocsPerRun(20, func() { subjectYet = PrepareSubject(r.Subject, w.Directives) }); n > 7 {
		t.Errorf("%v allocations", n)
	}
}

func TestTheWorldsOfTheBenchmarks(t *testing.T) {
	w, r := limitWorld()
	nodes := 0
	for i := range w.Directives {
		nodes += 1 + len(w.Directives[i].Provision.Exceptions)
	}
	if len(w.Directives) != 32 || nodes != 256 {
		t.Errorf("%d directives, %d nodes", len(w.Directives), nodes)
	}
	if got, want := Decide(w, r), literally(w, r); len(got.Directives) != 16 || !reflect.DeepEqual(got, want) {
		t.Errorf("got %s, want %s", outcome(got), outcome(want))
	}
}

func TestUnderKnowsOnePermitAlone(t *testing.T) {
	w := &World{Permits: []Permit{{ID: "a"}, {ID: "b"}}}
	prepared := Prepare(w)
	under := prepared.Under(&Permit{ID: "c"})
	for id, want := range map[string]bool{"": false, "a": false, "b": false, "c": true} {
		if got := under.permit(id) != nil; got != want {
			t.Errorf("permit %q found: %t", id, got)
		}
	}
	same := prepared.Under(nil)
	if same.permit("a") == nil || same.permit("c") != nil || prepared.permit("c") != nil {
		t.Error("no permit changes nothing, and the prepared world stays as it was")
	}
}
