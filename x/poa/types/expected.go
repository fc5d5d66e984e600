package types

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry says who operates for whom, and who is in.
type Registry interface {
	// Authorize is the account's participant, or an error if the account does not
	// have the permission now.
	Authorize(ctx context.Context, address string, p permission.Permission) (permission.Member, error)
	// RequireNodeOperator is nil for a participant that is ACTIVE, of a jurisdiction that
	// is, and holds the role NODE_OPERATOR now.
	RequireNodeOperator(ctx context.Context, participant string) error
}
