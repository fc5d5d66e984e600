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
	// Authority is the jurisdiction that an address speaks for, or an error if it
	// speaks for none now.
	Authority(ctx context.Context, address string) (string, error)
	// Inquirer says who an address is that asks about subjects, or fails if it may ask
	// nothing now.
	Inquirer(ctx context.Context, address string) (permission.Inquirer, error)
	// Room is the state, in bytes, that a participant may occupy still.
	Room(ctx context.Context, participant string) (uint64, error)
	// Occupy counts state, in bytes, that a participant occupies from now on.
	Occupy(ctx context.Context, participant string, bytes uint64) error
}
