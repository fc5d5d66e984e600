package keeper

import (
	"context"
	"fmt"

	"github.com/assent-ledger/assent/x/council/types"
)

// Invariants are what the module's README promises of its state and does not
// hold, in words; none if all hold. They only read.
func (k Keeper) Invariants(ctx context.Context) ([]string, error) {
	state, err := k.ExportGenesis(ctx)
	if err != nil {
		return nil, err
	}
	var broken []string
	if err := state.Validate(); err != nil {
		broken = append(broken, err.Error())
	}
	open := 0
	for _, p := range state.Proposals {
		listed, err := k.Open.Has(ctx, p.Id)
		if err != nil {
			return nil, err
		}
		if listed != p.Open() {
			broken = append(broken, fmt.Sprintf("proposal %d is %s, and listed as open: %t", p.Id, p.Status, listed))
		}
		if p.Open() {
			open++
		}
	}
	ids, err := k.open(ctx)
	if err != nil {
		return nil, err
	}
	if len(ids) != open || open > types.MaxOpen {
		broken = append(broken, fmt.Sprintf("%d proposals are listed as open, %d are", len(ids), open))
	}
	return broken, nil
}
