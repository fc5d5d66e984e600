package types

import "slices"

// Set is all validators, in order of participant.
type Set []Validator

// Active counts those that are.
func (s Set) Active() int { return s.count(Validator.Active) }

// Standing counts those that are ACTIVE and not about to be removed.
func (s Set) Standing() int { return s.count(Validator.Standing) }

// Present counts those that are ACTIVE or may be again.
func (s Set) Present() int { return s.count(Validator.Present) }

func (s Set) count(is func(Validator) bool) int {
	n := 0
	for _, v := range s {
		if is(v) {
			n++
		}
	}
	return n
}

// Of is a participant's validator; false if it has none.
func (s Set) Of(participant string) (Validator, bool) {
	i := slices.IndexFunc(s, func(v Validator) bool { return v.Participant == participant })
	if i < 0 {
		return Validator{}, false
	}
	return s[i], true
}

// with is the set with one validator in the place of an earlier one of the participant.
func (s Set) with(v Validator) Set {
	next := slices.Clone(s)
	for i := range next {
		if next[i].Participant == v.Participant {
			next[i] = v
		}
	}
	return next
}

// MayLose says whether the set may lose a validator by somebody's will: one that stands
// only while more than the minimum do, one that equivocated only while somebody else is
// ACTIVE.
func (s Set) MayLose(v Validator, p Params) error {
	if v.Standing() && s.Standing() <= int(p.MinValidators) {
		return ErrTooFewValidators.Wrapf("%d validate, the least is %d", s.Standing(), p.MinValidators)
	}
	if v.Active() && s.Active() == 1 {
		return ErrTooFewValidators.Wrap("it is the last")
	}
	return nil
}

// Jail takes a validator that missed too much out of the set, unless nobody would be left
// but those that equivocated. One of these waits for its removal, from which no
// unjailing leads back.
func (s Set) Jail(v Validator, p Params, at int64) (Validator, bool) {
	if !v.Standing() || s.Standing() == 1 {
		return v, false
	}
	return v.Jail(jailedUntil(at, p.JailDuration)), true
}

// Cleared is the set without those that equivocated, unless nobody would be left, and
// who they are.
func (s Set) Cleared() (Set, []Validator) {
	var removed []Validator
	for _, v := range s {
		if !v.Active() || !v.Equivocated || s.Active() == 1 {
			continue
		}
		v.Status, v.Equivocated = ValidatorStatus_VALIDATOR_STATUS_REMOVED, false
		s = s.with(v)
		removed = append(removed, v)
	}
	return s, removed
}
