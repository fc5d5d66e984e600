package policy

import "testing"

var sink Decision

// BenchmarkDecide decides a cross-border access under explicit consent, in a
// world of 8 participants and 12 directives of the subject, one of which refuses
// and is narrowed later.
func BenchmarkDecide(b *testing.B) {
	w, r := typicalWorld()
	if d := Decide(w, r); !d.Permitted() {
		b.Fatalf("denied: %v", names(d.Reasons))
	}
	b.ReportAllocs()
	for b.Loop() {
		sink = Decide(w, r)
	}
}

// BenchmarkDecideVectors decides the vectors one after another; an operation is
// one decision.
func BenchmarkDecideVectors(b *testing.B) {
	type question struct {
		world   *World
		request Request
	}
	var questions []question
	for _, v := range readVectors(b, "testdata/decisions.json") {
		w := mustWorld(b, v.World)
		for _, c := range v.Cases {
			questions = append(questions, question{w, mustRequest(b, c.Request)})
		}
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		sink = Decide(questions[i].world, questions[i].request)
		i = (i + 1) % len(questions)
	}
}

// BenchmarkDecideWorst decides with 256 nodes of directives, built so that every
// path of every permission is held against every match of every refusal but none
// overrules any.
func BenchmarkDecideWorst(b *testing.B) {
	w, r := exampleWorld()
	narrow := func(purposes Set[Purpose]) Match {
		return Match{Recipients: to("de-practice"), Purposes: purposes}
	}
	for i := range 8 {
		no := refuse("n"+string(rune('a'+i)), 1, Match{})
		yes := permit("y"+string(rune('a'+i)), 2, Match{})
		for range 15 {
			no.Provision.Exceptions = append(no.Provision.Exceptions, Provision{Effect: EffectDeny, Match: narrow(SetOf(PurposeTreatment, PurposePayment))})
			yes.Provision.Exceptions = append(yes.Provision.Exceptions, Provision{Effect: EffectPermit, Match: narrow(SetOf(PurposeTreatment, PurposePayment))})
		}
		no.Provision.Exceptions[14].Match = narrow(SetOf(PurposeTreatment))
		say(w, no, yes)
	}
	if d := Decide(w, r); len(d.Directives) != 8 {
		b.Fatalf("%s", outcome(d))
	}
	b.ReportAllocs()
	for b.Loop() {
		sink = Decide(w, r)
	}
}

func typicalWorld() (*World, Request) {
	w, r := exampleWorld()
	r.Recipient = "fr-clinic"
	for _, id := range []string{"fr-a", "fr-b", "fr-c", "fr-d"} {
		w.Participants = append(w.Participants, Participant{ID: id, Jurisdiction: "FR", History: History{{StatusActive, 0}}})
	}
	for i, purpose := range []Purpose{PurposeResearch, PurposePayment, PurposeStatistics, PurposeEducation, PurposePublicHealth} {
		refusal := refuse("r"+purpose.String(), int64(10+i), Match{Purposes: SetOf(purpose)})
		permission := permit("p"+purpose.String(), int64(20+i), Match{Purposes: SetOf(purpose), Recipients: []Selector{{Kind: SelectorJurisdiction, ID: "DE"}}})
		w.Directives = append(w.Directives, refusal, permission)
	}
	w.Directives = append(w.Directives,
		refuse("none", 30, Match{}),
		permit("clinic", 40, Match{Recipients: []Selector{{Kind: SelectorParticipant, ID: "fr-clinic"}}, Purposes: SetOf(PurposeTreatment)}))
	return w, r
}
