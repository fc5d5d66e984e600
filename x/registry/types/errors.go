package types

import errorsmod "cosmossdk.io/errors"

// The errors of the registry. Codes are part of the protocol: they are never
// changed and never used again for something else.
var (
	// ErrJurisdictionInvalid says that a jurisdiction's id, name or history breaks a rule.
	ErrJurisdictionInvalid = errorsmod.Register(ModuleName, 2, "jurisdiction is invalid")
	// ErrJurisdictionExists says that the id is taken.
	ErrJurisdictionExists = errorsmod.Register(ModuleName, 3, "jurisdiction exists")
	// ErrJurisdictionUnknown says that no jurisdiction has the id.
	ErrJurisdictionUnknown = errorsmod.Register(ModuleName, 4, "jurisdiction is unknown")
	// ErrJurisdictionNotActive says that the jurisdiction may not act now.
	ErrJurisdictionNotActive = errorsmod.Register(ModuleName, 5, "jurisdiction is not active")
	// ErrParticipantInvalid says that a participant's id, name, roles, metadata or history break a rule.
	ErrParticipantInvalid = errorsmod.Register(ModuleName, 6, "participant is invalid")
	// ErrParticipantExists says that the id is taken.
	ErrParticipantExists = errorsmod.Register(ModuleName, 7, "participant exists")
	// ErrParticipantUnknown says that no participant has the id.
	ErrParticipantUnknown = errorsmod.Register(ModuleName, 8, "participant is unknown")
	// ErrParticipantNotActive says that the participant may not act now.
	ErrParticipantNotActive = errorsmod.Register(ModuleName, 9, "participant is not active")
	// ErrStatusTransition says that the status cannot be left for the wanted one, or not at that moment.
	ErrStatusTransition = errorsmod.Register(ModuleName, 10, "status cannot be entered from the present one")
	// ErrHistoryFull says that a status history has no room for the entry.
	ErrHistoryFull = errorsmod.Register(ModuleName, 11, "status history is full")
	// ErrAccountInvalid says that an address or a list of permissions breaks a rule.
	ErrAccountInvalid = errorsmod.Register(ModuleName, 12, "account is invalid")
	// ErrAccountBound says that the address already speaks for somebody.
	ErrAccountBound = errorsmod.Register(ModuleName, 13, "account is bound already")
	// ErrAccountUnknown says that the address is bound to no participant.
	ErrAccountUnknown = errorsmod.Register(ModuleName, 14, "account is unknown")
	// ErrPermissionMissing says that the account lacks the permission that was needed.
	ErrPermissionMissing = errorsmod.Register(ModuleName, 15, "account lacks the permission")
	// ErrNotAuthority says that the address is not the authority that was needed.
	ErrNotAuthority = errorsmod.Register(ModuleName, 16, "account is not the authority")
	// ErrNotCouncil says that the message was not sent by the council.
	ErrNotCouncil = errorsmod.Register(ModuleName, 17, "signer is not the council")
	// ErrProfileInvalid says that a regime profile breaks a rule.
	ErrProfileInvalid = errorsmod.Register(ModuleName, 18, "profile is invalid")
	// ErrGenesisInvalid says that a genesis state is out of order or contradicts itself.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 19, "genesis state is invalid")
)
