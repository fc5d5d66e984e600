package types

import (
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
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
	if _, ok := vocabulary.Codes[policy.Purpose](r.Purposes); !ok {
		return ErrRuleCode.Wrap("purposes are not known, ascending and unique")
	}
	if _, ok := vocabulary.Codes[policy.Category](r.Categories); !ok {
		return ErrRuleCode.Wrap("categories are not known, ascending and unique")
	}
	if _, ok := vocabulary.Codes[policy.Action](r.Actions); !ok {
		return ErrRuleCode.Wrap("actions are not known, ascending and unique")
	}
	safeguards, ok := vocabulary.Codes[policy.Obligation](r.Safeguards)
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
	out.Purposes, _ = vocabulary.Codes[policy.Purpose](r.Purposes)
	out.Categories, _ = vocabulary.Codes[policy.Category](r.Categories)
	out.Actions, _ = vocabulary.Codes[policy.Action](r.Actions)
	out.Safeguards, _ = vocabulary.Codes[policy.Obligation](r.Safeguards)
	return out
}
