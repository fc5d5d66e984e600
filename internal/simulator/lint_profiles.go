package simulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/pkg/policy"
)

func (l *linter) jurisdiction(j *policy.Jurisdiction) {
	for i := range j.Profiles {
		p := &j.Profiles[i]
		where := fmt.Sprintf("jurisdiction %s, profile since %d", j.ID, p.Since)
		if slices.ContainsFunc(j.Profiles[i+1:], func(later policy.Profile) bool { return later.Since == p.Since }) {
			l.find(DeadSetting, where, "it is never in force: another that is listed after it begins in the same second")
			continue
		}
		l.settings(where, p)
		for n := range p.Requirements {
			l.requirement(fmt.Sprintf("%s, requirement %d", where, n+1), p, n)
		}
	}
}

func (l *linter) settings(where string, p *policy.Profile) {
	if purposes := unlisted(p); len(purposes) > 0 {
		l.find(UnlistedPurpose, where, "%s: they need explicit consent, as nothing else is said; list them, if only to say that it is meant",
			strings.Join(purposes, ", "))
	}
	emergency := &p.Emergency
	switch {
	case !emergency.Override && (emergency.SubjectMayForbid || !emergency.Professions.Empty()):
		l.find(DeadSetting, where, "emergency settings have no effect without override")
	case emergency.Override && p.Regimes.Of(policy.PurposeEmergencyTreatment) == policy.RegimeProhibited:
		l.find(DeadSetting, where, "emergency override has no effect, as EMERGENCY_TREATMENT is prohibited")
	}
	if p.ObjectionsCutOffAtIssue && !slices.ContainsFunc(policy.Purposes(), func(c policy.Purpose) bool {
		return hasRegime(c) && p.Regimes.Of(c) == policy.RegimeDataPermit
	}) {
		l.find(DeadSetting, where, "objections_cut_off_at_issue has no effect, as no purpose is under DATA_PERMIT")
	}
	for _, c := range policy.Categories() {
		if raised := p.RaisedGrades[c]; raised != 0 && raised < c.Grade() {
			l.find(DeadSetting, where, "%s has grade %d and cannot be lowered to %d: grades are only raised", c, c.Grade(), raised)
		}
	}
}

// hasRegime reports whether a regime is the basis of the purpose: the subject's own
// access and emergencies have one of their own.
func hasRegime(p policy.Purpose) bool {
	return p != policy.PurposePatientRequest && p != policy.PurposeEmergencyTreatment
}

// unlisted names the purposes without a regime, where one would be read.
func unlisted(p *policy.Profile) []string {
	var names []string
	for _, purpose := range policy.Purposes() {
		if hasRegime(purpose) && p.Regimes.Listed(purpose) == 0 {
			names = append(names, purpose.String())
		}
	}
	return names
}

func (l *linter) requirement(where string, p *policy.Profile, n int) {
	r := &p.Requirements[n]
	if !slices.ContainsFunc(policy.Purposes(), func(c policy.Purpose) bool {
		return r.Purposes.Fits(c) && c != policy.PurposePatientRequest && p.Regimes.Of(c) != policy.RegimeProhibited
	}) {
		l.find(DeadRequirement, where, "each of its purposes is prohibited or is the subject's own access, of which nothing is required")
		return
	}
	highest := uint8(0)
	for _, c := range policy.Categories() {
		if r.Categories.Fits(c) {
			highest = max(highest, p.RaisedGrades.Of(c))
		}
	}
	if highest < r.MinGrade {
		l.find(DeadRequirement, where, "it applies from grade %d on, and none of its categories is graded above %d", r.MinGrade, highest)
		return
	}
	for m := range p.Requirements {
		if other := &p.Requirements[m]; m != n && asksAll(other, r) && (m < n || !asksAll(r, other)) {
			l.find(Redundant, where, "requirement %d asks for the same accreditation wherever this one does", m+1)
			return
		}
	}
}

// asksAll reports whether a requirement applies wherever another of its scheme does.
func asksAll(wide, narrow *policy.Requirement) bool {
	return wide.Scheme == narrow.Scheme && wide.MinGrade <= narrow.MinGrade &&
		within(narrow.Purposes, wide.Purposes) && within(narrow.Categories, wide.Categories)
}
