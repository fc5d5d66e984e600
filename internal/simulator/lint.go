package simulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Finding is something in a world that is allowed and probably not meant.
type Finding struct {
	// Code of the kind of finding.
	Code string `json:"code"`
	// Where it is: the path to it, by ids and places.
	Where string `json:"where"`
	// Text says what it is and what to do.
	Text string `json:"text"`
}

// Codes of the kinds of finding.
const (
	// UnreachableProvision can speak to no request.
	UnreachableProvision = "UNREACHABLE_PROVISION"
	// DeadRule lets nothing pass.
	DeadRule = "DEAD_RULE"
	// DeadRequirement asks for nothing.
	DeadRequirement = "DEAD_REQUIREMENT"
	// DeadSetting has no effect beside the other settings.
	DeadSetting = "DEAD_SETTING"
	// UnlistedPurpose has no regime, and so needs explicit consent.
	UnlistedPurpose = "UNLISTED_PURPOSE"
	// BeatenPermission stays without effect, because an older refusal still stands.
	BeatenPermission = "BEATEN_PERMISSION"
)

// Lint finds what is probably not meant in a world, as of a moment in Unix seconds.
func Lint(w *policy.World, at int64) []Finding {
	l := &linter{world: w, findings: []Finding{}}
	for i := range w.Jurisdictions {
		l.jurisdiction(&w.Jurisdictions[i])
	}
	for i := range w.Agreements {
		l.agreement(&w.Agreements[i])
	}
	for i := range w.Directives {
		d := &w.Directives[i]
		l.provision("directive "+d.ID, d.Provision, []policy.Match{{Period: d.Validity}})
	}
	l.beaten(at)
	return l.findings
}

type linter struct {
	world    *policy.World
	findings []Finding
}

func (l *linter) find(code, where, format string, args ...any) {
	l.findings = append(l.findings, Finding{Code: code, Where: where, Text: fmt.Sprintf(format, args...)})
}

func (l *linter) jurisdiction(j *policy.Jurisdiction) {
	for i := range j.Profiles {
		p := &j.Profiles[i]
		where := fmt.Sprintf("jurisdiction %s, profile since %d", j.ID, p.Since)
		if purposes := unlisted(p); len(purposes) > 0 {
			l.find(UnlistedPurpose, where, "%s: they need explicit consent, as nothing else is said; list them, if only to say that it is meant",
				strings.Join(purposes, ", "))
		}
		if !p.Emergency.Override && (p.Emergency.SubjectMayForbid || !p.Emergency.Professions.Empty()) {
			l.find(DeadSetting, where, "emergency settings have no effect without override")
		}
		for n, r := range p.Requirements {
			if grade := highestGrade(&p.RaisedGrades, r.Categories); grade < r.MinGrade {
				l.find(DeadRequirement, fmt.Sprintf("%s, requirement %d", where, n+1),
					"it applies from grade %d on, and none of its categories is graded above %d", r.MinGrade, grade)
			}
		}
	}
}

// unlisted names the purposes without a regime, where one would be read.
func unlisted(p *policy.Profile) []string {
	var names []string
	for _, purpose := range policy.Purposes() {
		own := purpose == policy.PurposePatientRequest || purpose == policy.PurposeEmergencyTreatment
		if !own && p.Regimes.Listed(purpose) == 0 {
			names = append(names, purpose.String())
		}
	}
	return names
}

// gradesOf lists the grades of the categories that a set fits.
func gradesOf(raised *policy.GradeTable, categories policy.Set[policy.Category]) []uint8 {
	var grades []uint8
	for _, c := range policy.Categories() {
		if categories.Fits(c) {
			grades = append(grades, raised.Of(c))
		}
	}
	return append(grades, 0)
}

func highestGrade(raised *policy.GradeTable, categories policy.Set[policy.Category]) uint8 {
	return slices.Max(gradesOf(raised, categories))
}

func (l *linter) agreement(a *policy.Agreement) {
	where := "agreement " + a.ID
	inForce := slices.ContainsFunc(a.History, func(s policy.StatusSince) bool { return s.Status == policy.StatusInForce })
	switch {
	case !inForce:
		l.find(DeadRule, where, "it was never in force")
	case empty(a.Validity):
		l.find(DeadRule, where, "its validity ends before it begins")
	}
	for n := range a.Rules {
		l.rule(fmt.Sprintf("%s, rule %d", where, n+1), &a.Rules[n])
	}
}

func (l *linter) rule(where string, r *policy.Rule) {
	if r.From == r.To {
		l.find(DeadRule, where, "it leads from %s to itself, where there is no border", r.From)
	}
	for _, id := range []string{r.From, r.To} {
		if !slices.ContainsFunc(l.world.Jurisdictions, func(j policy.Jurisdiction) bool { return j.ID == id }) {
			l.find(DeadRule, where, "the world has no jurisdiction %s", id)
		}
	}
	ceiling := r.MaxGrade
	if ceiling == 0 {
		ceiling = policy.MaxGrade
	}
	// A jurisdiction can only raise what the vocabulary says.
	var none policy.GradeTable
	grades := gradesOf(&none, r.Categories)
	if lowest := slices.Min(grades[:len(grades)-1]); lowest > ceiling {
		l.find(DeadRule, where, "its ceiling is grade %d, and none of its categories is graded below %d", ceiling, lowest)
	}
}
