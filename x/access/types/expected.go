package types

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry is what access asks of the registry.
type Registry interface {
	// Authorize is the account's participant; an error unless the account holds the
	// permission and its participant may use it now.
	Authorize(ctx context.Context, address string, p permission.Permission) (permission.Member, error)
	// Authority is the ACTIVE jurisdiction that an address is the authority of.
	Authority(ctx context.Context, address string) (string, error)
	// Reviewer is for whom an address reviews: the authority of an ACTIVE jurisdiction, for
	// which no participant is named, or an account with ATTEST of an ACTIVE participant there.
	Reviewer(ctx context.Context, address string) (permission.Member, error)
	// Inquirer says who an address is that asks about subjects.
	Inquirer(ctx context.Context, address string) (permission.Inquirer, error)
	// JurisdictionOf is a participant's; empty if there is none of that id.
	JurisdictionOf(ctx context.Context, participant string) (string, error)
	// Occupy counts state, in bytes, that a participant occupies from now on, allowed or not.
	Occupy(ctx context.Context, participant string, bytes uint64) error
	// Claim counts state, in bytes, that a participant occupies from now on, or refuses.
	Claim(ctx context.Context, participant string, bytes uint64) error
}
