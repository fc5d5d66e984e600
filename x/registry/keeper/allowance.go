package keeper

import (
	"context"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

// Room is the state, in bytes, that a participant may occupy still.
func (k Keeper) Room(ctx context.Context, participant string) (uint64, error) {
	usage, params, err := k.occupancy(ctx, participant)
	if err != nil {
		return 0, err
	}
	return usage.Room(params), nil
}

// Claim counts state, in bytes, that a participant occupies from now on, or refuses
// with ErrStateAllowanceExhausted.
func (k Keeper) Claim(ctx context.Context, participant string, bytes uint64) error {
	usage, params, err := k.occupancy(ctx, participant)
	if err != nil {
		return err
	}
	if usage, err = usage.Occupy(params, bytes); err != nil {
		return err
	}
	return k.Usages.Set(uncharged(ctx), participant, usage)
}

// Occupy counts state, in bytes, whether there was room for it or not. It is for
// what must always be accepted, and for those who have asked for Room before.
func (k Keeper) Occupy(ctx context.Context, participant string, bytes uint64) error {
	usage, _, err := k.occupancy(ctx, participant)
	if err != nil {
		return err
	}
	return k.Usages.Set(uncharged(ctx), participant, usage.OccupyAnyway(bytes))
}

func (k Keeper) occupancy(ctx context.Context, participant string) (types.Usage, types.Params, error) {
	params, err := k.Params.Get(uncharged(ctx))
	if err != nil {
		return types.Usage{}, types.Params{}, err
	}
	usage, err := k.usage(uncharged(ctx), participant, params.Quota)
	return usage, params, err
}

// uncharged costs no gas: the value was written when the transaction's quota was
// taken, and in a simulation, which takes none, it has another length.
func uncharged(ctx context.Context) context.Context {
	return sdk.UnwrapSDKContext(ctx).WithGasMeter(storetypes.NewInfiniteGasMeter())
}
