package simulator_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/simulator"
	"github.com/assent-ledger/assent/pkg/policy"
)

const at = int64(1_000)

// world has two jurisdictions with a hospital each, and every purpose of the
// first one listed.
func world() *policy.World {
	active := policy.History{{Status: policy.StatusActive, Since: 0}}
	profile := policy.Profile{}
	for _, p := range policy.Purposes() {
		profile.Regimes[p] = policy.RegimeExplicitConsent
	}
	return &policy.World{
		Jurisdictions: []policy.Jurisdiction{
			{ID: "DE", History: active, Profiles: []policy.Profile{profile}},
			{ID: "FR", History: active, Profiles: []policy.Profile{profile}},
		},
		Participants: []policy.Participant{
			{ID: "de-a", Jurisdiction: "DE", History: active},
			{ID: "fr-b", Jurisdiction: "FR", History: active},
		},
	}
}

func said(id string, granted int64, p policy.Provision) policy.Directive {
	return policy.Directive{ID: id, Subject: "s", GrantedAt: granted, Provision: p}
}

func inForce(rules ...policy.Rule) policy.Agreement {
	return policy.Agreement{ID: "a", History: policy.History{{Status: policy.StatusInForce}}, Rules: rules}
}

func TestLintFindsWhatIsProbablyNotMeant(t *testing.T) {
	permit, deny := policy.EffectPermit, policy.EffectDeny
	treatment := policy.SetOf(policy.PurposeTreatment)
	for _, c := range []struct {
		name string
		make func(*policy.World)
		want []string
	}{
		{"nothing in a plain world", func(*policy.World) {}, nil},
		{"a purpose without a regime", func(w *policy.World) {
			w.Jurisdictions[0].Profiles[0].Regimes[policy.PurposeResearch] = 0
		}, []string{simulator.UnlistedPurpose}},
		{"no regime for purposes that have none to read", func(w *policy.World) {
			w.Jurisdictions[0].Profiles[0].Regimes[policy.PurposePatientRequest] = 0
			w.Jurisdictions[0].Profiles[0].Regimes[policy.PurposeEmergencyTreatment] = 0
		}, nil},
		{"emergency settings without override", func(w *policy.World) {
			w.Jurisdictions[0].Profiles[0].Emergency.SubjectMayForbid = true
		}, []string{simulator.DeadSetting}},
		{"a requirement above the grades of its categories", func(w *policy.World) {
			w.Jurisdictions[0].Profiles[0].Requirements = []policy.Requirement{
				{Scheme: "DE/x", Categories: policy.SetOf(policy.CategoryPathogen), MinGrade: 2},
			}
		}, []string{simulator.DeadRequirement}},
		{"a requirement within a raised grade", func(w *policy.World) {
			w.Jurisdictions[0].Profiles[0].RaisedGrades[policy.CategoryPathogen] = 2
			w.Jurisdictions[0].Profiles[0].Requirements = []policy.Requirement{
				{Scheme: "DE/x", Categories: policy.SetOf(policy.CategoryPathogen), MinGrade: 2},
			}
		}, nil},
		{"an agreement that was never in force", func(w *policy.World) {
			w.Agreements = []policy.Agreement{{ID: "a", History: policy.History{{Status: policy.StatusProposed}}}}
		}, []string{simulator.DeadRule}},
		{"a rule below the grade of its categories", func(w *policy.World) {
			w.Agreements = []policy.Agreement{inForce(policy.Rule{From: "DE", To: "FR", Categories: policy.SetOf(policy.CategoryGenomic), MaxGrade: 4})}
		}, []string{simulator.DeadRule}},
		{"a rule at the grade of one of its categories", func(w *policy.World) {
			w.Agreements = []policy.Agreement{inForce(policy.Rule{
				From: "DE", To: "FR", Categories: policy.SetOf(policy.CategoryGenomic, policy.CategoryEHR), MaxGrade: 4,
			})}
		}, nil},
		{"a rule to a jurisdiction that is not there, and one to itself", func(w *policy.World) {
			w.Agreements = []policy.Agreement{inForce(policy.Rule{From: "DE", To: "XX"}, policy.Rule{From: "DE", To: "DE"})}
		}, []string{simulator.DeadRule, simulator.DeadRule}},
		{"an exception that nothing reaches", func(w *policy.World) {
			w.Directives = []policy.Directive{said("d", 1, policy.Provision{
				Effect: permit, Match: policy.Match{Purposes: treatment},
				Exceptions: []policy.Provision{{Effect: deny, Match: policy.Match{Purposes: policy.SetOf(policy.PurposeResearch)}}},
			})}
		}, []string{simulator.UnreachableProvision}},
		{"a period outside the directive's", func(w *policy.World) {
			d := said("d", 1, policy.Provision{Effect: permit, Match: policy.Match{Period: policy.Period{From: policy.At(50)}}})
			d.Validity = policy.Period{Until: policy.At(50)}
			w.Directives = []policy.Directive{d}
		}, []string{simulator.UnreachableProvision}},
		{"a permission that an older refusal still beats", func(w *policy.World) {
			w.Directives = []policy.Directive{
				said("no", 1, policy.Provision{Effect: deny, Match: policy.Match{Purposes: treatment}}),
				said("yes", 2, policy.Provision{Effect: permit}),
			}
		}, []string{simulator.BeatenPermission}},
		{"a permission that is narrower than an older refusal", func(w *policy.World) {
			w.Directives = []policy.Directive{
				said("no", 1, policy.Provision{Effect: deny}),
				said("yes", 2, policy.Provision{Effect: permit, Match: policy.Match{Purposes: treatment}}),
			}
		}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := world()
			c.make(w)
			var codes []string
			for _, f := range simulator.Lint(w, at) {
				codes = append(codes, f.Code)
				require.NotEmpty(t, f.Where)
				require.NotEmpty(t, f.Text)
			}
			require.Equal(t, c.want, codes)
		})
	}
}

const request = `{"subject":"s","controller":"de-a","recipient":"%s","purpose":"TREATMENT","category":"EHR","action":"ACCESS","at":1000}`

func TestAComparisonCountsWhatOpensAndCloses(t *testing.T) {
	requests := strings.ReplaceAll(request, "%s", "de-a") + "\n" + strings.ReplaceAll(request, "%s", "fr-b")
	before, after := world(), world()
	after.Directives = []policy.Directive{said("yes", 1, policy.Provision{Effect: policy.EffectPermit})}
	c, err := simulator.Compare(before, after, strings.NewReader(requests))
	require.NoError(t, err)
	require.Equal(t, 2, c.Requests)
	require.Equal(t, 1, c.Opened)
	require.Zero(t, c.Closed)
	require.Len(t, c.Changes, 2, "across the border a reason is gone, and another stays")

	back, err := simulator.Compare(after, before, strings.NewReader(requests))
	require.NoError(t, err)
	require.Equal(t, 1, back.Closed)

	same, err := simulator.Compare(after, after, strings.NewReader(requests))
	require.NoError(t, err)
	require.Empty(t, same.Changes)
}

func TestAStreamOfRequestsSaysWhichOneIsMalformed(t *testing.T) {
	good := strings.ReplaceAll(request, "%s", "de-a")
	for _, c := range []struct{ name, stream, want string }{
		{"unknown code", good + strings.ReplaceAll(good, "TREATMENT", "MARKETING"), `purpose: unknown code: Purpose "MARKETING": known are TREATMENT`},
		{"unknown field", good + `{"colour":"red"}`, "colour: unknown field"},
		{"cut short", good + good[:20], "it ends too early"},
		{"a list", good + "\n [" + good + `]`, "write the requests one after another"},
		{"trailing words", good + ` and more`, "invalid character 'a'"},
	} {
		n := 0
		err := simulator.ReadRequests(strings.NewReader(c.stream), func(policy.Request) error { n++; return nil })
		require.Equal(t, 1, n, c.name)
		require.ErrorContains(t, err, "request 2: ", c.name)
		require.ErrorContains(t, err, c.want, c.name)
	}
	require.ErrorContains(t, simulator.ReadRequests(strings.NewReader(""), nil), "write at least one")
}
