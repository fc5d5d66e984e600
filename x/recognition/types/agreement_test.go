package types_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/recognition/types"
)

func message() *types.MsgProposeAgreement {
	return &types.MsgProposeAgreement{
		Id: "de-fr", Parties: []string{"DE", "FR"}, DocumentDigest: bytes.Repeat([]byte{1}, 32),
		Rules:     []types.Rule{{From: "DE", To: "FR"}, {From: "FR", To: "DE"}, {From: "DE", To: "FR"}},
		NotBefore: 200, NotAfter: 300,
	}
}

func certifiedAt(t *testing.T, m *types.MsgProposeAgreement, at int64) types.Agreement {
	t.Helper()
	a, err := types.NewAgreement("DE", m, 100)
	require.NoError(t, err)
	for _, party := range m.Parties {
		a, err = a.Certify(party, m.DocumentDigest, at)
		require.NoError(t, err)
	}
	return a
}

func TestStatusAt(t *testing.T) {
	bounded := certifiedAt(t, message(), 150)
	late := certifiedAt(t, message(), 250)
	m := message()
	m.NotBefore, m.NotAfter = 0, 0
	unbounded := certifiedAt(t, m, 150)
	open, err := types.NewAgreement("DE", message(), 100)
	require.NoError(t, err)

	const (
		none      = types.AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED
		proposed  = types.AgreementStatus_AGREEMENT_STATUS_PROPOSED
		certified = types.AgreementStatus_AGREEMENT_STATUS_CERTIFIED
		inForce   = types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE
		expired   = types.AgreementStatus_AGREEMENT_STATUS_EXPIRED
	)
	tests := []struct {
		name      string
		agreement types.Agreement
		at        int64
		want      types.AgreementStatus
	}{
		{"before the proposal there is none", bounded, 99, none},
		{"proposed at the second of the proposal", bounded, 100, proposed},
		{"proposed until the last certification", bounded, 149, proposed},
		{"certified at the second of the last certification", bounded, 150, certified},
		{"certified until the validity begins", bounded, 199, certified},
		{"in force at the second at which the validity begins", bounded, 200, inForce},
		{"in force until the validity ends", bounded, 299, inForce},
		{"expired at the second at which the validity ends", bounded, 300, expired},
		{"in force from certification on if the validity has begun", late, 250, inForce},
		{"not in force before it was certified", late, 249, proposed},
		{"in force at once without bounds", unbounded, 150, inForce},
		{"in force for ever without bounds", unbounded, 1 << 40, inForce},
		{"a proposal waits", open, 250, proposed},
		{"a proposal expires too", open, 300, expired},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			require.Equal(t, test.want, test.agreement.StatusAt(test.at))
			if test.agreement.Certified() {
				p := types.NewLine(test.agreement).Policy(test.agreement, types.Pair{From: "DE", To: "FR"})
				inForceForDecisions := p.History.At(test.at) == policy.StatusInForce && p.Validity.Contains(test.at)
				require.Equal(t, test.want == inForce, inForceForDecisions, "status and decisions agree")
			}
		})
	}
}

func TestCertifyDoesNotChangeItsReceiver(t *testing.T) {
	m := message()
	m.Parties = []string{"DE", "FR", "IT", "SE"}
	m.NotBefore, m.NotAfter = 0, 0
	a, err := types.NewAgreement("DE", m, 100)
	require.NoError(t, err)
	steps := []types.Agreement{a}
	for i, party := range m.Parties {
		before := steps[i]
		// Another branch from the same value, before and after.
		left, err := before.Certify(party, before.DocumentDigest, 110)
		require.NoError(t, err)
		next, err := before.Certify(party, before.DocumentDigest, 120)
		require.NoError(t, err)
		require.Equal(t, int64(110), left.Certifications[i].At)
		require.Equal(t, int64(120), next.Certifications[i].At)
		steps = append(steps, next)
	}
	for i, step := range steps {
		require.Len(t, step.Certifications, i)
		require.Equal(t, i == 4, step.Certified())
		require.NoError(t, step.Validate())
	}
}

func TestPairsAreEachNamedOnce(t *testing.T) {
	a, err := types.NewAgreement("DE", message(), 100)
	require.NoError(t, err)
	require.Equal(t, []types.Pair{{From: "DE", To: "FR"}, {From: "FR", To: "DE"}}, a.Pairs())
}

func TestPolicyReadsEveryCodeAsItIs(t *testing.T) {
	m := message()
	rule := &m.Rules[0]
	for i := range int32(len(vocabulary.Purpose_name)) - 1 {
		rule.Purposes = append(rule.Purposes, vocabulary.Purpose(i+1))
	}
	for i := range int32(len(vocabulary.Category_name)) - 1 {
		rule.Categories = append(rule.Categories, vocabulary.Category(i+1))
	}
	for i := range int32(len(vocabulary.Action_name)) - 1 {
		rule.Actions = append(rule.Actions, vocabulary.Action(i+1))
	}
	a := certifiedAt(t, m, 150)
	got := types.NewLine(a).Policy(a, types.Pair{From: "DE", To: "FR"}).Rules[0]
	require.Equal(t, policy.Purposes(), got.Purposes.Codes())
	require.Equal(t, policy.Categories(), got.Categories.Codes())
	require.Equal(t, policy.Actions(), got.Actions.Codes())
}

func TestLongestAgreementIsAccepted(t *testing.T) {
	m := message()
	m.Id = "de-" + string(bytes.Repeat([]byte{'x'}, types.MaxID-3))
	m.Parties = nil
	for i := range types.MaxParties - 2 {
		m.Parties = append(m.Parties, string([]byte{'A', byte('A' + i%26), '-', byte('0' + i/26)}))
	}
	m.Parties = append(m.Parties, "DE", "FR")
	slices.Sort(m.Parties)
	m.Rules = nil
	for range types.MaxRules {
		m.Rules = append(m.Rules, types.Rule{From: "DE", To: "FR", MaxGrade: 5})
	}
	a := certifiedAt(t, m, 150)
	require.NoError(t, a.Validate())
	require.Len(t, types.NewLine(a).Policy(a, types.Pair{From: "DE", To: "FR"}).Rules, types.MaxRules)
}
