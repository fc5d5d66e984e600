package types

import (
	"google.golang.org/grpc/codes"

	errorsmod "cosmossdk.io/errors"
)

// Errors of recognition. A code is never used again for something else.
var (
	// ErrAgreementIDInvalid: the id is malformed or does not begin with its proposer.
	ErrAgreementIDInvalid = errorsmod.Register(ModuleName, 2, "invalid agreement id")
	// ErrAgreementExists: there is an agreement of that id.
	ErrAgreementExists = errorsmod.Register(ModuleName, 3, "agreement exists")
	// ErrAgreementUnknown: there is no agreement of that id.
	ErrAgreementUnknown = errorsmod.RegisterWithGRPCCode(ModuleName, 4, codes.NotFound, "unknown agreement")
	// ErrAgreementExpired: its validity has ended.
	ErrAgreementExpired = errorsmod.Register(ModuleName, 5, "agreement expired")
	// ErrPartiesInvalid: too few, too many, malformed, or not ascending and unique.
	ErrPartiesInvalid = errorsmod.Register(ModuleName, 6, "invalid parties")
	// ErrPartyInactive: a jurisdiction is not ACTIVE.
	ErrPartyInactive = errorsmod.Register(ModuleName, 7, "party not active")
	// ErrSenderNotParty: the sender's jurisdiction is no party.
	ErrSenderNotParty = errorsmod.Register(ModuleName, 8, "sender is not a party")
	// ErrRuleCount: no rules, or too many.
	ErrRuleCount = errorsmod.Register(ModuleName, 9, "invalid number of rules")
	// ErrRulePair: a rule does not lead from one party to another.
	ErrRulePair = errorsmod.Register(ModuleName, 10, "invalid pair of a rule")
	// ErrRuleCode: codes of a rule are unknown, or not ascending and unique.
	ErrRuleCode = errorsmod.Register(ModuleName, 11, "invalid code of a rule")
	// ErrRuleGrade: the ceiling of a rule is above the highest grade.
	ErrRuleGrade = errorsmod.Register(ModuleName, 12, "invalid grade of a rule")
	// ErrRuleSafeguard: an obligation of a rule is no safeguard, or they are not ascending and unique.
	ErrRuleSafeguard = errorsmod.Register(ModuleName, 13, "invalid safeguard of a rule")
	// ErrDigestInvalid: the document digest does not have 32 bytes.
	ErrDigestInvalid = errorsmod.Register(ModuleName, 14, "invalid document digest")
	// ErrDigestMismatch: another text than the agreement's was certified.
	ErrDigestMismatch = errorsmod.Register(ModuleName, 15, "document digest is another")
	// ErrValidityInvalid: the bounds of the validity are negative or not in order.
	ErrValidityInvalid = errorsmod.Register(ModuleName, 16, "invalid validity")
	// ErrValidityPast: the validity would have ended already.
	ErrValidityPast = errorsmod.Register(ModuleName, 17, "validity has passed")
	// ErrCertificationRepeated: the party has certified.
	ErrCertificationRepeated = errorsmod.Register(ModuleName, 18, "certified already")
	// ErrPairFull: an ordered pair of jurisdictions has as many agreements as it may.
	ErrPairFull = errorsmod.Register(ModuleName, 19, "too many agreements of a pair")
	// ErrHistoryInvalid: certifications and history of an agreement contradict each other.
	ErrHistoryInvalid = errorsmod.Register(ModuleName, 20, "invalid history")
	// ErrGenesisInvalid: agreements are not ascending and unique.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 21, "invalid genesis")
)
