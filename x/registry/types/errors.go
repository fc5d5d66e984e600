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
	// Code 11 was of a status history without room. Histories have an archive now.

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
	// ErrParamsInvalid says that a parameter is out of its bounds.
	ErrParamsInvalid = errorsmod.Register(ModuleName, 20, "parameters are invalid")
	// ErrTooManyJurisdictions says that no more jurisdictions can be registered.
	ErrTooManyJurisdictions = errorsmod.Register(ModuleName, 21, "too many jurisdictions")
	// ErrLastJurisdiction says that no other jurisdiction would stay ACTIVE.
	ErrLastJurisdiction = errorsmod.Register(ModuleName, 22, "last active jurisdiction")
	// ErrProfileNotice says that a profile's moment is too near.
	ErrProfileNotice = errorsmod.Register(ModuleName, 23, "profile is adopted too late for its moment")
	// ErrHandoverInvalid says that a handover of an authority breaks a rule.
	ErrHandoverInvalid = errorsmod.Register(ModuleName, 24, "handover is invalid")
	// ErrHandoverUnknown says that no such handover waits for its successor.
	ErrHandoverUnknown = errorsmod.Register(ModuleName, 25, "handover is unknown")
	// ErrHandoverNotOpen says that the successor may not accept yet, or no longer.
	ErrHandoverNotOpen = errorsmod.Register(ModuleName, 26, "handover is not open")
	// ErrReplacementPending says that the council is replacing the authority, which can object first.
	ErrReplacementPending = errorsmod.Register(ModuleName, 27, "replacement of the authority is pending, object to it first")
	// ErrObjectionLate says that the replacement has opened.
	ErrObjectionLate = errorsmod.Register(ModuleName, 28, "objection is too late")
	// ErrNotSuccessor says that the address is not named to become the authority.
	ErrNotSuccessor = errorsmod.Register(ModuleName, 29, "account is not the successor")
	// ErrParticipantOffboarded says that the participant's part is over for ever.
	ErrParticipantOffboarded = errorsmod.Register(ModuleName, 30, "participant is offboarded")
	// ErrTooManyAccounts says that the participant has no room for another account: unbind one first.
	ErrTooManyAccounts = errorsmod.Register(ModuleName, 31, "too many accounts")
	// ErrLastAdmin says that the participant would be left without an admin: bind another one first.
	ErrLastAdmin = errorsmod.Register(ModuleName, 32, "last admin account")
	// ErrSchemeInvalid says that a scheme's id or its issuers break a rule.
	ErrSchemeInvalid = errorsmod.Register(ModuleName, 33, "scheme is invalid")
	// ErrTooManySchemes says that the jurisdiction has no room for another scheme that names issuers.
	ErrTooManySchemes = errorsmod.Register(ModuleName, 34, "too many schemes")
	// ErrNotIssuer says that the sender may not accredit under the scheme, or not this participant.
	ErrNotIssuer = errorsmod.Register(ModuleName, 35, "sender is not an issuer of the scheme")
	// ErrAccreditationInvalid says that an accreditation breaks a rule.
	ErrAccreditationInvalid = errorsmod.Register(ModuleName, 36, "accreditation is invalid")
	// ErrAccreditationExists says that the participant has one of the scheme and credential.
	ErrAccreditationExists = errorsmod.Register(ModuleName, 37, "accreditation exists")
	// ErrAccreditationUnknown says that the participant has none of the scheme and credential.
	ErrAccreditationUnknown = errorsmod.Register(ModuleName, 38, "accreditation is unknown")
	// ErrAccreditationEnded says that the accreditation was revoked, or ran out, before.
	ErrAccreditationEnded = errorsmod.Register(ModuleName, 39, "accreditation has ended")
	// ErrTooManyAccreditations says that the participant has no room for another one of that origin.
	ErrTooManyAccreditations = errorsmod.Register(ModuleName, 40, "too many accreditations")
	// ErrQuotaExhausted says that the sender has used what it may for now: send again later.
	ErrQuotaExhausted = errorsmod.Register(ModuleName, 41, "quota is exhausted")
	// ErrStateAllowanceExhausted says that the participant may occupy no more state: its authority can raise the allowance.
	ErrStateAllowanceExhausted = errorsmod.Register(ModuleName, 42, "state allowance is exhausted")
	// ErrUsageInvalid says that what a sender has used breaks a rule.
	ErrUsageInvalid = errorsmod.Register(ModuleName, 43, "usage is invalid")
	// ErrNotNodeOperator says that the participant does not hold the role that running a validator takes.
	ErrNotNodeOperator = errorsmod.Register(ModuleName, 44, "participant is not a node operator: its authority can give it the role")
	// ErrNotAccessBody says that the participant does not hold the role that issuing data permits takes.
	ErrNotAccessBody = errorsmod.Register(ModuleName, 45, "participant is not an access body: its authority can give it the role")
)
