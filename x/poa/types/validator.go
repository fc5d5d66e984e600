package types

import (
	"math"

	"github.com/assent-ledger/assent/internal/ident"
)

const (
	// MinPower is the least power of a validator. It leaves room for a change of
	// one validator's power that is small beside the others'.
	MinPower int64 = 1_000
	// MaxPower is the greatest power of a validator. With MaxValidators of it the
	// set has 6.4e10, far below the 1.1e18 at which the consensus engine stops.
	MaxPower int64 = 1_000_000_000
	// MaxValidators bounds those that are ACTIVE or may be again.
	MaxValidators = 64
	// MaxRecords bounds the validators, whatever their status.
	MaxRecords = 256
)

// NewValidator is ACTIVE.
func NewValidator(participant string, key ConsensusKey, power int64) (Validator, error) {
	v := Validator{Participant: participant, Key: key, Power: power, Status: ValidatorStatus_VALIDATOR_STATUS_ACTIVE}
	if err := v.Validate(); err != nil {
		return Validator{}, err
	}
	return v, nil
}

// Validate checks all that can be said of a validator alone.
func (v Validator) Validate() error {
	if err := checkParticipant(v.Participant); err != nil {
		return err
	}
	if v.Status < ValidatorStatus_VALIDATOR_STATUS_ACTIVE || v.Status > ValidatorStatus_VALIDATOR_STATUS_REMOVED {
		return ErrValidatorInvalid.Wrapf("%s: status %d is unknown", v.Participant, int32(v.Status))
	}
	if (v.JailedUntil != 0) != (v.Status == ValidatorStatus_VALIDATOR_STATUS_JAILED) || v.JailedUntil < 0 {
		return ErrValidatorInvalid.Wrapf("%s: jailed until %d, %s", v.Participant, v.JailedUntil, v.Status)
	}
	if v.RotatedHeight < 0 {
		return ErrValidatorInvalid.Wrapf("%s: rotated at height %d", v.Participant, v.RotatedHeight)
	}
	if v.Equivocated && !v.Active() {
		return ErrValidatorInvalid.Wrapf("%s: equivocated, %s", v.Participant, v.Status)
	}
	if err := checkPower(v.Power); err != nil {
		return err
	}
	if _, err := v.Key.Engine(); err != nil {
		return ErrKeyInvalid.Wrapf("validator %s: %s", v.Participant, err)
	}
	return nil
}

// Active reports whether the validator is in the desired set.
func (v Validator) Active() bool { return v.Status == ValidatorStatus_VALIDATOR_STATUS_ACTIVE }

// Standing reports whether the validator is in the desired set and not about to be
// removed from it.
func (v Validator) Standing() bool { return v.Active() && !v.Equivocated }

// Jailed reports whether the validator may come back by itself.
func (v Validator) Jailed() bool { return v.Status == ValidatorStatus_VALIDATOR_STATUS_JAILED }

// Present reports whether the validator is ACTIVE or may be again.
func (v Validator) Present() bool { return v.Active() || v.Jailed() }

// WithPower is an ACTIVE validator with another power.
func (v Validator) WithPower(power int64) (Validator, error) {
	if !v.Active() {
		return Validator{}, ErrValidatorNotActive.Wrapf("%s is %s", v.Participant, v.Status)
	}
	if err := checkPower(power); err != nil {
		return Validator{}, err
	}
	v.Power = power
	return v, nil
}

// WithKey is a present validator that votes with another key from a height on.
func (v Validator) WithKey(key ConsensusKey, height int64) (Validator, error) {
	switch {
	case !v.Present():
		return Validator{}, ErrValidatorNotActive.Wrapf("%s is %s", v.Participant, v.Status)
	case v.Equivocated:
		return Validator{}, ErrEquivocated.Wrap(v.Participant)
	case v.Key.Same(key):
		return Validator{}, ErrKeyInUse.Wrap("it is the validator's own")
	}
	v.Key, v.RotatedHeight = key, height
	return v, nil
}

// Ended is a present validator that LEFT or was REMOVED.
func (v Validator) Ended(as ValidatorStatus) (Validator, error) {
	if !v.Present() {
		return Validator{}, ErrValidatorNotActive.Wrapf("%s is %s", v.Participant, v.Status)
	}
	v.Status, v.JailedUntil, v.Equivocated = as, 0, false
	return v, nil
}

// Jail is an ACTIVE validator out of the set until a moment, in Unix seconds.
func (v Validator) Jail(until int64) Validator {
	v.Status, v.JailedUntil = ValidatorStatus_VALIDATOR_STATUS_JAILED, until
	return v
}

// Unjail is a JAILED validator back in the set, once its time has come.
func (v Validator) Unjail(at int64) (Validator, error) {
	switch {
	case !v.Jailed():
		return Validator{}, ErrValidatorNotJailed.Wrapf("%s is %s", v.Participant, v.Status)
	case at < v.JailedUntil:
		return Validator{}, ErrStillJailed.Wrapf("until %d, it is %d", v.JailedUntil, at)
	}
	v.Status, v.JailedUntil = ValidatorStatus_VALIDATOR_STATUS_ACTIVE, 0
	return v, nil
}

// Convict is a validator that equivocated: out of the set for ever, or, while it is
// ACTIVE, to be taken out as soon as somebody else is left.
func (v Validator) Convict() Validator {
	if v.Active() {
		v.Equivocated = true
		return v
	}
	v.Status, v.JailedUntil = ValidatorStatus_VALIDATOR_STATUS_REMOVED, 0
	return v
}

// jailedUntil is the moment until which who is jailed now is.
func jailedUntil(at, duration int64) int64 {
	if duration > math.MaxInt64-at {
		return math.MaxInt64
	}
	return at + duration
}

func checkPower(power int64) error {
	if power < MinPower || power > MaxPower {
		return ErrPowerInvalid.Wrapf("power %d, want %d to %d", power, MinPower, MaxPower)
	}
	return nil
}

// checkParticipant refuses what cannot be the id of a participant. Whether there
// is one is for the application's genesis and for admission to say.
func checkParticipant(id string) error {
	if !ident.Participant(id) {
		return ErrValidatorInvalid.Wrapf("participant %.80q", id)
	}
	return nil
}
