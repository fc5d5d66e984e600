package types

import (
	"google.golang.org/grpc/codes"

	errorsmod "cosmossdk.io/errors"
)

// Errors of permit. A code is never used again for something else.
var (
	// ErrPermitIDInvalid: the id is malformed or does not begin with its issuer.
	ErrPermitIDInvalid = errorsmod.Register(ModuleName, 2, "invalid permit id")
	// ErrPermitExists: there is, or was, a permit of that id.
	ErrPermitExists = errorsmod.Register(ModuleName, 3, "permit exists")
	// ErrPermitUnknown: there is no permit of that id.
	ErrPermitUnknown = errorsmod.RegisterWithGRPCCode(ModuleName, 4, codes.NotFound, "unknown permit")
	// ErrNotIssuer: the sender is not of the jurisdiction that issued the permit.
	ErrNotIssuer = errorsmod.Register(ModuleName, 5, "sender is not of the issuing jurisdiction")
	// ErrOwnPermit: an access body would issue, resume or extend a permit that it holds itself.
	ErrOwnPermit = errorsmod.Register(ModuleName, 6, "access body holds the permit itself")
	// ErrHolderInvalid: the holder's id is malformed.
	ErrHolderInvalid = errorsmod.Register(ModuleName, 7, "invalid holder")
	// ErrCodesInvalid: purposes, categories or actions are unknown, or not ascending and unique.
	ErrCodesInvalid = errorsmod.Register(ModuleName, 8, "invalid codes")
	// ErrControllersInvalid: controllers are too many, malformed, unknown, or not ascending and unique.
	ErrControllersInvalid = errorsmod.Register(ModuleName, 9, "invalid controllers")
	// ErrDatasetsInvalid: dataset digests are too many, of another size, or not ascending and unique.
	ErrDatasetsInvalid = errorsmod.Register(ModuleName, 10, "invalid dataset digests")
	// ErrSafeguardsInvalid: an obligation is no safeguard, or they are not ascending and unique.
	ErrSafeguardsInvalid = errorsmod.Register(ModuleName, 11, "invalid safeguards")
	// ErrDigestInvalid: a document digest does not have 32 bytes.
	ErrDigestInvalid = errorsmod.Register(ModuleName, 12, "invalid document digest")
	// ErrValidityInvalid: the bounds of the validity are negative or not in order, or there is no end.
	ErrValidityInvalid = errorsmod.Register(ModuleName, 13, "invalid validity")
	// ErrValidityPast: the validity would have ended already.
	ErrValidityPast = errorsmod.Register(ModuleName, 14, "validity has passed")
	// ErrValidityTooLong: the permit would be good for more than ten years.
	ErrValidityTooLong = errorsmod.Register(ModuleName, 15, "validity is too long")
	// ErrStatusTransition: the status cannot be left for the wanted one, or not at that moment.
	ErrStatusTransition = errorsmod.Register(ModuleName, 16, "status cannot be entered from the present one")
	// ErrPermitExpired: its validity has ended.
	ErrPermitExpired = errorsmod.Register(ModuleName, 17, "permit expired")
	// ErrTooManyResumptions: it was resumed as often as may be; issue another one.
	ErrTooManyResumptions = errorsmod.Register(ModuleName, 18, "permit was resumed too often")
	// ErrExtended: it was extended before.
	ErrExtended = errorsmod.Register(ModuleName, 19, "permit was extended already")
	// ErrExtensionShort: the new end is not later than the present one.
	ErrExtensionShort = errorsmod.Register(ModuleName, 20, "extension does not reach beyond the present end")
	// ErrHistoryInvalid: history and extension of a permit do not follow from messages.
	ErrHistoryInvalid = errorsmod.Register(ModuleName, 21, "invalid history")
	// ErrGenesisInvalid: permits are not ascending and unique.
	ErrGenesisInvalid = errorsmod.Register(ModuleName, 22, "invalid genesis")
)
