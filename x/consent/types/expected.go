package types

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry says for whom an account acts.
type Registry interface {
	// Authorize is the account's participant, or an error if the account does not
	// have the permission now.
	Authorize(ctx context.Context, address string, p permission.Permission) (permission.Member, error)
}
