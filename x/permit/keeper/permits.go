package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/permit/types"
)

// permit of an id. One that is longer than any is not looked for.
func (k Keeper) permit(ctx context.Context, id string) (types.Permit, error) {
	if len(id) > types.MaxID {
		return types.Permit{}, types.ErrPermitUnknown
	}
	p, err := k.Permits.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Permit{}, types.ErrPermitUnknown.Wrap(id)
	}
	return p, err
}

// insert stores a permit that was not there, and lists it.
func (k Keeper) insert(ctx context.Context, p types.Permit) error {
	if err := k.Permits.Set(ctx, p.Id, p); err != nil {
		return err
	}
	if err := k.ByIssuer.Set(ctx, collections.Join(p.Issuer, p.Id)); err != nil {
		return err
	}
	return k.ByHolder.Set(ctx, collections.Join(p.Holder, p.Id))
}

// requireFree refuses an id that a permit has or had: none is ever deleted.
func (k Keeper) requireFree(ctx context.Context, id string) error {
	exists, err := k.Permits.Has(ctx, id)
	if err == nil && exists {
		err = types.ErrPermitExists.Wrap(id)
	}
	return err
}

// requireParties refuses a permit for a holder that is not ACTIVE, or that reaches
// participants that nobody knows.
func (k Keeper) requireParties(ctx context.Context, p types.Permit) error {
	if err := k.registry.RequireActive(ctx, p.Holder); err != nil {
		return err
	}
	for _, id := range p.Controllers {
		known, err := k.registry.ParticipantKnown(ctx, id)
		if err != nil {
			return err
		}
		if !known {
			return types.ErrControllersInvalid.Wrapf("%s is not known", id)
		}
	}
	return nil
}

// claim counts what a permit occupies more than before against the access body that
// sends, if there is room. Authorities have no allowance.
func (k Keeper) claim(ctx context.Context, sender permission.Member, before, after types.Permit) error {
	if sender.Participant == "" {
		return nil
	}
	return k.registry.Claim(ctx, sender.Participant, types.Growth(before, after))
}

// occupy counts as claim does, whether there is room or not: what takes a permit out of
// force is never refused for want of it.
func (k Keeper) occupy(ctx context.Context, sender permission.Member, before, after types.Permit) error {
	if sender.Participant == "" {
		return nil
	}
	return k.registry.Occupy(ctx, sender.Participant, types.Growth(before, after))
}
