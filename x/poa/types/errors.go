package types

import errorsmod "cosmossdk.io/errors"

// The errors of the validator set. Codes are part of the protocol: they are
// never changed and never used again for something else.
var (
	// ErrValidatorInvalid says that a validator's participant or status breaks a rule.
	ErrValidatorInvalid = errorsmod.Register(ModuleName, 2, "validator is invalid")
	// ErrValidatorUnknown says that the participant has no validator.
	ErrValidatorUnknown = errorsmod.Register(ModuleName, 3, "validator is unknown")
	// ErrValidatorNotActive says that the validator is not in the desired set.
	ErrValidatorNotActive = errorsmod.Register(ModuleName, 4, "validator is not active")
	// ErrPowerInvalid says that a power is out of bounds.
	ErrPowerInvalid = errorsmod.Register(ModuleName, 5, "power is out of bounds")
	// ErrKeyInvalid says that a consensus key is missing, malformed or of a type that is not allowed.
	ErrKeyInvalid = errorsmod.Register(ModuleName, 6, "consensus key is invalid")
	// ErrNotCouncil says that the message was not sent by the council.
	ErrNotCouncil = errorsmod.Register(ModuleName, 7, "signer is not the council")
	// ErrGenesisInvalid says that a genesis state is out of order or contradicts itself.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 8, "genesis state is invalid")
)
