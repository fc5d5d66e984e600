package simulator_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/simulator"
	"github.com/assent-ledger/assent/pkg/policy"
)

// lintCase changes the plain world and says where which findings are expected.
type lintCase struct {
	name string
	make func(*policy.World)
	want []string
}

func lintAll(t *testing.T, cases []lintCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.make(w)
			var found []string
			for _, f := range simulator.Lint(w, at) {
				require.NotEmpty(t, f.Text)
				found = append(found, f.Code+" "+f.Where)
			}
			require.Equal(t, c.want, found)
		})
	}
}

func law(w *policy.World, j int) *policy.Profile { return &w.Jurisdictions[j].Profiles[0] }

func TestLintOfProfiles(t *testing.T) {
	const profile = " jurisdiction DE, profile since 0"
	demand := func(w *policy.World, r ...policy.Requirement) { law(w, 0).Requirements = r }
	pathogens := policy.SetOf(policy.CategoryPathogen)
	research := policy.SetOf(policy.PurposeResearch)
	lintAll(t, []lintCase{
		{"a plain world has no findings", func(*policy.World) {}, nil},
		{"a purpose without a regime is found", func(w *policy.World) {
			law(w, 0).Regimes[policy.PurposeResearch] = 0
		}, []string{"UNLISTED_PURPOSE" + profile}},
		{"purposes with a basis of their own need none", func(w *policy.World) {
			law(w, 0).Regimes[policy.PurposePatientRequest] = 0
			law(w, 0).Regimes[policy.PurposeEmergencyTreatment] = 0
		}, nil},
		{"emergency settings need the override", func(w *policy.World) {
			law(w, 0).Emergency.SubjectMayForbid = true
		}, []string{"DEAD_SETTING" + profile}},
		{"professions that may override need the override", func(w *policy.World) {
			law(w, 0).Emergency.Professions = policy.SetOf(policy.ProfessionNurse)
		}, []string{"DEAD_SETTING" + profile}},
		{"a prohibited emergency is not overridden", func(w *policy.World) {
			law(w, 0).Emergency.Override = true
			law(w, 0).Regimes[policy.PurposeEmergencyTreatment] = policy.RegimeProhibited
		}, []string{"DEAD_SETTING" + profile}},
		{"an override of what is not prohibited has its use", func(w *policy.World) { law(w, 0).Emergency.Override = true }, nil},
		{"objections are cut off where there are permits", func(w *policy.World) {
			law(w, 0).ObjectionsCutOffAtIssue = true
			law(w, 0).Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
		}, nil},
		{"objections are not cut off where no permit is read", func(w *policy.World) {
			law(w, 0).ObjectionsCutOffAtIssue = true
			law(w, 0).Regimes[policy.PurposeEmergencyTreatment] = policy.RegimeDataPermit
		}, []string{"DEAD_SETTING" + profile}},
		{"a grade cannot be lowered", func(w *policy.World) {
			law(w, 0).RaisedGrades[policy.CategoryGenomic] = 4
			law(w, 0).RaisedGrades[policy.CategoryEHR] = 4
		}, []string{"DEAD_SETTING" + profile}},
		{"of profiles of one second the last is in force", func(w *policy.World) {
			w.Jurisdictions[0].Profiles = append(w.Jurisdictions[0].Profiles, *law(w, 0))
		}, []string{"DEAD_SETTING" + profile}},
		{"a requirement above the grades of its categories asks for nothing", func(w *policy.World) {
			demand(w, policy.Requirement{Scheme: "x", Categories: pathogens, MinGrade: 2})
		}, []string{"DEAD_REQUIREMENT" + profile + ", requirement 1"}},
		{"a requirement within a raised grade asks", func(w *policy.World) {
			law(w, 0).RaisedGrades[policy.CategoryPathogen] = 2
			demand(w, policy.Requirement{Scheme: "x", Categories: pathogens, MinGrade: 2})
		}, nil},
		{"a requirement for what is prohibited asks for nothing", func(w *policy.World) {
			law(w, 0).Regimes[policy.PurposeResearch] = policy.RegimeProhibited
			demand(w, policy.Requirement{Scheme: "x", Purposes: research.Add(policy.PurposePatientRequest)})
		}, []string{"DEAD_REQUIREMENT" + profile + ", requirement 1"}},
		{"a requirement for something that is allowed asks", func(w *policy.World) {
			law(w, 0).Regimes[policy.PurposeResearch] = policy.RegimeProhibited
			demand(w, policy.Requirement{Scheme: "x", Purposes: research.Add(policy.PurposeStatistics)})
		}, nil},
		{"a requirement inside another of its scheme adds nothing", func(w *policy.World) {
			demand(w, policy.Requirement{Scheme: "x", Purposes: research, MinGrade: 2}, policy.Requirement{Scheme: "x", MinGrade: 2})
		}, []string{"REDUNDANT" + profile + ", requirement 1"}},
		{"of two equal requirements the second adds nothing", func(w *policy.World) {
			demand(w, policy.Requirement{Scheme: "x"}, policy.Requirement{Scheme: "x"})
		}, []string{"REDUNDANT" + profile + ", requirement 2"}},
		{"requirements of two schemes, grades, purposes and categories all ask", func(w *policy.World) {
			demand(w,
				policy.Requirement{Scheme: "x", MinGrade: 3},
				policy.Requirement{Scheme: "y", MinGrade: 3},
				policy.Requirement{Scheme: "x", MinGrade: 2, Purposes: research},
				policy.Requirement{Scheme: "x", MinGrade: 1, Purposes: research, Categories: pathogens})
		}, nil},
	})
}

func TestLintOfAgreements(t *testing.T) {
	agree := func(w *policy.World, rules ...policy.Rule) *policy.Agreement {
		for i := range rules {
			if rules[i].From == "" {
				rules[i].From, rules[i].To = "DE", "FR"
			}
		}
		w.Agreements = []policy.Agreement{{ID: "a", History: policy.History{{Status: policy.StatusInForce}}, Rules: rules}}
		return &w.Agreements[0]
	}
	const dead = "DEAD_RULE agreement a"
	const first = dead + ", rule 1"
	genomic, research := policy.SetOf(policy.CategoryGenomic), policy.SetOf(policy.PurposeResearch)
	prohibit := func(w *policy.World, j int, since int64) {
		p := policy.Profile{Since: since, Regimes: law(w, j).Regimes}
		p.Regimes[policy.PurposeResearch] = policy.RegimeProhibited
		w.Jurisdictions[j].Profiles = append(w.Jurisdictions[j].Profiles, p)
	}
	lintAll(t, []lintCase{
		{"a rule of an agreement in force is no finding", func(w *policy.World) { agree(w, policy.Rule{}) }, nil},
		{"an agreement that was never in force is found", func(w *policy.World) {
			agree(w, policy.Rule{}).History[0].Status = policy.StatusProposed
		}, []string{dead}},
		{"an agreement whose validity is empty is found", func(w *policy.World) {
			agree(w, policy.Rule{}).Validity = policy.Period{From: policy.At(5), Until: policy.At(5)}
		}, []string{dead}},
		{"an agreement in force only before its validity is found", func(w *policy.World) {
			a := agree(w, policy.Rule{})
			a.History = append(a.History, policy.StatusSince{Status: policy.StatusSuspended, Since: 5})
			a.Validity.From = policy.At(5)
		}, []string{dead}},
		{"an agreement in force for a second of its validity is no finding", func(w *policy.World) {
			a := agree(w, policy.Rule{})
			a.History = append(a.History, policy.StatusSince{Status: policy.StatusSuspended, Since: 6})
			a.Validity.From = policy.At(5)
		}, nil},
		{"an agreement whose entry was replaced in the same second is found", func(w *policy.World) {
			a := agree(w, policy.Rule{})
			a.History = append(a.History, policy.StatusSince{Status: policy.StatusSuspended})
		}, []string{dead}},
		{"a rule below the grade of its categories is dead", func(w *policy.World) {
			agree(w, policy.Rule{Categories: genomic, MaxGrade: 4})
		}, []string{first}},
		{"a rule at the grade of one of its categories is not", func(w *policy.World) {
			agree(w, policy.Rule{Categories: genomic.Add(policy.CategoryEHR), MaxGrade: 4})
		}, nil},
		{"a rule below a raised grade is dead", func(w *policy.World) {
			law(w, 0).RaisedGrades[policy.CategoryEHR] = 5
			agree(w, policy.Rule{Categories: policy.SetOf(policy.CategoryEHR), MaxGrade: 4})
		}, []string{first}},
		{"a grade raised by the other side does not count", func(w *policy.World) {
			law(w, 1).RaisedGrades[policy.CategoryEHR] = 5
			agree(w, policy.Rule{Categories: policy.SetOf(policy.CategoryEHR), MaxGrade: 4})
		}, nil},
		{"a rule to a jurisdiction that is not there is dead, and one to itself", func(w *policy.World) {
			agree(w, policy.Rule{From: "DE", To: "XX"}, policy.Rule{From: "DE", To: "DE"})
		}, []string{first, dead + ", rule 2"}},
		{"a rule from a jurisdiction that was never active is dead", func(w *policy.World) {
			w.Jurisdictions[0].History = policy.History{{Status: policy.StatusPending}}
			agree(w, policy.Rule{})
		}, []string{first}},
		{"a rule for what the data's side prohibits is dead", func(w *policy.World) {
			prohibit(w, 0, 1)
			agree(w, policy.Rule{Purposes: research})
		}, []string{first}},
		{"a rule for what the other side prohibits is dead", func(w *policy.World) {
			prohibit(w, 1, 1)
			agree(w, policy.Rule{Purposes: research})
		}, []string{first}},
		{"a rule for what will be prohibited is not yet", func(w *policy.World) {
			prohibit(w, 0, at+1)
			agree(w, policy.Rule{Purposes: research})
		}, nil},
		{"a rule for more than what is prohibited is not", func(w *policy.World) {
			prohibit(w, 0, 1)
			agree(w, policy.Rule{Purposes: research.Add(policy.PurposeStatistics)})
		}, nil},
		{"a rule for the subject's own transfer is dead", func(w *policy.World) {
			agree(w, policy.Rule{Purposes: policy.SetOf(policy.PurposePatientRequest), Actions: policy.SetOf(policy.ActionTransfer)})
		}, []string{first}},
		{"a rule for the subject's own access is not, even where it is called prohibited", func(w *policy.World) {
			law(w, 0).Regimes[policy.PurposePatientRequest] = policy.RegimeProhibited
			agree(w, policy.Rule{Purposes: policy.SetOf(policy.PurposePatientRequest)})
		}, nil},
		{"a rule for care that no profession may see is dead", func(w *policy.World) {
			law(w, 1).Professions[policy.ProfessionNurse] = policy.Entitlement{Listed: true, Categories: policy.SetOf(policy.CategoryEHR)}
			agree(w, policy.Rule{Purposes: policy.SetOf(policy.PurposeTreatment), Categories: genomic})
		}, []string{first}},
		{"a rule for an emergency, in which professions are lifted, is not", func(w *policy.World) {
			law(w, 1).Professions[policy.ProfessionNurse] = policy.Entitlement{Listed: true, Categories: policy.SetOf(policy.CategoryEHR)}
			agree(w, policy.Rule{Purposes: policy.SetOf(policy.PurposeEmergencyTreatment), Categories: genomic})
		}, nil},
		{"a rule inside another adds nothing", func(w *policy.World) {
			agree(w, policy.Rule{Purposes: research, MaxGrade: 4}, policy.Rule{Safeguards: policy.SetOf(policy.ObligationPseudonymised)})
		}, []string{"REDUNDANT agreement a, rule 1"}},
		{"of two equal rules the second adds nothing", func(w *policy.World) {
			agree(w, policy.Rule{}, policy.Rule{})
		}, []string{"REDUNDANT agreement a, rule 2"}},
		{"a rule inside another that asks for more, recognises permits or leads elsewhere has its use", func(w *policy.World) {
			agree(w, policy.Rule{},
				policy.Rule{Purposes: research, Safeguards: policy.SetOf(policy.ObligationPseudonymised)},
				policy.Rule{Purposes: research, RecognisesPermits: true},
				policy.Rule{From: "FR", To: "DE"})
		}, nil},
	})
}

func TestLintOfDirectives(t *testing.T) {
	permit, deny := policy.EffectPermit, policy.EffectDeny
	participant := func(id string) []policy.Selector {
		return []policy.Selector{{Kind: policy.SelectorParticipant, ID: id}}
	}
	country := func(id string) []policy.Selector {
		return []policy.Selector{{Kind: policy.SelectorJurisdiction, ID: id}}
	}
	payers := []policy.Selector{{Kind: policy.SelectorRole, Role: policy.RolePayer}}
	purposes := func(p ...policy.Purpose) policy.Match { return policy.Match{Purposes: policy.SetOf(p...)} }
	recipients := func(r ...policy.Selector) policy.Match { return policy.Match{Recipients: r} }
	node := func(effect policy.Effect, m policy.Match, exceptions ...policy.Provision) policy.Provision {
		return policy.Provision{Effect: effect, Match: m, Exceptions: exceptions}
	}
	say := func(p policy.Provision) func(*policy.World) {
		return func(w *policy.World) { w.Directives = []policy.Directive{said("d", 1, p)} }
	}
	const unreachable = "UNREACHABLE_PROVISION directive d"
	treatment, research, statistics := policy.PurposeTreatment, policy.PurposeResearch, policy.PurposeStatistics
	lintAll(t, []lintCase{
		{"an exception for other purposes is out of reach", say(node(permit, purposes(treatment), node(deny, purposes(research)))), []string{unreachable + ", exception 1"}},
		{"an exception for other categories is out of reach", say(node(permit, policy.Match{Categories: policy.SetOf(policy.CategoryEHR)},
			node(deny, policy.Match{Categories: policy.SetOf(policy.CategoryGenomic)}))), []string{unreachable + ", exception 1"}},
		{"an exception for other actions is out of reach", say(node(permit, policy.Match{Actions: policy.SetOf(policy.ActionUse)},
			node(deny, policy.Match{Actions: policy.SetOf(policy.ActionAccess)}))), []string{unreachable + ", exception 1"}},
		{
			"what three matches have in common counts, not what two have",
			say(node(permit, purposes(treatment, research), node(deny, purposes(research, statistics), node(permit, purposes(treatment, statistics))))),
			[]string{unreachable + ", exception 1, exception 1"},
		},
		{"a period outside the directive's is out of reach", func(w *policy.World) {
			say(node(permit, policy.Match{Period: policy.Period{From: policy.At(50)}}))(w)
			w.Directives[0].Validity = policy.Period{Until: policy.At(50)}
		}, []string{unreachable}},
		{
			"a period that ends before it begins is out of reach",
			say(node(permit, policy.Match{Period: policy.Period{From: policy.At(50), Until: policy.At(50)}})),
			[]string{unreachable},
		},
		{"a directive that was withdrawn before it was valid is out of reach", func(w *policy.World) {
			say(node(permit, policy.Match{}))(w)
			w.Directives[0].EndedAt, w.Directives[0].Validity.From = policy.At(20), policy.At(20)
		}, []string{unreachable}},
		{"a directive for a holder that is not there is out of reach", func(w *policy.World) {
			say(node(permit, policy.Match{}))(w)
			w.Directives[0].Controller = "de-z"
		}, []string{unreachable}},
		{"a directive for a holder that is there is not", func(w *policy.World) {
			say(node(permit, policy.Match{}))(w)
			w.Directives[0].Controller = "de-a"
		}, nil},
		{"the subject's own access hears no directive", say(node(deny, purposes(policy.PurposePatientRequest))), []string{unreachable}},
		{"more than the subject's own access does", say(node(deny, purposes(policy.PurposePatientRequest, treatment))), nil},
		{"nobody is named by an id that is not there", say(node(permit, recipients(participant("de-z")...))), []string{unreachable}},
		{"somebody is named by one of several", say(node(permit, recipients(append(participant("de-z"), participant("de-a")...)...))), nil},
		{"one participant is not another", say(node(permit, recipients(participant("de-a")...), node(deny, recipients(participant("fr-b")...)))), []string{unreachable + ", exception 1"}},
		{"one jurisdiction is not another", say(node(permit, recipients(country("DE")...), node(deny, recipients(country("FR")...)))), []string{unreachable + ", exception 1"}},
		{"a participant sits in one jurisdiction", say(node(permit, recipients(country("DE")...), node(deny, recipients(participant("fr-b")...)))), []string{unreachable + ", exception 1"}},
		{"and there it is reached", say(node(permit, recipients(country("FR")...), node(deny, recipients(participant("fr-b")...)))), nil},
		{"a role may be anybody's", say(node(permit, recipients(payers...), node(deny, recipients(participant("fr-b")...)))), nil},
		{"of a world without participants nobody is missed", func(w *policy.World) {
			say(node(permit, recipients(participant("de-z")...)))(w)
			w.Participants = nil
		}, nil},
		{"an exception that always speaks leaves nothing to its rule", say(node(deny, purposes(treatment), node(permit, policy.Match{}))), []string{unreachable}},
		{"an exception as wide as its rule does too", say(node(deny, recipients(payers...), node(permit, recipients(append(participant("de-a"), payers...)...)))), []string{unreachable}},
		{"a narrower exception does not", say(node(deny, purposes(treatment, research), node(permit, purposes(treatment)))), nil},
		{"nor one for some recipients", say(node(deny, policy.Match{}, node(permit, recipients(payers...)))), nil},
		{"nor one for some time", say(node(deny, policy.Match{}, node(permit, policy.Match{Period: policy.Period{Until: policy.At(50)}}))), nil},
		{
			"a permission beside a refusal that is as wide is never heard",
			say(node(permit, policy.Match{}, node(permit, purposes(research)), node(deny, purposes(research, statistics)))),
			[]string{unreachable + ", exception 1"},
		},
		{
			"beside a narrower refusal it is",
			say(node(permit, policy.Match{}, node(permit, purposes(research, statistics)), node(deny, purposes(research)))),
			nil,
		},
		{
			"beside a refusal with exceptions it is",
			say(node(permit, policy.Match{}, node(permit, purposes(research)), node(deny, purposes(research), node(permit, recipients(payers...))))),
			nil,
		},
		{
			"what refuses in part beside a refusal is heard",
			say(node(permit, policy.Match{}, node(permit, purposes(research), node(deny, recipients(payers...))), node(deny, purposes(research)))),
			nil,
		},
	})
}

func TestLintOfPermissionsThatAnOlderRefusalBeats(t *testing.T) {
	treatment := policy.Match{Purposes: policy.SetOf(policy.PurposeTreatment)}
	say := func(noAt int64, no policy.Match, yesAt int64, yes policy.Match) func(*policy.World) {
		return func(w *policy.World) {
			w.Directives = []policy.Directive{
				said("no", noAt, policy.Provision{Effect: policy.EffectDeny, Match: no}),
				said("yes", yesAt, policy.Provision{Effect: policy.EffectPermit, Match: yes}),
			}
		}
	}
	beaten := []string{"BEATEN_PERMISSION directive yes"}
	strict := func(combining policy.Combining, do func(*policy.World)) func(*policy.World) {
		return func(w *policy.World) {
			do(w)
			law(w, 0).Combining, law(w, 1).Combining = combining, combining
		}
	}
	lintAll(t, []lintCase{
		{"a permission of more than an older refusal is beaten", say(1, treatment, 2, policy.Match{}), beaten},
		{"a narrower one is not", say(1, policy.Match{}, 2, treatment), nil},
		{"one that was said before is refused on purpose", say(2, policy.Match{}, 1, treatment), nil},
		{"one of the same second too", say(1, policy.Match{}, 1, treatment), nil},
		{"a narrower one is beaten where any refusal stands", strict(policy.CombiningDenyOverrides, say(1, policy.Match{}, 2, treatment)), beaten},
		{"none is beaten where the latest wins", strict(policy.CombiningLatestWins, say(1, treatment, 2, policy.Match{})), nil},
		{"directives of two subjects do not meet", func(w *policy.World) {
			say(1, treatment, 2, policy.Match{})(w)
			w.Directives[1].Subject = "t"
		}, nil},
		{"where the word is not read nothing is beaten", func(w *policy.World) {
			say(1, treatment, 2, policy.Match{})(w)
			law(w, 0).Regimes[policy.PurposeTreatment] = policy.RegimeLegalObligation
			law(w, 1).Regimes[policy.PurposeTreatment] = policy.RegimeProhibited
		}, nil},
	})
}
