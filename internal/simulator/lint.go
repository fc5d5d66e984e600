package simulator

import (
	"fmt"

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
	// UnreachableProvision can speak to no request, or is never heard.
	UnreachableProvision = "UNREACHABLE_PROVISION"
	// DeadRule lets nothing pass.
	DeadRule = "DEAD_RULE"
	// DeadRequirement asks for nothing.
	DeadRequirement = "DEAD_REQUIREMENT"
	// DeadSetting has no effect beside the other settings.
	DeadSetting = "DEAD_SETTING"
	// Redundant says of a rule or requirement that another does all it does.
	Redundant = "REDUNDANT"
	// UnlistedPurpose has no regime, and so needs explicit consent.
	UnlistedPurpose = "UNLISTED_PURPOSE"
	// BeatenPermission stays without effect, because an older refusal still stands.
	BeatenPermission = "BEATEN_PERMISSION"
)

// Lint finds what is probably not meant in a world, as of a moment in Unix seconds.
// It finds only what can be shown of the world as it stands, whoever asks: who has
// which role or accreditation changes, and is not held against anything.
func Lint(w *policy.World, at int64) []Finding {
	l := &linter{world: w, at: at, findings: []Finding{}}
	for i := range w.Jurisdictions {
		l.jurisdiction(&w.Jurisdictions[i])
	}
	for i := range w.Agreements {
		l.agreement(&w.Agreements[i])
	}
	for i := range w.Directives {
		l.directive(&w.Directives[i])
	}
	l.beaten()
	return l.findings
}

type linter struct {
	world    *policy.World
	at       int64
	findings []Finding
}

func (l *linter) find(code, where, format string, args ...any) {
	l.findings = append(l.findings, Finding{Code: code, Where: where, Text: fmt.Sprintf(format, args...)})
}

// within reports whether one condition lets nothing through that the other does not.
func within[C ~uint8](inner, outer policy.Set[C]) bool {
	return outer.Empty() || (!inner.Empty() && inner.SubsetOf(outer))
}

// both is the time in which both periods hold.
func both(a, b policy.Period) policy.Period {
	if !a.From.Set || (b.From.Set && b.From.At > a.From.At) {
		a.From = b.From
	}
	if !a.Until.Set || (b.Until.Set && b.Until.At < a.Until.At) {
		a.Until = b.Until
	}
	return a
}

// lasts reports whether one period lasts at least as long as the other on both sides.
func lasts(outer, inner policy.Period) bool { return both(outer, inner) == inner }

func empty(p policy.Period) bool {
	return p.From.Set && p.Until.Set && p.From.At >= p.Until.At
}
