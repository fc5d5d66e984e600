package types

import (
	"google.golang.org/grpc/codes"

	errorsmod "cosmossdk.io/errors"
)

// Errors of access. A code is never used again for something else.
var (
	// ErrTrailNameInvalid: the name of a trail, or of its writer, is malformed.
	ErrTrailNameInvalid = errorsmod.Register(ModuleName, 2, "invalid trail name")
	// ErrTrailExists: the participant has a trail of that name.
	ErrTrailExists = errorsmod.Register(ModuleName, 3, "trail exists")
	// ErrTrailUnknown: there is no trail of that id.
	ErrTrailUnknown = errorsmod.RegisterWithGRPCCode(ModuleName, 4, codes.NotFound, "unknown trail")
	// ErrTrailForeign: the trail is another participant's.
	ErrTrailForeign = errorsmod.Register(ModuleName, 5, "trail of another participant")
	// ErrTrailLimit: the participant has as many trails as it may.
	ErrTrailLimit = errorsmod.Register(ModuleName, 6, "too many trails")
	// ErrIndexTooLow: the trail has a record at the first index.
	ErrIndexTooLow = errorsmod.Register(ModuleName, 7, "first index too low")
	// ErrIndexTooHigh: the trail has no record before the first index yet.
	ErrIndexTooHigh = errorsmod.Register(ModuleName, 8, "first index too high")
	// ErrBatchEmpty: no events.
	ErrBatchEmpty = errorsmod.Register(ModuleName, 9, "no events")
	// ErrBatchTooLong: too many events.
	ErrBatchTooLong = errorsmod.Register(ModuleName, 10, "too many events")
	// ErrBatchTooWide: too many categories of all events together.
	ErrBatchTooWide = errorsmod.Register(ModuleName, 11, "too many event-categories")
	// ErrBatchTooLarge: too many bytes.
	ErrBatchTooLarge = errorsmod.Register(ModuleName, 12, "message too large")
	// ErrEventInvalid: an event is malformed.
	ErrEventInvalid = errorsmod.Register(ModuleName, 13, "invalid event")
	// ErrEventSide: the writer did not stand on the side that the event names.
	ErrEventSide = errorsmod.Register(ModuleName, 14, "event of another side")
	// ErrVerdictInvalid: a verdict is none that the chain gives.
	ErrVerdictInvalid = errorsmod.Register(ModuleName, 15, "invalid verdict")
	// ErrHeadInvalid: the hashes of a head do not fit its size.
	ErrHeadInvalid = errorsmod.Register(ModuleName, 16, "invalid head")
	// ErrParamsInvalid: a parameter is out of its bounds.
	ErrParamsInvalid = errorsmod.Register(ModuleName, 17, "invalid parameters")
	// ErrGenesisInvalid: a trail's id is not its writer's, or trails are not ascending and unique.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 18, "invalid genesis")
	// ErrNotCouncil: the message was not sent by the council.
	ErrNotCouncil = errorsmod.Register(ModuleName, 19, "signer is not the council")
	// ErrTrailClosed: the trail was closed.
	ErrTrailClosed = errorsmod.Register(ModuleName, 20, "trail is closed")
	// ErrTooManyCases: the message would open or add to more break-glass cases than it may.
	ErrTooManyCases = errorsmod.Register(ModuleName, 21, "too many emergencies in one message: send them in parts")
	// ErrCaseUnknown: there is no case of that id, or the sender has no part in it.
	ErrCaseUnknown = errorsmod.RegisterWithGRPCCode(ModuleName, 22, codes.NotFound, "unknown case")
	// ErrCaseStatus: the step does not follow from the case's status.
	ErrCaseStatus = errorsmod.Register(ModuleName, 23, "not possible with the case as it is")
	// ErrDigestInvalid: the digest of a document does not have 32 bytes.
	ErrDigestInvalid = errorsmod.Register(ModuleName, 24, "digest of the document is invalid")
	// ErrOutcomeInvalid: the outcome is none that ends a case or a dispute.
	ErrOutcomeInvalid = errorsmod.Register(ModuleName, 25, "invalid outcome")
	// ErrReviewersInvalid: reviewers are not known participants, ascending and unique, or are too many.
	ErrReviewersInvalid = errorsmod.Register(ModuleName, 26, "invalid reviewers")
	// ErrDisputeUnknown: there is no dispute of that id, or the sender has no part in it.
	ErrDisputeUnknown = errorsmod.RegisterWithGRPCCode(ModuleName, 27, codes.NotFound, "unknown dispute")
	// ErrDisputeStatus: the step does not follow from the dispute's status.
	ErrDisputeStatus = errorsmod.Register(ModuleName, 28, "not possible with the dispute as it is")
	// ErrDisputeExists: the record is disputed, or was.
	ErrDisputeExists = errorsmod.Register(ModuleName, 29, "the record was disputed before")
	// ErrDisputeInvalid: a field of a dispute is malformed, or does not fit the record.
	ErrDisputeInvalid = errorsmod.Register(ModuleName, 30, "invalid dispute")
	// ErrDisputesFull: the subject has as many unresolved disputes as it may.
	ErrDisputesFull = errorsmod.Register(ModuleName, 31, "too many unresolved disputes")
	// ErrRecordUnproven: the record is malformed, or does not stand in the trail at a size that is kept.
	ErrRecordUnproven = errorsmod.Register(ModuleName, 32, "the record is not proven to stand in the trail")
	// ErrSignatureWrong: the subject did not sign this, or not with a key that it has now.
	ErrSignatureWrong = errorsmod.Register(ModuleName, 33, "not signed by the subject")
	// ErrDeadline: a deadline has passed, or lies more than a day ahead.
	ErrDeadline = errorsmod.Register(ModuleName, 34, "deadline has passed or lies too far ahead")
	// ErrSubjectForeign: the subject is not enrolled, is at home elsewhere, or can sign for itself.
	ErrSubjectForeign = errorsmod.Register(ModuleName, 35, "not a subject in the sender's custody")
)
