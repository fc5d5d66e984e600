package types

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry is what permit asks of the registry.
type Registry interface {
	// PermitIssuer is for whom an address issues data permits: the authority of an
	// ACTIVE jurisdiction, for which no participant is named, or an account with ATTEST
	// of an ACTIVE participant there that holds the role ACCESS_BODY; else an error.
	PermitIssuer(ctx context.Context, address string) (permission.Member, error)
	// RequireActive is nil for a participant that is ACTIVE, of a jurisdiction that is.
	RequireActive(ctx context.Context, participant string) error
	// ParticipantKnown reports whether there is a participant of that id, whatever its
	// status.
	ParticipantKnown(ctx context.Context, id string) (bool, error)
	// Claim counts state, in bytes, that a participant occupies from now on, or refuses.
	Claim(ctx context.Context, participant string, bytes uint64) error
	// Occupy counts state, in bytes, whether there was room for it or not.
	Occupy(ctx context.Context, participant string, bytes uint64) error
}
