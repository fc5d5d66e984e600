package keeper

import (
	"context"
	"errors"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/permit/types"
)

var _ world.Permits = Keeper{}

// PolicyPermit is a permit's facts with its whole history, so that they answer for any
// moment; false if there is none of that id.
func (k Keeper) PolicyPermit(ctx context.Context, id string) (policy.Permit, bool, error) {
	p, err := k.permit(ctx, id)
	if errors.Is(err, types.ErrPermitUnknown) {
		return policy.Permit{}, false, nil
	}
	if err != nil {
		return policy.Permit{}, false, err
	}
	return p.Policy(), true, nil
}
