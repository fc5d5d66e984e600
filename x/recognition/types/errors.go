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
	// ErrNotProposed: it was certified by all, rejected or withdrawn.
	ErrNotProposed = errorsmod.Register(ModuleName, 22, "agreement is no longer proposed")
	// ErrNotProposer: another party proposed it.
	ErrNotProposer = errorsmod.Register(ModuleName, 23, "only the jurisdiction that proposed may withdraw")
	// ErrNotCertified: not all parties have certified.
	ErrNotCertified = errorsmod.Register(ModuleName, 24, "agreement is not certified")
	// ErrAgreementEnded: its newest version has expired, or its notice has run out.
	ErrAgreementEnded = errorsmod.Register(ModuleName, 25, "agreement has ended")
	// ErrNotNewest: another version was certified since the one that is to be amended.
	ErrNotNewest = errorsmod.Register(ModuleName, 26, "not the newest certified version")
	// ErrVersionsFull: a line has as many certified versions as it may.
	ErrVersionsFull = errorsmod.Register(ModuleName, 27, "too many versions")
	// ErrSuspendedAlready: the party has suspended.
	ErrSuspendedAlready = errorsmod.Register(ModuleName, 28, "suspended already by this party")
	// ErrNotSuspended: the party has not suspended; another one may have.
	ErrNotSuspended = errorsmod.Register(ModuleName, 29, "not suspended by this party")
	// ErrSuspensionsFull: the party has suspended as often as it may, and stays so.
	ErrSuspensionsFull = errorsmod.Register(ModuleName, 30, "no room for another suspension: conclude another agreement")
	// ErrNoticeGiven: a party has given notice.
	ErrNoticeGiven = errorsmod.Register(ModuleName, 31, "notice was given already")
	// ErrNoticePeriodInvalid: the notice period is negative or too long.
	ErrNoticePeriodInvalid = errorsmod.Register(ModuleName, 32, "invalid notice period")
	// ErrPartyAlready: the jurisdiction is a party.
	ErrPartyAlready = errorsmod.Register(ModuleName, 33, "is a party already")
	// ErrOpenFull: the jurisdiction has proposed as much as it may at once.
	ErrOpenFull = errorsmod.Register(ModuleName, 34, "too many open proposals: wait for one to be certified, or withdraw one")
	// ErrLineInvalid: versions, suspensions and notice of a line contradict each other.
	ErrLineInvalid = errorsmod.Register(ModuleName, 35, "invalid line of versions")
)
