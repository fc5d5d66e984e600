package keeper

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

// Seats are the ACTIVE jurisdictions, in order of id, and since when each has
// been: who has a vote in the council.
func (k Keeper) Seats(ctx context.Context) ([]permission.Seat, error) {
	now := blockTime(ctx)
	var seats []permission.Seat
	err := k.Jurisdictions.Walk(ctx, nil, func(id string, j types.Jurisdiction) (bool, error) {
		if since, active := j.ActiveSince(now); active {
			seats = append(seats, permission.Seat{Jurisdiction: id, ActiveSince: since})
		}
		return false, nil
	})
	return seats, err
}
