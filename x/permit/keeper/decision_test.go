package keeper_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
)

// facts are of an open border between DE and FR, where research needs a permit; and of a
// patient who opted out at a moment.
type facts struct {
	optedOut   int64
	cutOff     bool
	recognises bool
	holder     policy.History
}

func (f facts) PolicyParticipant(_ context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	home := map[string]string{"de-clinic": "DE", "de-university": "DE", "fr-clinic": "FR"}[id]
	p := policy.Participant{ID: id, Jurisdiction: home, History: policy.History{{Status: policy.StatusActive}}}
	if id == "de-university" {
		p.History = append(p.History, f.holder...)
	}
	return world.Recorded[policy.Participant]{Value: p}, home != "", nil
}

func (f facts) PolicyJurisdiction(_ context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	law := policy.Profile{ObjectionsCutOffAtIssue: f.cutOff}
	law.Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
	return world.Recorded[policy.Jurisdiction]{Value: policy.Jurisdiction{
		ID: id, History: policy.History{{Status: policy.StatusActive}}, Profiles: []policy.Profile{law},
	}}, true, nil
}

func (facts) PastParticipant(context.Context, string, int64) (policy.Participant, error) {
	return policy.Participant{}, world.ErrTooFarBack
}

func (facts) PastJurisdiction(context.Context, string, int64) (policy.Jurisdiction, error) {
	return policy.Jurisdiction{}, world.ErrTooFarBack
}

func (f facts) SubjectFacts(context.Context, string) (world.SubjectFacts, error) {
	if f.optedOut == 0 {
		return world.SubjectFacts{}, nil
	}
	return world.SubjectFacts{Directives: []policy.Directive{{
		ID: "opt-out", Subject: "s", GrantedAt: f.optedOut, Provision: policy.Provision{Effect: policy.EffectDeny},
	}}}, nil
}

func (f facts) PolicyAgreements(_ context.Context, from, to string) ([]policy.Agreement, error) {
	return []policy.Agreement{{
		ID: "a", History: policy.History{{Status: policy.StatusInForce}},
		Rules: []policy.Rule{{From: from, To: to, RecognisesPermits: f.recognises}},
	}}, nil
}

// decide what the university may do with a controller's data under the permit.
func (f *fixture) decide(facts facts, controller string, at int64) policy.Decision {
	f.Helper()
	r := policy.Request{
		Subject: "s", Controller: controller, Recipient: "de-university", Purpose: policy.PurposeResearch,
		Category: policy.CategoryEHR, Action: policy.ActionUse, At: at, Permit: "de-study",
	}
	session := world.NewAssembler(facts, facts, facts, f.keeper).Open()
	c, err := session.Case(f.ctx, r)
	require.NoError(f, err)
	w, err := session.PastWorld(f.ctx, r)
	require.NoError(f, err)
	got, again := c.Decide(r), policy.Decide(&w, r)
	require.Equal(f, again, got, "verdicts and queries agree")
	return got
}

func TestDecisionsReadTheStatusOfTheirMoment(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.NotBefore = 0
	f.must(m)
	for _, step := range []struct {
		after int64
		take  func()
	}{
		{100, func() { f.must(suspend(body)) }},
		{200, func() { f.must(resume(body)) }},
		{300, func() { f.must(extend(body, start+2*hour)) }},
		{hour, func() { f.must(suspend(body), resume(body)) }},
		{hour + 100, func() { f.must(revoke(authority)) }},
	} {
		f.at(start + step.after)
		step.take()
	}
	for _, tc := range []struct {
		after int64
		want  bool
	}{
		{-1, false},
		{0, true},
		{99, true},
		{100, false},
		{199, false},
		{200, true},
		{hour - 1, true},
		{hour, true}, // Suspended and resumed in that second; and extended beyond the first end.
		{hour + 99, true},
		{hour + 100, false},
		{2 * hour, false},
	} {
		d := f.decide(facts{}, "de-clinic", start+tc.after)
		require.Equal(t, tc.want, d.Permitted(), "%d s after the issue: %v", tc.after, d.Reasons.Codes())
		if tc.want {
			require.Equal(t, "de-study", d.Permit)
			require.Equal(t, []policy.Obligation{1, 5}, d.Obligations.Codes(), "the safeguards of the permit")
		}
	}
}

func TestAnExtensionChangesNoAnswerAboutThePast(t *testing.T) {
	f := newFixture(t)
	f.must(issue())
	answers := func() (all []bool) {
		for at := start - 1; at <= start+120; at++ {
			all = append(all, f.decide(facts{}, "de-clinic", at).Permitted())
		}
		return all
	}
	before := answers()
	f.at(start + 120)
	f.must(extend(body, start+2*hour))
	require.Equal(t, before, answers())
	require.True(t, f.decide(facts{}, "de-clinic", start+hour).Permitted())
	require.False(t, f.decide(facts{}, "de-clinic", start+2*hour).Permitted(), "the end itself is outside")
}

func TestAPermitThatIsSuspendedInTheSecondOfItsIssueNeverWasInForce(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.NotBefore = 0
	f.must(m, suspend(body))
	require.False(t, f.decide(facts{}, "de-clinic", start).Permitted())
	f.at(start + 1)
	f.must(resume(body))
	require.False(t, f.decide(facts{}, "de-clinic", start).Permitted())
	require.True(t, f.decide(facts{}, "de-clinic", start+1).Permitted())
}

func TestAPermitCrossesABorderWhereARuleSaysSo(t *testing.T) {
	f := newFixture(t)
	f.must(issue())
	at := start + 100
	require.False(t, f.decide(facts{}, "fr-clinic", at).Permitted())
	require.True(t, f.decide(facts{recognises: true}, "fr-clinic", at).Permitted())
}

func TestAnObjectionCountsUpToTheSecondOfTheIssue(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.NotBefore = 0
	f.must(m)
	at := start + 100
	require.False(t, f.decide(facts{cutOff: true, optedOut: start}, "de-clinic", at).Permitted(), "at the second of the issue")
	require.True(t, f.decide(facts{cutOff: true, optedOut: start + 1}, "de-clinic", at).Permitted(), "a second later")
	require.False(t, f.decide(facts{optedOut: start + 1}, "de-clinic", at).Permitted(), "where nothing is cut off")
	f.at(start + 50)
	f.must(suspend(body), resume(body))
	require.True(t, f.decide(facts{cutOff: true, optedOut: start + 1}, "de-clinic", at).Permitted(), "resuming is no new issue")
}

func TestAHolderThatIsSuspendedLaterIsRefusedByDecisions(t *testing.T) {
	f := newFixture(t)
	m := issue()
	m.NotBefore = 0
	f.must(m)
	later := facts{holder: policy.History{{Status: policy.StatusSuspended, Since: start + 100}}}
	require.True(t, f.decide(later, "de-clinic", start+99).Permitted())
	require.Equal(t, []policy.Reason{policy.ReasonRecipientNotActive}, f.decide(later, "de-clinic", start+100).Reasons.Codes())
	f.registry.inactive["de-university"] = true
	f.must(suspend(body), resume(body))
}
