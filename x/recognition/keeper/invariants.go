package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// Invariants are what the module's README promises of its state and does not hold, in
// words; none if all hold. They only read.
func (k Keeper) Invariants(ctx context.Context) ([]string, error) {
	state, err := k.ExportGenesis(ctx)
	if err != nil {
		return nil, err
	}
	var broken []string
	if err := state.Validate(); err != nil {
		broken = append(broken, err.Error())
	}
	var want entries
	for i := range state.Agreements {
		missing, err := k.missing(ctx, &state.Agreements[i], &want)
		if err != nil {
			return nil, err
		}
		broken = append(broken, missing...)
	}
	have, err := k.entries(ctx)
	if err != nil {
		return nil, err
	}
	if have != want {
		broken = append(broken, fmt.Sprintf("the indexes have %+v, want %+v", have, want))
	}
	return broken, nil
}

// entries counts those of the indexes.
type entries struct{ pairs, parties, open int }

// missing names the entries that an agreement should have in the indexes and has not,
// and counts those that it should have.
func (k Keeper) missing(ctx context.Context, a *types.Agreement, want *entries) ([]string, error) {
	var broken []string
	note := func(found bool, err error, index, key string) error {
		if err == nil && !found {
			broken = append(broken, fmt.Sprintf("%s has no entry %s in %s", a.Id, key, index))
		}
		return err
	}
	for _, party := range a.Parties {
		want.parties++
		found, err := k.Parties.Has(ctx, collections.Join(party, a.Id))
		if err := note(found, err, "parties", party); err != nil {
			return nil, err
		}
	}
	if a.Open() {
		want.open++
		found, err := k.Open.Has(ctx, collections.Join(a.Proposer, a.Id))
		if err := note(found, err, "open", a.Proposer); err != nil {
			return nil, err
		}
	}
	if !a.Certified() {
		return broken, nil
	}
	for _, p := range a.Pairs() {
		want.pairs++
		found, err := k.Pairs.Has(ctx, collections.Join3(p.From, p.To, a.Id))
		if err := note(found, err, "pairs", p.From+"-"+p.To); err != nil {
			return nil, err
		}
	}
	return broken, nil
}

func (k Keeper) entries(ctx context.Context) (entries, error) {
	var have entries
	err := k.Pairs.Walk(ctx, nil, func(collections.Triple[string, string, string]) (bool, error) {
		have.pairs++
		return false, nil
	})
	if err != nil {
		return have, err
	}
	err = k.Parties.Walk(ctx, nil, func(collections.Pair[string, string]) (bool, error) {
		have.parties++
		return false, nil
	})
	if err != nil {
		return have, err
	}
	err = k.Open.Walk(ctx, nil, func(collections.Pair[string, string]) (bool, error) {
		have.open++
		return false, nil
	})
	return have, err
}
