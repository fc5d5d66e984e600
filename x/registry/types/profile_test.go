package types

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

func fullProfile() Profile {
	return Profile{
		Since: 1000,
		Regimes: []PurposeRegime{
			{Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Regime: vocabulary.Regime_REGIME_IMPLIED_CONSENT},
			{Purpose: vocabulary.Purpose_PURPOSE_RESEARCH, Regime: vocabulary.Regime_REGIME_DATA_PERMIT},
		},
		Combining: vocabulary.Combining_COMBINING_DENY_OVERRIDES,
		Emergency: EmergencySetting{
			Override: true, SubjectMayForbid: true,
			Professions: []vocabulary.Profession{vocabulary.Profession_PROFESSION_NURSE, vocabulary.Profession_PROFESSION_PHYSICIAN},
		},
		ObjectionsCutOffAtIssue: true,
		Requirements: []Requirement{{
			Scheme:     "DE/gematik",
			Purposes:   []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_RESEARCH},
			Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_GENOMIC},
			MinGrade:   4,
		}},
		Professions: []ProfessionEntitlement{
			{Profession: vocabulary.Profession_PROFESSION_PHYSICIAN},
			{Profession: vocabulary.Profession_PROFESSION_PHARMACIST, Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EPRESCRIPTION}},
		},
		RaisedGrades: []RaisedGrade{{Category: vocabulary.Category_CATEGORY_EHR, Grade: 5}},
	}
}

func TestProfileAsDecisionsReadIt(t *testing.T) {
	p := fullProfile()
	require.NoError(t, p.Validate())

	want := policy.Profile{
		Since:     1000,
		Combining: policy.CombiningDenyOverrides,
		Emergency: policy.Emergency{
			Override: true, SubjectMayForbid: true,
			Professions: policy.SetOf(policy.ProfessionPhysician, policy.ProfessionNurse),
		},
		ObjectionsCutOffAtIssue: true,
		Requirements: []policy.Requirement{{
			Scheme: "DE/gematik", Purposes: policy.SetOf(policy.PurposeResearch),
			Categories: policy.SetOf(policy.CategoryGenomic), MinGrade: 4,
		}},
	}
	want.Regimes[policy.PurposeTreatment] = policy.RegimeImpliedConsent
	want.Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
	want.Professions[policy.ProfessionPhysician] = policy.Entitlement{Listed: true}
	want.Professions[policy.ProfessionPharmacist] = policy.Entitlement{Listed: true, Categories: policy.SetOf(policy.CategoryEPrescription)}
	want.RaisedGrades[policy.CategoryEHR] = 5
	require.Equal(t, want, p.Policy())
}

func TestEmptyProfileHasEveryDefault(t *testing.T) {
	require.NoError(t, Profile{}.Validate())
	require.Equal(t, policy.Profile{}, Profile{}.Policy())
}

func TestProfileRefusals(t *testing.T) {
	const unknown = 99
	tests := []struct {
		name  string
		spoil func(*Profile)
	}{
		{"an unspecified purpose", func(p *Profile) { p.Regimes[0].Purpose = 0 }},
		{"an unknown purpose", func(p *Profile) { p.Regimes[0].Purpose = unknown }},
		{"a purpose that wraps round to a known one", func(p *Profile) { p.Regimes[0].Purpose = 256 + 1 }},
		{"a negative purpose", func(p *Profile) { p.Regimes[0].Purpose = -255 }},
		{"a purpose twice", func(p *Profile) { p.Regimes[1].Purpose = p.Regimes[0].Purpose }},
		{"an unknown regime", func(p *Profile) { p.Regimes[0].Regime = unknown }},
		{"an unspecified regime", func(p *Profile) { p.Regimes[0].Regime = 0 }},
		{"an unknown combining rule", func(p *Profile) { p.Combining = unknown }},
		{"an unknown profession that breaks the glass", func(p *Profile) { p.Emergency.Professions[0] = unknown }},
		{"a profession that breaks the glass twice", func(p *Profile) { p.Emergency.Professions[0] = p.Emergency.Professions[1] }},
		{"a scheme of nobody", func(p *Profile) { p.Requirements[0].Scheme = "gematik" }},
		{"an unknown purpose of a requirement", func(p *Profile) { p.Requirements[0].Purposes[0] = unknown }},
		{"an unknown category of a requirement", func(p *Profile) { p.Requirements[0].Categories[0] = 0 }},
		{"a grade of a requirement above the highest", func(p *Profile) { p.Requirements[0].MinGrade = 6 }},
		{"too many requirements", func(p *Profile) {
			for range MaxRequirements {
				p.Requirements = append(p.Requirements, p.Requirements[0])
			}
		}},
		{"an unknown profession", func(p *Profile) { p.Professions[0].Profession = unknown }},
		{"a profession twice", func(p *Profile) { p.Professions[0].Profession = p.Professions[1].Profession }},
		{"an unknown category of a profession", func(p *Profile) { p.Professions[1].Categories[0] = unknown }},
		{"a raised grade of an unknown category", func(p *Profile) { p.RaisedGrades[0].Category = unknown }},
		{"a raised grade twice", func(p *Profile) { p.RaisedGrades = append(p.RaisedGrades, p.RaisedGrades[0]) }},
		{"a raised grade above the highest", func(p *Profile) { p.RaisedGrades[0].Grade = 6 }},
		{"a raised grade below the vocabulary's", func(p *Profile) {
			p.RaisedGrades[0].Grade = uint32(policy.CategoryEHR.Grade()) - 1
		}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			p := fullProfile()
			tc.spoil(&p)
			require.ErrorIs(t, p.Validate(), ErrProfileInvalid)
		})
	}
}

// Decisions read codes under the numbers in which they are transmitted.
func TestCodesHaveTheNumbersOfTheVocabulary(t *testing.T) {
	same[policy.Purpose, vocabulary.Purpose](t, "PURPOSE_", vocabulary.Purpose_name, len(policy.Purposes()))
	same[policy.Category, vocabulary.Category](t, "CATEGORY_", vocabulary.Category_name, len(policy.Categories()))
	same[policy.Role, vocabulary.Role](t, "ROLE_", vocabulary.Role_name, len(policy.Roles()))
	same[policy.Profession, vocabulary.Profession](t, "PROFESSION_", vocabulary.Profession_name, len(policy.Professions()))
	same[policy.Regime, vocabulary.Regime](t, "REGIME_", vocabulary.Regime_name, len(policy.Regimes()))
	same[policy.Combining, vocabulary.Combining](t, "COMBINING_", vocabulary.Combining_name, len(policy.Combinings()))
}

func same[C interface {
	vocabulary.Coded
	String() string
}, E ~int32](t *testing.T, prefix string, names map[int32]string, known int) {
	t.Helper()
	require.Len(t, names, known+1)
	for n, name := range names {
		require.Equal(t, strings.TrimPrefix(name, prefix), code[C](E(n)).String())
	}
}

func TestSetOfUnknownCodesIsNotTheSetOfAll(t *testing.T) {
	s := set[policy.Purpose]([]vocabulary.Purpose{99, 256 + 1})
	require.False(t, s.Empty())
	require.False(t, s.Fits(policy.PurposeTreatment))
}
