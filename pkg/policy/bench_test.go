package policy

import (
	"fmt"
	"testing"
)

var (
	sink        Decision
	preparedYet *Prepared
	subjectYet  *Subject
)

// tellingWorld is a cross-border access under explicit consent, to a recipient
// that is refused by some directives and let in by others. Of directives granted in
// turn each second one permits, the last among them; each has the given number of
// nodes, its root and exceptions for this recipient.
func tellingWorld(directives, nodes int) (*World, Request) {
	w, r := exampleWorld()
	r.Recipient = "fr-clinic"
	for i := range directives {
		effect, other := EffectDeny, EffectPermit
		if i%2 == 1 {
			effect, other = other, effect
		}
		d := said(fmt.Sprintf("d%03d", i), int64(1+i), effect, Match{Purposes: SetOf(PurposeTreatment, PurposeCareManagement)})
		for k := range nodes - 1 {
			e := Provision{Effect: other, Match: Match{Recipients: []Selector{{Kind: SelectorJurisdiction, ID: "FR"}}, Categories: SetOf(CategoryGenomic)}}
			if k%2 == 0 {
				e = Provision{Effect: effect, Match: Match{Recipients: to("fr-clinic", "fr-lab"), Purposes: SetOf(PurposeTreatment), Actions: SetOf(ActionAccess, ActionUse)}}
			}
			d.Provision.Exceptions = append(d.Provision.Exceptions, e)
		}
		say(w, d)
	}
	return w, r
}

func typicalWorld() (*World, Request) { return tellingWorld(4, 3) }

// limitWorld has 32 live directives with 256 nodes, all of which fit. Each path of
// each permission is held against each refusal, lies inside of all of its matches
// but the last, and there only recipients keep it out.
func limitWorld() (*World, Request) {
	w, r := exampleWorld()
	role := func(role Role) []Selector {
		return []Selector{{Kind: SelectorRole, Role: role}, {Kind: SelectorParticipant, ID: "fr-clinic"}}
	}
	for i := range 16 {
		no, yes := refuse(fmt.Sprintf("n%02d", i), 1, Match{}), permit(fmt.Sprintf("y%02d", i), 2, Match{})
		for k := range 7 {
			// No two nodes name the same codes.
			codes := SetOf(CategoryPatientSummary, Category(2+i), Category(18+k%4))
			no.Provision.Exceptions = append(no.Provision.Exceptions, Provision{Effect: EffectDeny, Match: Match{Recipients: role(RoleDataUser)}})
			yes.Provision.Exceptions = append(yes.Provision.Exceptions, Provision{Effect: EffectPermit, Match: Match{Recipients: role(RoleDataUser), Categories: codes}})
		}
		no.Provision.Exceptions[6].Match.Recipients = role(RoleDataHolder)
		say(w, no, yes)
	}
	return w, r
}

func ask(b *testing.B, w *World, r Request) {
	b.Helper()
	p := Prepare(w)
	var d Decision
	p.DecideInto(r, &d)
	b.ReportAllocs()
	for b.Loop() {
		p.DecideInto(r, &d)
	}
	sink = d
}

// BenchmarkAsk asks a prepared world.
func BenchmarkAsk(b *testing.B) {
	b.Run("typical", func(b *testing.B) {
		w, r := typicalWorld()
		if d := Decide(w, r); !d.Permitted() {
			b.Fatal(outcome(d))
		}
		ask(b, w, r)
	})
	b.Run("limits", func(b *testing.B) {
		w, r := limitWorld()
		if d := Decide(w, r); len(d.Directives) != 16 {
			b.Fatal(outcome(d))
		}
		ask(b, w, r)
	})
}

// BenchmarkAskVectors asks the prepared worlds of the vectors one after another;
// an operation is one decision.
func BenchmarkAskVectors(b *testing.B) {
	type question struct {
		world   *Prepared
		request Request
	}
	var questions []question
	for _, v := range readVectors(b, "testdata/decisions.json") {
		w := Prepare(mustWorld(b, v.World))
		for _, c := range v.Cases {
			questions = append(questions, question{w, mustRequest(b, c.Request)})
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		questions[i].world.DecideInto(questions[i].request, &sink)
		i = (i + 1) % len(questions)
	}
}

// BenchmarkPrepare prepares one subject's directives, and a whole world.
func BenchmarkPrepare(b *testing.B) {
	subject := func(w *World, r Request) func(b *testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				subjectYet = PrepareSubject(r.Subject, w.Directives)
			}
		}
	}
	b.Run("subject/typical", subject(typicalWorld()))
	b.Run("subject/limits", subject(limitWorld()))
	b.Run("world/typical", func(b *testing.B) {
		w, _ := typicalWorld()
		b.ReportAllocs()
		for b.Loop() {
			preparedYet = Prepare(w)
		}
	})
}

// BenchmarkDecide prepares and asks once, for whoever has one question.
func BenchmarkDecide(b *testing.B) {
	once := func(w *World, r Request) func(b *testing.B) {
		return func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				sink = Decide(w, r)
			}
		}
	}
	b.Run("typical", once(typicalWorld()))
	b.Run("limits", once(limitWorld()))
}

// BenchmarkExplain decides and writes down how.
func BenchmarkExplain(b *testing.B) {
	w, r := typicalWorld()
	p := Prepare(w)
	b.ReportAllocs()
	for b.Loop() {
		sink = p.Explain(r).Decision
	}
}

// BenchmarkGrowth asks while one thing grows.
func BenchmarkGrowth(b *testing.B) {
	for _, n := range []int{1, 4, 8, 16, 32} {
		b.Run(fmt.Sprint("directives=", n), func(b *testing.B) {
			w, r := tellingWorld(n, 3)
			ask(b, w, r)
		})
	}
	for _, n := range []int{1, 4, 16, 64} {
		b.Run(fmt.Sprint("nodes=", n), func(b *testing.B) {
			w, r := tellingWorld(4, n)
			ask(b, w, r)
		})
	}
	for _, n := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint("agreements=", n), func(b *testing.B) {
			w, r := typicalWorld()
			for i := 1; i < n; i++ {
				w.Agreements = append(w.Agreements, Agreement{
					ID: fmt.Sprintf("x%04d", i), History: History{{StatusInForce, 0}},
					Rules: []Rule{{From: "FR", To: fmt.Sprint("J", i)}},
				})
			}
			ask(b, w, r)
		})
	}
	for _, n := range []int{1, 10, 100} {
		b.Run(fmt.Sprint("agreements-of-the-pair=", n), func(b *testing.B) {
			w, r := typicalWorld()
			for i := 1; i < n; i++ {
				a := w.Agreements[0]
				a.ID = fmt.Sprintf("x%04d", i)
				w.Agreements = append(w.Agreements, a)
			}
			ask(b, w, r)
		})
	}
}
