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
	// ErrValidatorExists says that the participant validates already, or is jailed.
	ErrValidatorExists = errorsmod.Register(ModuleName, 9, "participant has a validator")
	// ErrKeyInUse says that the key is, or was until lately, another validator's.
	ErrKeyInUse = errorsmod.Register(ModuleName, 10, "consensus key is in use: make a new one")
	// ErrKeyTombstoned says that the key equivocated and never comes back.
	ErrKeyTombstoned = errorsmod.Register(ModuleName, 11, "consensus key equivocated: make a new one")
	// ErrKeyTypeNotAllowed says that the consensus parameters do not allow keys of the type.
	ErrKeyTypeNotAllowed = errorsmod.Register(ModuleName, 12, "keys of this type are not allowed by the consensus parameters")
	// ErrTooManyKeys says that the participant rotated so often that evidence about its old keys would be lost.
	ErrTooManyKeys = errorsmod.Register(ModuleName, 13, "too many keys were retired lately: wait until evidence about them has expired")
	// ErrChangeTooSoon says that the set has changed by somebody's will a short time ago.
	ErrChangeTooSoon = errorsmod.Register(ModuleName, 14, "one change of validators at a time: send it again later")
	// ErrTooFewValidators says that no more validators may leave.
	ErrTooFewValidators = errorsmod.Register(ModuleName, 15, "too few validators would be left: admit another one first")
	// ErrTooManyValidators says that there is no room for another one.
	ErrTooManyValidators = errorsmod.Register(ModuleName, 16, "too many validators")
	// ErrValidatorNotJailed says that there is nothing to come back from.
	ErrValidatorNotJailed = errorsmod.Register(ModuleName, 17, "validator is not jailed")
	// ErrStillJailed says that a jailed validator comes back too early.
	ErrStillJailed = errorsmod.Register(ModuleName, 18, "validator is jailed still: send it again later")
	// ErrEquivocated says that the validator is about to be removed.
	ErrEquivocated = errorsmod.Register(ModuleName, 19, "validator equivocated")
	// ErrParamsInvalid says that parameters are out of bounds.
	ErrParamsInvalid = errorsmod.Register(ModuleName, 20, "parameters are invalid")
	// ErrBlockTooSmall says that so many signatures would leave no room for the largest transaction.
	ErrBlockTooSmall = errorsmod.Register(ModuleName, 21, "a block would have no room for the largest transaction")
	// ErrRotationTooSoon says that the validator took another key a short time ago.
	ErrRotationTooSoon = errorsmod.Register(ModuleName, 22, "one rotation of a validator's key at a time: send it again later")
)
