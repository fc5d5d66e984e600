package types

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/policy"
)

// MaxRequirements bounds the whitelist of a profile. Its other lists name each
// code of the vocabulary at most once, so they are bounded by it.
const MaxRequirements = 64

// Validate checks a profile. Unknown codes are refused, never read as any.
func (p Profile) Validate() error {
	for _, check := range []func() error{
		p.checkRegimes, p.checkCombining, p.Emergency.check, p.checkRequirements, p.checkProfessions, p.checkGrades,
	} {
		if err := check(); err != nil {
			return ErrProfileInvalid.Wrap(err.Error())
		}
	}
	return nil
}

func (p Profile) checkRegimes() error {
	var seen policy.Set[policy.Purpose]
	for i, entry := range p.Regimes {
		purpose := code[policy.Purpose](entry.Purpose)
		if purpose == 0 || seen.Has(purpose) {
			return fmt.Errorf("regime %d: purpose %d is unknown or listed twice", i, entry.Purpose)
		}
		if err := checkCode[policy.Regime](entry.Regime); err != nil {
			return fmt.Errorf("regime %d: %w", i, err)
		}
		seen = seen.Add(purpose)
	}
	return nil
}

func (p Profile) checkCombining() error {
	if p.Combining == 0 {
		return nil
	}
	if err := checkCode[policy.Combining](p.Combining); err != nil {
		return fmt.Errorf("combining: %w", err)
	}
	return nil
}

func (e EmergencySetting) check() error {
	if err := checkCodes[policy.Profession](e.Professions); err != nil {
		return fmt.Errorf("emergency professions: %w", err)
	}
	return nil
}

func (p Profile) checkRequirements() error {
	if len(p.Requirements) > MaxRequirements {
		return fmt.Errorf("%d requirements, want at most %d", len(p.Requirements), MaxRequirements)
	}
	for i := range p.Requirements {
		if err := p.Requirements[i].check(); err != nil {
			return fmt.Errorf("requirement %d: %w", i, err)
		}
	}
	return nil
}

func (r Requirement) check() error {
	if err := checkScheme(r.Scheme); err != nil {
		return err
	}
	if err := checkCodes[policy.Purpose](r.Purposes); err != nil {
		return fmt.Errorf("purposes: %w", err)
	}
	if err := checkCodes[policy.Category](r.Categories); err != nil {
		return fmt.Errorf("categories: %w", err)
	}
	if r.MinGrade > uint32(policy.MaxGrade) {
		return fmt.Errorf("grade %d, want 0 to %d", r.MinGrade, policy.MaxGrade)
	}
	return nil
}

func (p Profile) checkProfessions() error {
	var seen policy.Set[policy.Profession]
	for i, entry := range p.Professions {
		profession := code[policy.Profession](entry.Profession)
		if profession == 0 || seen.Has(profession) {
			return fmt.Errorf("profession %d: code %d is unknown or listed twice", i, entry.Profession)
		}
		if err := checkCodes[policy.Category](entry.Categories); err != nil {
			return fmt.Errorf("profession %d: categories: %w", i, err)
		}
		seen = seen.Add(profession)
	}
	return nil
}

func (p Profile) checkGrades() error {
	var seen policy.Set[policy.Category]
	for i, entry := range p.RaisedGrades {
		category := code[policy.Category](entry.Category)
		if category == 0 || seen.Has(category) {
			return fmt.Errorf("raised grade %d: category %d is unknown or listed twice", i, entry.Category)
		}
		if entry.Grade < uint32(category.Grade()) || entry.Grade > uint32(policy.MaxGrade) {
			return fmt.Errorf("raised grade %d: grade %d, want %d to %d", i, entry.Grade, category.Grade(), policy.MaxGrade)
		}
		seen = seen.Add(category)
	}
	return nil
}

// Policy is the profile as decisions read it. It is for profiles that Validate
// has passed.
func (p Profile) Policy() policy.Profile {
	out := policy.Profile{
		Since:     p.Since,
		Combining: code[policy.Combining](p.Combining),
		Emergency: policy.Emergency{
			Override:         p.Emergency.Override,
			SubjectMayForbid: p.Emergency.SubjectMayForbid,
			Professions:      set[policy.Profession](p.Emergency.Professions),
		},
		ObjectionsCutOffAtIssue: p.ObjectionsCutOffAtIssue,
	}
	for _, entry := range p.Regimes {
		out.Regimes[code[policy.Purpose](entry.Purpose)] = code[policy.Regime](entry.Regime)
	}
	for _, r := range p.Requirements {
		out.Requirements = append(out.Requirements, policy.Requirement{
			Scheme:     r.Scheme,
			Purposes:   set[policy.Purpose](r.Purposes),
			Categories: set[policy.Category](r.Categories),
			MinGrade:   uint8(r.MinGrade),
		})
	}
	for _, entry := range p.Professions {
		out.Professions[code[policy.Profession](entry.Profession)] = policy.Entitlement{
			Listed:     true,
			Categories: set[policy.Category](entry.Categories),
		}
	}
	for _, entry := range p.RaisedGrades {
		out.RaisedGrades[code[policy.Category](entry.Category)] = uint8(entry.Grade)
	}
	return out
}
