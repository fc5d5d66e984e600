package types_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

func TestStepsOfALineDoNotChangeTheirReceiver(t *testing.T) {
	m := message()
	m.NotBefore, m.NotAfter, m.NoticePeriod = 0, 0, 50
	a := certifiedAt(t, m, 150)
	line := types.NewLine(a)
	steps := []types.Line{line}
	step := func(next types.Line, err error) {
		require.NoError(t, err)
		steps = append(steps, next)
	}
	step(line.Suspend(a, "DE", 160))
	step(steps[1].Suspend(a, "FR", 170))
	step(steps[2].Resume(a, "DE", 180))
	step(steps[3].Suspend(a, "DE", 190))
	step(steps[4].GiveNotice(a, a, "DE", 200))
	step(steps[5].Resume(a, "FR", 210))
	amended, err := a.Amend("FR", &types.MsgAmendAgreement{Id: "fr-next", Rules: m.Rules, DocumentDigest: m.DocumentDigest}, 220)
	require.NoError(t, err)
	for _, party := range m.Parties {
		amended, err = amended.Certify(party, m.DocumentDigest, 220)
		require.NoError(t, err)
	}
	step(steps[6].Extend(amended), nil)

	pair := types.Pair{From: "DE", To: "FR"}
	for i, want := range []policy.History{
		{{Status: policy.StatusProposed, Since: 100}, {Status: policy.StatusInForce, Since: 150}},
		{{Status: policy.StatusProposed, Since: 100}, {Status: policy.StatusInForce, Since: 150}, {Status: policy.StatusSuspended, Since: 160}},
	} {
		require.Equal(t, want, steps[i].Policy(a, pair).History)
	}
	// FR went on suspending until 210, when DE did again.
	require.Equal(t, steps[1].Policy(a, pair).History, steps[4].Policy(a, pair).History)
	require.Equal(t, append(steps[1].Policy(a, pair).History, policy.StatusSince{Status: policy.StatusTerminated, Since: 250}),
		steps[6].Policy(a, pair).History)
	require.Equal(t, append(steps[1].Policy(a, pair).History, policy.StatusSince{Status: policy.StatusTerminated, Since: 220}),
		steps[7].Policy(a, pair).History)
	require.Equal(t, policy.History{
		{Status: policy.StatusProposed, Since: 220}, {Status: policy.StatusSuspended, Since: 220}, {Status: policy.StatusTerminated, Since: 250},
	}, steps[7].Policy(amended, pair).History)
	require.Equal(t, []string{"DE", "FR"}, steps[2].SuspendedBy(170))
	require.Empty(t, steps[1].SuspendedBy(159))
}

func TestStatusOfALineIsThatOfDecisions(t *testing.T) {
	m := message()
	m.NoticePeriod = 20
	a := certifiedAt(t, m, 150)
	line := types.NewLine(a)
	line, err := line.Suspend(a, "FR", 210)
	require.NoError(t, err)
	line, err = line.Resume(a, "FR", 220)
	require.NoError(t, err)
	line, err = line.GiveNotice(a, a, "DE", 240)
	require.NoError(t, err)
	for at := int64(90); at < 320; at++ {
		facts := line.Policy(a, types.Pair{From: "DE", To: "FR"})
		passes := facts.History.At(at) == policy.StatusInForce && facts.Validity.Contains(at)
		require.Equal(t, passes, line.StatusAt(a, at) == types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE, "at %d", at)
	}
	for at, want := range map[int64]types.AgreementStatus{
		209: types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE, 210: types.AgreementStatus_AGREEMENT_STATUS_SUSPENDED,
		219: types.AgreementStatus_AGREEMENT_STATUS_SUSPENDED, 220: types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE,
		259: types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE, 260: types.AgreementStatus_AGREEMENT_STATUS_TERMINATED,
		400: types.AgreementStatus_AGREEMENT_STATUS_TERMINATED, 120: types.AgreementStatus_AGREEMENT_STATUS_PROPOSED,
		99: types.AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED,
	} {
		require.Equal(t, want, line.StatusAt(a, at), "at %d", at)
	}
}

// The largest values that can be, which every decision about a pair may read.
func TestTheLargestAgreementAndLineStaySmall(t *testing.T) {
	m := message()
	m.Parties, m.Rules = nil, nil
	for i := range types.MaxParties - 2 {
		m.Parties = append(m.Parties, string([]byte{'A', byte('A' + i%26), '-', byte('0' + i/26), '0', '0'}))
	}
	m.Parties = append(m.Parties, "DE", "FR")
	slices.Sort(m.Parties)
	rule := types.Rule{From: m.Parties[0], To: m.Parties[1], MaxGrade: 5, RecognisesPermits: true}
	for range types.MaxRules {
		m.Rules = append(m.Rules, rule)
	}
	m.NotBefore, m.NotAfter = 0, 0
	a := certifiedAt(t, m, 1<<31)
	require.Less(t, a.Size(), 8<<10)

	line := types.NewLine(a)
	for len(line.Versions) < types.MaxVersions {
		line = line.Extend(a)
	}
	for _, party := range m.Parties {
		for range types.MaxSuspensions {
			line.Suspensions = append(line.Suspensions, types.Suspension{Party: party, Since: 1 << 31, Until: 1 << 31})
		}
	}
	require.Less(t, line.Size(), 32<<10)
}
