package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/recognition/types"
)

const (
	proposed  = types.AgreementStatus_AGREEMENT_STATUS_PROPOSED
	certified = types.AgreementStatus_AGREEMENT_STATUS_CERTIFIED
	inForce   = types.AgreementStatus_AGREEMENT_STATUS_IN_FORCE
	expired   = types.AgreementStatus_AGREEMENT_STATUS_EXPIRED
)

func TestProposeAgreementRefuses(t *testing.T) {
	rule := func(change func(*types.Rule)) func(*types.MsgProposeAgreement) {
		return func(m *types.MsgProposeAgreement) { change(&m.Rules[1]) }
	}
	tests := []struct {
		name   string
		change func(*types.MsgProposeAgreement)
		want   error
	}{
		{"a sender that is no authority", func(m *types.MsgProposeAgreement) { m.Authority = "somebody" }, errNotAuthority},
		{"the authority of a jurisdiction that is no party", func(m *types.MsgProposeAgreement) {
			m.Authority, m.Id = authority("CN-31"), "cn-31-care"
		}, types.ErrSenderNotParty},
		{"the authority of a suspended jurisdiction", func(m *types.MsgProposeAgreement) {
			m.Authority, m.Id, m.Parties = authority("IT"), "it-fr", []string{"FR", "IT"}
			m.Rules = []types.Rule{{From: "FR", To: "IT"}}
		}, types.ErrPartyInactive},
		{"a party that is suspended", func(m *types.MsgProposeAgreement) { m.Parties = []string{"DE", "FR", "IT"} }, types.ErrPartyInactive},
		{"a party that does not exist", func(m *types.MsgProposeAgreement) { m.Parties = []string{"DE", "FR", "XX"} }, types.ErrPartyInactive},

		{"an empty id", func(m *types.MsgProposeAgreement) { m.Id = "" }, types.ErrAgreementIDInvalid},
		{"an id of the prefix alone", func(m *types.MsgProposeAgreement) { m.Id = "de-" }, types.ErrAgreementIDInvalid},
		{"an id with upper case", func(m *types.MsgProposeAgreement) { m.Id = "de-Fr" }, types.ErrAgreementIDInvalid},
		{"an id with two hyphens in a row", func(m *types.MsgProposeAgreement) { m.Id = "de--fr" }, types.ErrAgreementIDInvalid},
		{"an id with a slash", func(m *types.MsgProposeAgreement) { m.Id = "de-fr/v1" }, types.ErrAgreementIDInvalid},
		{"an id of 65 bytes", func(m *types.MsgProposeAgreement) { m.Id = "de-" + strings.Repeat("x", 62) }, types.ErrAgreementIDInvalid},
		{"an id of another jurisdiction", func(m *types.MsgProposeAgreement) { m.Id = "fr-de" }, types.ErrAgreementIDInvalid},
		{"an id that begins with the jurisdiction without a hyphen", func(m *types.MsgProposeAgreement) { m.Id = "defr" }, types.ErrAgreementIDInvalid},
		{"an id that exists", func(m *types.MsgProposeAgreement) { m.Id = "de-taken" }, types.ErrAgreementExists},

		{"one party", func(m *types.MsgProposeAgreement) { m.Parties = []string{"DE"} }, types.ErrPartiesInvalid},
		{"33 parties", func(m *types.MsgProposeAgreement) {
			for i := range 31 {
				m.Parties = append(m.Parties, fmt.Sprintf("Z%c", 'A'+i))
			}
		}, types.ErrPartiesInvalid},
		{"parties that descend", func(m *types.MsgProposeAgreement) { m.Parties = []string{"FR", "DE"} }, types.ErrPartiesInvalid},
		{"a party twice", func(m *types.MsgProposeAgreement) { m.Parties = []string{"DE", "DE", "FR"} }, types.ErrPartiesInvalid},
		{"a malformed party", func(m *types.MsgProposeAgreement) { m.Parties = []string{"DE", "FR", "de"} }, types.ErrPartiesInvalid},

		{"no rules", func(m *types.MsgProposeAgreement) { m.Rules = nil }, types.ErrRuleCount},
		{"65 rules", func(m *types.MsgProposeAgreement) { m.Rules = make([]types.Rule, 65) }, types.ErrRuleCount},
		{"a rule from a jurisdiction to itself", rule(func(r *types.Rule) { r.From = "DE" }), types.ErrRulePair},
		{"a rule to a jurisdiction that is no party", rule(func(r *types.Rule) { r.To = "IT" }), types.ErrRulePair},
		{"a rule from a jurisdiction that is no party", rule(func(r *types.Rule) { r.From = "IT" }), types.ErrRulePair},
		{"purpose 0", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{0} }), types.ErrRuleCode},
		{"an unknown purpose", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{14} }), types.ErrRuleCode},
		{"a purpose that is known modulo 256", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{257} }), types.ErrRuleCode},
		{"a negative purpose", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{-255} }), types.ErrRuleCode},
		{"purposes that descend", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{2, 1} }), types.ErrRuleCode},
		{"a purpose twice", rule(func(r *types.Rule) { r.Purposes = []vocabulary.Purpose{1, 1} }), types.ErrRuleCode},
		{"an unknown category", rule(func(r *types.Rule) { r.Categories = []vocabulary.Category{1, 22} }), types.ErrRuleCode},
		{"an unknown action", rule(func(r *types.Rule) { r.Actions = []vocabulary.Action{6} }), types.ErrRuleCode},
		{"grade 6", rule(func(r *types.Rule) { r.MaxGrade = 6 }), types.ErrRuleGrade},
		{"an obligation that is no safeguard", rule(func(r *types.Rule) { r.Safeguards = []vocabulary.Obligation{16} }), types.ErrRuleSafeguard},
		{"an unknown safeguard", rule(func(r *types.Rule) { r.Safeguards = []vocabulary.Obligation{6} }), types.ErrRuleSafeguard},
		{"safeguards that descend", rule(func(r *types.Rule) { r.Safeguards = []vocabulary.Obligation{5, 1} }), types.ErrRuleSafeguard},

		{"no digest", func(m *types.MsgProposeAgreement) { m.DocumentDigest = nil }, types.ErrDigestInvalid},
		{"a digest of 31 bytes", func(m *types.MsgProposeAgreement) { m.DocumentDigest = digest()[:31] }, types.ErrDigestInvalid},
		{"a negative begin", func(m *types.MsgProposeAgreement) { m.NotBefore = -1 }, types.ErrValidityInvalid},
		{"a negative end", func(m *types.MsgProposeAgreement) { m.NotAfter = -1 }, types.ErrValidityInvalid},
		{"an end at the begin", func(m *types.MsgProposeAgreement) { m.NotBefore = m.NotAfter }, types.ErrValidityInvalid},
		{"an end at the block time", func(m *types.MsgProposeAgreement) { m.NotBefore, m.NotAfter = 0, start }, types.ErrValidityPast},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.registry.suspended["IT"] = true
			f.propose(bilateral("de-taken"))
			before := f.export()
			m := proposal()
			m.Parties = []string{"DE", "FR"}
			test.change(m)

			_, err := f.msgs.ProposeAgreement(f.ctx, m)

			require.ErrorIs(t, err, test.want)
			require.Equal(t, before, f.export())
		})
	}
}

func TestCertifyAgreementRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*fixture, *types.MsgCertifyAgreement)
		want   error
	}{
		{"a sender that is no authority", func(_ *fixture, m *types.MsgCertifyAgreement) { m.Authority = "somebody" }, errNotAuthority},
		{"the authority of a suspended party", func(f *fixture, _ *types.MsgCertifyAgreement) { f.registry.suspended["FR"] = true }, types.ErrPartyInactive},
		{"the authority of a jurisdiction that is no party", func(_ *fixture, m *types.MsgCertifyAgreement) {
			m.Authority = authority("CN-31")
		}, types.ErrSenderNotParty},
		{"a party that has certified", func(_ *fixture, m *types.MsgCertifyAgreement) { m.Authority = authority("DE") }, types.ErrCertificationRepeated},
		{"an unknown agreement", func(_ *fixture, m *types.MsgCertifyAgreement) { m.Agreement = "de-other" }, types.ErrAgreementUnknown},
		{"a malformed id", func(_ *fixture, m *types.MsgCertifyAgreement) { m.Agreement = "DE" }, types.ErrAgreementIDInvalid},
		{"another text", func(_ *fixture, m *types.MsgCertifyAgreement) { m.DocumentDigest[31]++ }, types.ErrDigestMismatch},
		{"a digest of 31 bytes", func(_ *fixture, m *types.MsgCertifyAgreement) { m.DocumentDigest = digest()[:31] }, types.ErrDigestInvalid},
		{"an agreement at the second of its end", func(f *fixture, _ *types.MsgCertifyAgreement) { f.at(start + 3660) }, types.ErrAgreementExpired},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.propose(proposal())
			f.certify("de-fr-it-care", "DE")
			before := f.export()
			m := certification("FR", "de-fr-it-care")
			test.change(f, m)

			_, err := f.msgs.CertifyAgreement(f.ctx, m)

			require.ErrorIs(t, err, test.want)
			require.Equal(t, before, f.export())
		})
	}
}

func TestAgreementIsReadByDecisionsOnceAllHaveCertified(t *testing.T) {
	f := newFixture(t)
	agreements := func() []policy.Agreement {
		list, err := f.keeper.PolicyAgreements(f.ctx, "DE", "FR")
		require.NoError(t, err)
		return list
	}
	f.propose(proposal())
	require.Equal(t, proposed, f.status("de-fr-it-care"))
	f.at(start + 10)
	require.Equal(t, proposed, f.certify("de-fr-it-care", "IT", "DE"))
	require.Empty(t, agreements())
	f.at(start + 20)
	require.Equal(t, certified, f.certify("de-fr-it-care", "FR"))

	require.Equal(t, []policy.Agreement{{
		ID:       "de-fr-it-care/v1/DE-FR",
		History:  policy.History{{Status: policy.StatusProposed, Since: start}, {Status: policy.StatusInForce, Since: start + 20}},
		Validity: policy.Period{From: policy.At(start + 60), Until: policy.At(start + 3660)},
		Rules: []policy.Rule{
			{
				From: "DE", To: "FR",
				Purposes:   policy.SetOf(policy.PurposeTreatment, policy.PurposeEmergencyTreatment),
				Categories: policy.SetOf(policy.CategoryPatientSummary, policy.CategoryGenomic),
				Actions:    policy.SetOf(policy.ActionAccess), MaxGrade: 4,
				Safeguards:        policy.SetOf(policy.ObligationPseudonymised, policy.ObligationSecureProcessingEnvironment),
				RecognisesPermits: true,
			},
			{From: "DE", To: "FR", Purposes: policy.SetOf(policy.PurposeResearch)},
		},
	}}, agreements())
	other, err := f.keeper.PolicyAgreements(f.ctx, "FR", "IT")
	require.NoError(t, err)
	require.Empty(t, other)

	f.at(start + 60)
	require.Equal(t, inForce, f.status("de-fr-it-care"))
	f.at(start + 3660)
	require.Equal(t, expired, f.status("de-fr-it-care"))
	require.Len(t, agreements(), 1, "what has expired still answers for the past")
}

func TestCertificationBeyondTheBoundOfAPairIsRefused(t *testing.T) {
	f := newFixture(t)
	for i := range types.MaxPerPair {
		id := fmt.Sprintf("de-fr-%03d", i)
		f.propose(bilateral(id))
		f.certify(id, "DE", "FR")
	}
	f.propose(bilateral("de-fr-more"))
	f.certify("de-fr-more", "FR")
	before := f.export()

	_, err := f.msgs.CertifyAgreement(f.ctx, certification("DE", "de-fr-more"))

	require.ErrorIs(t, err, types.ErrPairFull)
	require.Equal(t, before, f.export())
	list, err := f.keeper.PolicyAgreements(f.ctx, "DE", "FR")
	require.NoError(t, err)
	require.Len(t, list, types.MaxPerPair)
	require.Equal(t, "de-fr-000/v1/DE-FR", list[0].ID)
	require.Equal(t, "de-fr-255/v1/DE-FR", list[255].ID)
}

func TestEventsNameWhatHappened(t *testing.T) {
	f := newFixture(t)
	events := func(act func()) []sdk.Event {
		f.ctx = f.ctx.WithEventManager(sdk.NewEventManager())
		act()
		return f.ctx.EventManager().Events()
	}
	emitted := events(func() { f.propose(bilateral("de-fr")) })
	require.Len(t, emitted, 1)
	require.Equal(t, "assent.recognition.v1.EventAgreementProposed", emitted[0].Type)
	for _, step := range []struct{ party, complete string }{{"FR", "false"}, {"DE", "true"}} {
		emitted = events(func() { f.certify("de-fr", step.party) })
		require.Len(t, emitted, 1)
		require.Equal(t, "assent.recognition.v1.EventAgreementCertified", emitted[0].Type)
		complete, found := emitted[0].GetAttribute("complete")
		require.True(t, found)
		require.Equal(t, step.complete, complete.Value)
	}
}
