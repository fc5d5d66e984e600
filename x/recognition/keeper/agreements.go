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

// PolicyAgreements is every certified version with a rule from the one jurisdiction
// to the other, in order of id, with the rules and the whole history of that ordered
// pair. What has ended is among them: it answers for the past.
func (k Keeper) PolicyAgreements(ctx context.Context, from, to string) ([]policy.Agreement, error) {
	// Versions of one line share it: each is read once, and the map is never ranged.
	return k.policyAgreements(ctx, types.Pair{From: from, To: to}, map[string]types.Line{})
}

// policyAgreements takes the lines that are given for what is recorded, and reads the others.
func (k Keeper) policyAgreements(ctx context.Context, pair types.Pair, lines map[string]types.Line) ([]policy.Agreement, error) {
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
		line, read := lines[a.Line]
		if !read {
			if line, err = k.Lines.Get(ctx, a.Line); err != nil {
				return nil, err
			}
			lines[a.Line] = line
		}
		if line.Has(a.Id) {
			agreements = append(agreements, line.Policy(a, pair))
		}
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

// pairRoom refuses an agreement of which a pair has as many as it may.
func (k Keeper) pairRoom(ctx context.Context, a types.Agreement) error {
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

// openRoom refuses another proposal of a jurisdiction that has as many as it may.
func (k Keeper) openRoom(ctx context.Context, proposer string) error {
	iter, err := k.Open.Iterate(ctx, collections.NewPrefixedPairRange[string, string](proposer))
	if err != nil {
		return err
	}
	defer iter.Close()
	for n := 0; iter.Valid(); iter.Next() {
		if n++; n >= types.MaxOpen {
			return types.ErrOpenFull.Wrapf("%s has %d", proposer, types.MaxOpen)
		}
	}
	return nil
}

// enter stores a new agreement with its parties.
func (k Keeper) enter(ctx context.Context, a types.Agreement) error {
	for _, party := range a.Parties {
		if err := k.Parties.Set(ctx, collections.Join(party, a.Id)); err != nil {
			return err
		}
	}
	return k.save(ctx, a)
}

// save stores an agreement, whether it is open and, once it is certified, its pairs.
func (k Keeper) save(ctx context.Context, a types.Agreement) error {
	if err := k.Agreements.Set(ctx, a.Id, a); err != nil {
		return err
	}
	mark := k.Open.Remove
	if a.Open() {
		mark = k.Open.Set
	}
	if err := mark(ctx, collections.Join(a.Proposer, a.Id)); err != nil {
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
