package simulator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/pkg/policy"
)

func (l *linter) agreement(a *policy.Agreement) {
	where := "agreement " + a.ID
	switch {
	case empty(a.Validity):
		l.find(DeadRule, where, "its validity ends before it begins")
	case !had(a.History, policy.StatusInForce):
		l.find(DeadRule, where, "it was never in force")
	case !inForceWithin(a.History, a.Validity):
		l.find(DeadRule, where, "it was in force only outside its validity")
	}
	for n := range a.Rules {
		l.rule(fmt.Sprintf("%s, rule %d", where, n+1), a.Rules, n)
	}
}

func had(h policy.History, status policy.Status) bool {
	return slices.ContainsFunc(h, func(s policy.StatusSince) bool { return s.Status == status })
}

// inForceWithin reports whether there is a moment of the period at which the status was IN_FORCE.
func inForceWithin(h policy.History, period policy.Period) bool {
	for i, entry := range h {
		held := policy.Period{From: policy.At(entry.Since)}
		if i+1 < len(h) {
			held.Until = policy.At(h[i+1].Since)
		}
		if entry.Status == policy.StatusInForce && !empty(held) && !empty(both(held, period)) {
			return true
		}
	}
	return false
}

func (l *linter) rule(where string, rules []policy.Rule, n int) {
	r := &rules[n]
	if r.From == r.To {
		l.find(DeadRule, where, "it leads from %s to itself, where there is no border", r.From)
		return
	}
	from, to := l.party(where, r.From), l.party(where, r.To)
	if from == nil || to == nil {
		return
	}
	if why := hindrances(r, l.laws(from), l.laws(to)); len(why) > 0 {
		l.find(DeadRule, where, "nothing that it fits can be permitted from now on: %s", strings.Join(why, "; "))
		return
	}
	for m := range rules {
		if other := &rules[m]; m != n && letsAll(other, r) && (m < n || !letsAll(r, other)) {
			l.find(Redundant, where, "rule %d lets the same pass, on no fewer safeguards", m+1)
			return
		}
	}
}

// party is a jurisdiction that a rule may lead from or to; nil, after it was found, if it is none.
func (l *linter) party(where, id string) *policy.Jurisdiction {
	i := slices.IndexFunc(l.world.Jurisdictions, func(j policy.Jurisdiction) bool { return j.ID == id })
	if i < 0 {
		l.find(DeadRule, where, "the world has no jurisdiction %s", id)
		return nil
	}
	j := &l.world.Jurisdictions[i]
	if !had(j.History, policy.StatusActive) {
		l.find(DeadRule, where, "jurisdiction %s was never active", id)
		return nil
	}
	return j
}

// laws are the profile in force and those that are to come.
func (l *linter) laws(j *policy.Jurisdiction) []*policy.Profile {
	laws := []*policy.Profile{j.ProfileAt(l.at)}
	for i := range j.Profiles {
		if j.Profiles[i].Since > l.at {
			laws = append(laws, &j.Profiles[i])
		}
	}
	return laws
}

// hindrances are what stands against everything that a rule fits; none if something
// can be permitted under some of the laws.
func hindrances(r *policy.Rule, from, to []*policy.Profile) []string {
	var found []string
	for _, home := range from {
		for _, abroad := range to {
			for _, q := range questions(r) {
				why := hindrance(r, home, abroad, q)
				if why == "" {
					return nil
				}
				if !slices.Contains(found, why) {
					found = append(found, why)
				}
			}
		}
	}
	return found
}

// questions are the codes of requests that a rule fits, but for its ceiling.
func questions(r *policy.Rule) []policy.Request {
	var list []policy.Request
	for _, purpose := range policy.Purposes() {
		for _, category := range policy.Categories() {
			for _, action := range policy.Actions() {
				if r.Purposes.Fits(purpose) && r.Categories.Fits(category) && r.Actions.Fits(action) {
					list = append(list, policy.Request{Purpose: purpose, Category: category, Action: action})
				}
			}
		}
	}
	return list
}

// hindrance is what keeps a request from being permitted under two laws, whoever asks; empty if nothing does.
func hindrance(r *policy.Rule, home, abroad *policy.Profile, q policy.Request) string {
	own := q.Purpose == policy.PurposePatientRequest
	switch {
	case ceiling(r) < home.RaisedGrades.Of(q.Category):
		return fmt.Sprintf("its ceiling is grade %d, and its categories are graded above it", ceiling(r))
	case own && q.Action != policy.ActionAccess:
		return "the subject's own access is ACCESS, which is not among its actions"
	case own:
		return ""
	case home.Regimes.Of(q.Purpose) == policy.RegimeProhibited:
		return q.Purpose.String() + " is prohibited in " + r.From
	case abroad.Regimes.Listed(q.Purpose) == policy.RegimeProhibited:
		return q.Purpose.String() + " is prohibited in " + r.To
	case q.Purpose.Primary() && q.Purpose != policy.PurposeEmergencyTreatment && !entitled(abroad, q.Category):
		return "no profession in " + r.To + " is entitled to " + q.Category.String()
	default:
		return ""
	}
}

func ceiling(r *policy.Rule) uint8 {
	if r.MaxGrade == 0 {
		return policy.MaxGrade
	}
	return r.MaxGrade
}

// entitled reports whether some profession may see the category.
func entitled(law *policy.Profile, category policy.Category) bool {
	return !law.Professions.Restricts() || slices.ContainsFunc(policy.Professions(), func(p policy.Profession) bool {
		return law.Professions.Entitles(p, category)
	})
}

// letsAll reports whether a rule does all that another does: it fits what that fits,
// recognises permits if that does, and asks for the same safeguards at least.
func letsAll(wide, narrow *policy.Rule) bool {
	return wide.From == narrow.From && wide.To == narrow.To &&
		within(narrow.Purposes, wide.Purposes) && within(narrow.Categories, wide.Categories) && within(narrow.Actions, wide.Actions) &&
		ceiling(wide) >= ceiling(narrow) && narrow.Safeguards.SubsetOf(wide.Safeguards) &&
		(wide.RecognisesPermits || !narrow.RecognisesPermits)
}
