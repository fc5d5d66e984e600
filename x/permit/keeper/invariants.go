package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/permit/types"
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
	for _, index := range []struct {
		name  string
		keys  collections.KeySet[ownedID]
		owner func(types.Permit) string
	}{
		{"issuer", k.ByIssuer, func(p types.Permit) string { return p.Issuer }},
		{"holder", k.ByHolder, func(p types.Permit) string { return p.Holder }},
	} {
		for _, p := range state.Permits {
			listed, err := index.keys.Has(ctx, collections.Join(index.owner(p), p.Id))
			if err != nil {
				return nil, err
			}
			if !listed {
				broken = append(broken, fmt.Sprintf("permit %s is not listed by its %s", p.Id, index.name))
			}
		}
		listed, err := index.keys.Iterate(ctx, nil)
		if err != nil {
			return nil, err
		}
		keys, err := listed.Keys()
		if err != nil {
			return nil, err
		}
		if len(keys) != len(state.Permits) {
			broken = append(broken, fmt.Sprintf("%d permits are listed by %s, there are %d", len(keys), index.name, len(state.Permits)))
		}
	}
	return broken, nil
}
