package types

import (
	"math"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// validate checks a rule of an agreement between the parties.
func (r Rule) validate(parties []string) error {
	switch {
	case r.From == r.To:
		return ErrRulePair.Wrapf("from %s to itself", r.From)
	case !slices.Contains(parties, r.From) || !slices.Contains(parties, r.To):
		return ErrRulePair.Wrapf("from %s to %s, of which one is no party", r.From, r.To)
	case r.MaxGrade > uint32(policy.MaxGrade):
		return ErrRuleGrade.Wrapf("%d, at most %d", r.MaxGrade, policy.MaxGrade)
	}
	if _, ok := setOf[policy.Purpose](r.Purposes); !ok {
		return ErrRuleCode.Wrap("purposes are not known, ascending and unique")
	}
	if _, ok := setOf[policy.Category](r.Categories); !ok {
		return ErrRuleCode.Wrap("categories are not known, ascending and unique")
	}
	if _, ok := setOf[policy.Action](r.Actions); !ok {
		return ErrRuleCode.Wrap("actions are not known, ascending and unique")
	}
	safeguards, ok := setOf[policy.Obligation](r.Safeguards)
	if !ok {
		return ErrRuleSafeguard.Wrap("safeguards are not known, ascending and unique")
	}
	for _, s := range safeguards.Codes() {
		if !s.Safeguard() {
			return ErrRuleSafeguard.Wrapf("%s is no safeguard", s)
		}
	}
	return nil
}

// policy is a valid rule as decisions read it.
func (r Rule) policy() policy.Rule {
	out := policy.Rule{
		From: r.From, To: r.To,
		MaxGrade:          uint8(r.MaxGrade),
		RecognisesPermits: r.RecognisesPermits,
	}
	out.Purposes, _ = setOf[policy.Purpose](r.Purposes)
	out.Categories, _ = setOf[policy.Category](r.Categories)
	out.Actions, _ = setOf[policy.Action](r.Actions)
	out.Safeguards, _ = setOf[policy.Obligation](r.Safeguards)
	return out
}

// code is a code of the vocabulary, as decisions read it.
type code interface {
	~uint8
	Valid() bool
}

// setOf is a list of codes as a set, and whether they are known, ascending and
// unique. A code that is not known stays in the set as one that fits nothing.
func setOf[C code, E ~int32](list []E) (policy.Set[C], bool) {
	var set policy.Set[C]
	ok := true
	for i, e := range list {
		var c C
		if e > 0 && e <= math.MaxUint8 {
			c = C(e)
		}
		ok = ok && c.Valid() && (i == 0 || list[i-1] < e)
		set = set.Add(c)
	}
	return set, ok
}
