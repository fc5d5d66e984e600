package types

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
)

const (
	// MinPower is the least power of a validator. It leaves room for a change of
	// one validator's power that is small beside the others'.
	MinPower int64 = 1_000
	// MaxPower is the greatest power of a validator. With MaxValidators of it the
	// set has 6.4e10, far below the 1.1e18 at which the consensus engine stops.
	MaxPower int64 = 1_000_000_000
	// MaxValidators bounds the validators, whatever their status.
	MaxValidators = 64

	maxParticipantBytes = 64
)

// NewValidator is ACTIVE.
func NewValidator(participant string, key cryptotypes.PubKey, power int64) (Validator, error) {
	packed, err := codectypes.NewAnyWithValue(key)
	if err != nil {
		return Validator{}, ErrKeyInvalid.Wrap(err.Error())
	}
	v := Validator{
		Participant: participant,
		PubKey:      packed,
		Power:       power,
		Status:      ValidatorStatus_VALIDATOR_STATUS_ACTIVE,
	}
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
	if err := checkPower(v.Power); err != nil {
		return err
	}
	_, err := v.ConsensusKey()
	return err
}

// Active reports whether the validator is in the desired set.
func (v Validator) Active() bool { return v.Status == ValidatorStatus_VALIDATOR_STATUS_ACTIVE }

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

// ConsensusKey is the key that the validator votes with. Only ed25519 is
// allowed.
func (v Validator) ConsensusKey() (*ed25519.PubKey, error) {
	key, ok := keyOf(v.PubKey)
	if !ok {
		return nil, ErrKeyInvalid.Wrapf("validator %s: want ed25519 of %d bytes", v.Participant, ed25519.PubKeySize)
	}
	return key, nil
}

// UnpackInterfaces decodes the key.
func (v Validator) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKey(unpacker, v.PubKey)
}

// UnpackInterfaces decodes the key.
func (a Announced) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKey(unpacker, a.PubKey)
}

func unpackKey(unpacker codectypes.AnyUnpacker, packed *codectypes.Any) error {
	var key cryptotypes.PubKey
	return unpacker.UnpackAny(packed, &key)
}

// unpackKeys decodes the keys of validators that are in a message.
func unpackKeys(unpacker codectypes.AnyUnpacker, validators []Validator) error {
	for _, v := range validators {
		if err := v.UnpackInterfaces(unpacker); err != nil {
			return err
		}
	}
	return nil
}

// keyOf is a decoded key; false where it is missing, of another type or size.
func keyOf(packed *codectypes.Any) (*ed25519.PubKey, bool) {
	if packed == nil {
		return nil, false
	}
	key, ok := packed.GetCachedValue().(*ed25519.PubKey)
	if !ok || key == nil || len(key.Key) != ed25519.PubKeySize {
		return nil, false
	}
	return key, true
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
	if id == "" || len(id) > maxParticipantBytes {
		return ErrValidatorInvalid.Wrapf("participant's id of %d bytes, want 1 to %d", len(id), maxParticipantBytes)
	}
	for i := range len(id) {
		c := id[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return ErrValidatorInvalid.Wrapf("participant %q", id)
		}
	}
	return nil
}
