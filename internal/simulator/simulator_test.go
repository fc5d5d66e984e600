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
