package policy

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// explained is the explanation of a request, after all that holds of every one was checked.
func explained(t rapid.TB, w *World, r Request) Explanation {
	t.Helper()
	e := Explain(w, r)
	if want := Decide(w, r); !reflect.DeepEqual(e.Decision, want) {
		t.Fatalf("\n got %s\nwant %s", outcome(e.Decision), outcome(want))
	}
	var reasons, lifted []string
	for _, g := range e.Gates {
		if !g.Judged && (len(g.Read) > 0 || len(g.Reasons) > 0) {
			t.Fatalf("gate %d was not judged, yet %v %v", g.Number, g.Read, g.Reasons)
		}
		for _, reason := range g.Reasons {
			if slices.Contains(g.Lifted, reason) {
				lifted = append(lifted, reason)
			} else {
				reasons = append(reasons, reason)
			}
		}
	}
	slices.Sort(reasons)
	slices.Sort(lifted)
	if !slices.Equal(reasons, names(e.Decision.Reasons)) || !slices.Equal(lifted, names(e.Decision.Lifted)) {
		t.Fatalf("gates give %v and lift %v, the decision is %s", reasons, lifted, outcome(e.Decision))
	}
	used := ""
	for _, u := range e.Rules {
		if u.Used {
			used += u.Agreement
		}
	}
	if used != e.Decision.Agreement {
		t.Fatalf("rules %+v, the decision is %s", e.Rules, outcome(e.Decision))
	}
	if e.Word != nil {
		toldWord(t, e)
	}
	if text := e.Text(); !strings.Contains(text, "\nThe access was ") {
		t.Fatalf("%s", text)
	}
	return e
}

// toldWord checks what is told of a patient's word.
func toldWord(t rapid.TB, e Explanation) {
	t.Helper()
	var carrying []string
	for _, s := range e.Word.Directives {
		if s.Carries {
			carrying = append(carrying, s.Directive)
		}
		switch {
		case s.Carries && (!s.Stands || s.Says != e.Word.Effect):
			t.Fatalf("carries, but: %+v", s)
		case (s.Says == "SILENT") != (len(s.Paths) == 0):
			t.Fatalf("says %s on %d paths", s.Says, len(s.Paths))
		case s.Says != "SILENT" && s.Stands != (s.SetAsideBy == ""):
			t.Fatalf("stands, but: %+v", s)
		}
		for _, c := range s.Against {
			if (c.Why == WhyNotInside) != (len(c.Gaps) > 0) {
				t.Fatalf("%+v", c)
			}
			for _, g := range c.Gaps {
				if len(g.Dimensions) == 0 {
					t.Fatalf("a gap of no dimension: %+v", c)
				}
			}
		}
	}
	named := len(e.Decision.Directives) > 0
	if named && !slices.Equal(carrying, e.Decision.Directives) {
		t.Fatalf("%v carry the word, the decision names %v", carrying, e.Decision.Directives)
	}
}

func TestExplainDecidesAsDecideDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w := d.world()
		explained(rt, w, d.atBoundary(w, d.request()))
	})
}

func TestOfTheLatestOfOneSecondTheFirstIsNamed(t *testing.T) {
	w, r := exampleWorld()
	law(w, "DE").Combining = CombiningLatestWins
	say(w, permit("c", 2, Match{}), permit("b", 2, Match{}), permit("a", 1, Match{}))
	if s := explained(t, w, r).Word.Directives[0]; s.Directive != "a" || s.SetAsideBy != "b" {
		t.Errorf("%s is set aside by %s", s.Directive, s.SetAsideBy)
	}
}

func TestWhatIsOutsideTheVocabularyIsExplainedToo(t *testing.T) {
	for c := range 256 {
		w, r := exampleWorld()
		r.Category = Category(c)
		if e := explained(t, w, r); !r.Category.Valid() && (e.Decision.Permitted() || e.Grade.Counts != MaxGrade) {
			t.Errorf("category %d: %+v", c, e)
		}
	}
}

// tale is a world whose explanation is written down in testdata.
type tale struct {
	name string
	tell func(w *World, r *Request)
}

var tales = []tale{
	{"refused by one of three", func(w *World, r *Request) {
		r.Recipient = "fr-clinic"
		clinic := Match{Recipients: to("fr-clinic"), Purposes: SetOf(PurposeTreatment)}
		yes := permit("d3", 30, clinic)
		yes.EndedAt = At(2000)
		here := permit("d4", 40, clinic)
		here.Controller = "de-hospital"
		say(w, refuse("d1", 10, Match{}), refuse("d2", 20, Match{Categories: SetOf(CategoryPatientSummary)}), yes,
			refuse("d5", 35, Match{}), here, permit("d6", 50, Match{Purposes: SetOf(PurposeResearch)}))
		w.Directives = append(w.Directives, said("d7", 15, EffectPermit, Match{},
			Provision{Effect: EffectDeny, Match: Match{Recipients: []Selector{{Kind: SelectorRole, Role: RolePayer}}, Period: Period{From: At(500), Until: At(1500)}}}))
		other := refuse("d8", 5, Match{})
		other.Controller = "de-hospital"
		say(w, other)
		law(w, "DE").RaisedGrades[CategoryPatientSummary] = 4
	}},
	{"refused by an exception", func(w *World, _ *Request) {
		say(w, said("no", 1, EffectPermit, Match{Purposes: SetOf(PurposeTreatment)}, Provision{Effect: EffectDeny, Match: Match{Categories: SetOf(CategoryPatientSummary)}}),
			permit("yes", 2, Match{}), permit("also", 3, Match{Purposes: SetOf(PurposeTreatment)}))
	}},
	{"an emergency", func(w *World, r *Request) {
		r.Purpose, r.Recipient = PurposeEmergencyTreatment, "fr-clinic"
		w.Agreements = nil
		law(w, "DE").Emergency = Emergency{Override: true, SubjectMayForbid: true}
		law(w, "DE").Combining = CombiningDenyOverrides
		law(w, "DE").Requirements = []Requirement{{Scheme: "iso"}, {Scheme: "lab"}, {Scheme: "own"}}
		party(w, "fr-clinic").Accreditations = []Accreditation{{Scheme: "own"}}
		law(w, "FR").Professions[ProfessionNurse].Listed = true
		say(w, refuse("no", 1, Match{}), permit("yes", 2, Match{}))
	}},
	{"an emergency that the patient forbade", func(w *World, r *Request) {
		r.Purpose, r.Profession = PurposeEmergencyTreatment, 0
		law(w, "DE").Emergency = Emergency{Override: true, SubjectMayForbid: true}
		law(w, "DE").Professions[ProfessionNurse].Listed = true
		say(w, refuse("no", 1, Match{Purposes: SetOf(PurposeEmergencyTreatment)}))
		party(w, "de-practice").Roles = nil
	}},
	{"an emergency that goes before nothing", func(_ *World, r *Request) { r.Purpose = PurposeEmergencyTreatment }},
	{"a data permit from abroad", func(w *World, r *Request) {
		r.Purpose, r.Recipient, r.Permit = PurposeResearch, "fr-clinic", "m"
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
		law(w, "DE").ObjectionsCutOffAtIssue = true
		law(w, "DE").Combining = CombiningLatestWins
		law(w, "FR").Regimes[PurposeResearch] = RegimeDataPermit
		w.Agreements[0].Rules = []Rule{{From: "DE", To: "FR"}, {From: "DE", To: "FR", RecognisesPermits: true, Safeguards: SetOf(ObligationPseudonymised)}}
		w.Agreements = append(w.Agreements,
			Agreement{ID: "old", History: History{{StatusInForce, 0}}, Validity: Period{Until: At(now)}, Rules: []Rule{{From: "DE", To: "FR"}}},
			Agreement{ID: "new", Rules: []Rule{{From: "DE", To: "FR"}}})
		w.Permits = []Permit{{ID: "m", Issuer: "FR", Holder: "fr-clinic", History: History{{StatusIssued, 500}}, Categories: SetOf(CategoryPatientSummary)}}
		say(w, refuse("early", 1, Match{}), permit("yes", 100, Match{}), refuse("late", 501, Match{}))
	}},
	{"a data permit that does not apply", func(w *World, r *Request) {
		r.Purpose, r.Permit = PurposeResearch, "m"
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
		w.Permits = []Permit{{
			ID: "m", Issuer: "FR", Holder: "fr-clinic", Purposes: SetOf(PurposeStatistics), Categories: SetOf(CategoryGenomic), Actions: SetOf(ActionUse),
			Controllers: []string{"fr-lab"}, Validity: Period{Until: At(5)},
		}}
	}},
	{"no data permit", func(w *World, r *Request) {
		r.Purpose = PurposeResearch
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
	}},
	{"a data permit that is not known", func(w *World, r *Request) {
		r.Purpose, r.Permit = PurposeResearch, "m"
		law(w, "DE").Regimes[PurposeResearch] = RegimeDataPermit
	}},
	{"the subject's own access", func(w *World, r *Request) {
		r.Purpose = PurposePatientRequest
		party(w, "de-practice").Roles[0].Period.Until = At(1500)
	}},
	{"a purpose prohibited there", func(w *World, r *Request) {
		r.Recipient = "fr-clinic"
		law(w, "FR").Regimes[PurposeTreatment] = RegimeProhibited
		w.Agreements[0].Rules[0].Purposes = SetOf(PurposeResearch)
		w.Jurisdictions[1].History = nil
		law(w, "FR").Since = now + 1
	}},
	{"a purpose prohibited here", func(w *World, _ *Request) { law(w, "DE").Regimes[PurposeTreatment] = RegimeProhibited }},
	{"a legal obligation", func(w *World, r *Request) {
		r.Purpose = PurposePublicHealth
		law(w, "DE").Regimes[PurposePublicHealth] = RegimeLegalObligation
		say(w, refuse("no", 1, Match{}))
	}},
	{"a jurisdiction that is not known", func(w *World, _ *Request) { w.Jurisdictions = nil }},
	{"a recipient that is not known", func(_ *World, r *Request) { r.Recipient = "nobody" }},
	{"a request that asks nothing", func(_ *World, r *Request) { r.Purpose, r.Action = 0, 99 }},
	{"a category that is not known", func(_ *World, r *Request) { r.Category = 200 }},
}

// TestTales compares explanations with those written down. Run it with
// ASSENT_WRITE_TALES=1 to write them anew, and read what changed.
func TestTales(t *testing.T) {
	const file = "testdata/explanations.txt"
	var all strings.Builder
	for _, c := range tales {
		w, r := exampleWorld()
		c.tell(w, &r)
		data, err := json.Marshal(explained(t, w, r))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "null") {
			t.Errorf("%s: %s", c.name, data)
		}
		all.WriteString("== " + c.name + "\n\n" + Explain(w, r).Text() + "\n" + string(data) + "\n\n")
	}
	if os.Getenv("ASSENT_WRITE_TALES") != "" {
		if err := os.WriteFile(file, []byte(all.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, line := strings.Split(all.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(line)) {
		if i >= len(got) || i >= len(line) || got[i] != line[i] {
			t.Fatalf("%s:%d differs:\n got %s\nwant %s", file, i+1, slices.Concat(got, make([]string, i+1))[i], slices.Concat(line, make([]string, i+1))[i])
		}
	}
}
