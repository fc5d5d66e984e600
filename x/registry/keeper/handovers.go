package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/registry/types"
)

// Successor returns the jurisdiction whose authority an address is to become, if
// the handover is not closed at the block time. Until then the address may send
// nothing but its acceptance, and speaks for nobody else.
func (k Keeper) Successor(ctx context.Context, address []byte) (jurisdiction string, found bool, err error) {
	jurisdiction, err = k.Successors.Get(ctx, address)
	if errors.Is(err, collections.ErrNotFound) {
		return "", false, nil
	}
	if err != nil {
		return "", false, err
	}
	handover, err := k.Handovers.Get(ctx, jurisdiction)
	if err != nil {
		return "", false, err
	}
	if handover.Closed(blockTime(ctx)) {
		return "", false, nil
	}
	return jurisdiction, true, nil
}

// pending is the handover of a jurisdiction, if there is one that is not closed.
func (k Keeper) pending(ctx context.Context, jurisdiction string) (types.Handover, error) {
	handover, err := k.Handovers.Get(ctx, jurisdiction)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && handover.Closed(blockTime(ctx))) {
		return types.Handover{}, types.ErrHandoverUnknown.Wrap(jurisdiction)
	}
	return handover, err
}

// futureAuthority is an address that may become the authority of a jurisdiction:
// it speaks for nobody yet, or it was named for that jurisdiction before.
func (k Keeper) futureAuthority(ctx context.Context, jurisdiction, text string) ([]byte, error) {
	key, err := k.unboundAddress(ctx, text)
	if err != nil {
		return nil, err
	}
	other, pending, err := k.Successor(ctx, key)
	if err != nil {
		return nil, err
	}
	if pending && other != jurisdiction {
		return nil, types.ErrAccountBound.Wrapf("%s is to become the authority of %s", text, other)
	}
	return key, nil
}

// begin has a handover wait for the address of its successor, instead of whatever
// waited before.
func (k Keeper) begin(ctx context.Context, key []byte, h types.Handover) error {
	if err := k.forgetSuccessor(ctx, key); err != nil {
		return err
	}
	if err := k.forgetHandover(ctx, h.Jurisdiction); err != nil {
		return err
	}
	k.openAccount(ctx, key)
	return k.storeHandover(ctx, key, h)
}

func (k Keeper) storeHandover(ctx context.Context, key []byte, h types.Handover) error {
	if err := k.Successors.Set(ctx, key, h.Jurisdiction); err != nil {
		return err
	}
	return k.Handovers.Set(ctx, h.Jurisdiction, h)
}

// forgetHandover forgets the handover of a jurisdiction, if there is one.
func (k Keeper) forgetHandover(ctx context.Context, jurisdiction string) error {
	h, err := k.Handovers.Get(ctx, jurisdiction)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	key, err := k.address(h.Successor)
	if err != nil {
		return err
	}
	if err := k.Successors.Remove(ctx, key); err != nil {
		return err
	}
	return k.Handovers.Remove(ctx, jurisdiction)
}

// forgetSuccessor forgets the handover that waits, or waited, for an address, if
// there is one.
func (k Keeper) forgetSuccessor(ctx context.Context, key []byte) error {
	jurisdiction, err := k.Successors.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return k.forgetHandover(ctx, jurisdiction)
}
