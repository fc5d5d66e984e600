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
)
