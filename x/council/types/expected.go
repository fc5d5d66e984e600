package types

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
)

// Registry knows who sits in the council.
type Registry interface {
	// Authority is the ACTIVE jurisdiction whose authority the address is; an error
	// if it is none.
	Authority(ctx context.Context, address string) (string, error)
	// Seats are the ACTIVE jurisdictions, in order of id.
	Seats(ctx context.Context) ([]permission.Seat, error)
}

// Router finds what executes a message.
type Router interface {
	// Handler of a message; nil if there is none.
	Handler(msg sdk.Msg) func(ctx sdk.Context, msg sdk.Msg) (*sdk.Result, error)
}

// Firewall says what may be proposed. The application knows every message.
type Firewall interface {
	// Check refuses a message that is not of those that the council alone may send,
	// that is in another's name, or that would capture or halt the chain.
	Check(ctx context.Context, msg sdk.Msg) error
	// Replaced is the jurisdiction whose authority the message would replace; empty
	// if it would replace none.
	Replaced(msg sdk.Msg) string
}
