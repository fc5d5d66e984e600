package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/registry/types"
)

// TakeQuota takes what a transaction asks for, bytes and gas, from the payer's
// quota, or refuses with ErrQuotaExhausted.
func (k Keeper) TakeQuota(ctx context.Context, payer string, bytes, gas uint64) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	usage, err := k.usage(ctx, payer, params.Quota)
	if err != nil {
		return err
	}
	usage, err = usage.Take(params.Quota, bytes, gas, blockTime(ctx))
	if err != nil {
		return err
	}
	return k.Usages.Set(ctx, payer, usage)
}

// GiveBackQuota gives the payer back gas that was taken and not used.
func (k Keeper) GiveBackQuota(ctx context.Context, payer string, gas uint64) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	usage, err := k.usage(ctx, payer, params.Quota)
	if err != nil {
		return err
	}
	return k.Usages.Set(ctx, payer, usage.GiveBack(params.Quota, gas))
}

// usage of a payer as it is stored; who has used nothing yet has all.
func (k Keeper) usage(ctx context.Context, payer string, quota types.Quota) (types.Usage, error) {
	usage, err := k.Usages.Get(ctx, payer)
	if errors.Is(err, collections.ErrNotFound) {
		return types.NewUsage(payer, quota, blockTime(ctx)), nil
	}
	return usage, err
}

func (k Keeper) importUsages(ctx context.Context, state *types.GenesisState) error {
	for _, usage := range state.Usages {
		if err := k.Usages.Set(ctx, usage.Payer, usage); err != nil {
			return err
		}
	}
	return nil
}
