package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

var _ world.Recognition = Keeper{}

// PolicyAgreements is every certified agreement with a rule from the one
// jurisdiction to the other, in order of id, with the rules of that ordered pair.
func (k Keeper) PolicyAgreements(ctx context.Context, from, to string) ([]policy.Agreement, error) {
	pair := types.Pair{From: from, To: to}
	ids, err := k.certified(ctx, pair)
	if err != nil {
		return nil, err
	}
	agreements := make([]policy.Agreement, 0, len(ids))
	for _, id := range ids {
		a, err := k.agreement(ctx, id)
		if err != nil {
			return nil, err
		}
		agreements = append(agreements, a.Policy(pair))
	}
	return agreements, nil
}

func (k Keeper) agreement(ctx context.Context, id string) (types.Agreement, error) {
	if len(id) > types.MaxID {
		return types.Agreement{}, types.ErrAgreementUnknown
	}
	a, err := k.Agreements.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Agreement{}, types.ErrAgreementUnknown.Wrap(id)
	}
	return a, err
}

// certified is the ids of the certified agreements of an ordered pair, at most
// MaxPerPair.
func (k Keeper) certified(ctx context.Context, p types.Pair) ([]string, error) {
	iter, err := k.Pairs.Iterate(ctx, collections.NewSuperPrefixedTripleRange[string, string, string](p.From, p.To))
	if err != nil {
		return nil, err
	}
	defer iter.Close()
	var ids []string
	for ; iter.Valid() && len(ids) < types.MaxPerPair; iter.Next() {
		key, err := iter.Key()
		if err != nil {
			return nil, err
		}
		ids = append(ids, key.K3())
	}
	return ids, nil
}

// room refuses an agreement of which a pair has as many as it may.
func (k Keeper) room(ctx context.Context, a types.Agreement) error {
	for _, p := range a.Pairs() {
		ids, err := k.certified(ctx, p)
		if err != nil {
			return err
		}
		if len(ids) >= types.MaxPerPair {
			return types.ErrPairFull.Wrapf("from %s to %s", p.From, p.To)
		}
	}
	return nil
}

// save stores an agreement and, once it is certified, its pairs.
func (k Keeper) save(ctx context.Context, a types.Agreement) error {
	if err := k.Agreements.Set(ctx, a.Id, a); err != nil {
		return err
	}
	if !a.Certified() {
		return nil
	}
	for _, p := range a.Pairs() {
		if err := k.Pairs.Set(ctx, collections.Join3(p.From, p.To, a.Id)); err != nil {
			return err
		}
	}
	return nil
}
