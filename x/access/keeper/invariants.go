package keeper

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/access/types"
)

// Invariants says what is broken in the state, as of the block time: a value that a genesis
// may not have, a count of unresolved disputes that is not theirs, or a deadline ahead that
// the queue does not hold. It reads all of it: it is for tests and tools, never for a block.
func (k Keeper) Invariants(ctx context.Context) ([]string, error) {
	state, err := k.ExportGenesis(ctx)
	if err != nil {
		return nil, err
	}
	var broken []string
	if err := state.Validate(); err != nil {
		broken = append(broken, err.Error())
	}
	counts, err := k.brokenCounts(ctx, state.Disputes)
	return append(append(broken, counts...), brokenDues(state, sdk.UnwrapSDKContext(ctx).BlockTime().Unix())...), err
}

// brokenCounts are the counts of unresolved disputes that are not what they count.
func (k Keeper) brokenCounts(ctx context.Context, disputes []types.Dispute) (broken []string, err error) {
	unresolved := map[string]uint32{}
	for i := range disputes {
		if disputes[i].Unresolved() {
			unresolved[string(disputes[i].Subject)]++
		}
	}
	counted := 0
	err = k.Unresolved.Walk(ctx, nil, func(subject []byte, n uint32) (bool, error) {
		counted++
		if want := unresolved[string(subject)]; n != want {
			broken = append(broken, fmt.Sprintf("subject %X has %d unresolved disputes, counted %d", subject, want, n))
		}
		return false, nil
	})
	if counted != len(unresolved) {
		broken = append(broken, fmt.Sprintf("%d subjects have unresolved disputes, counted %d", len(unresolved), counted))
	}
	return broken, err
}

// brokenDues are the cases and disputes that wait for a step whose deadline is ahead, and do
// not stand in the queue once at that moment.
func brokenDues(state *types.GenesisState, now int64) (broken []string) {
	queued := map[string]int{}
	key := func(id []byte, at int64) string { return fmt.Sprintf("%X at %d", id, at) }
	for _, d := range state.Dues {
		for _, id := range append(append([][]byte{}, d.Cases...), d.Disputes...) {
			queued[key(id, d.At)]++
		}
	}
	check := func(id []byte, waits func(int64) bool, deadlines ...int64) {
		for i, at := range deadlines {
			if n := queued[key(id, at)]; at > now && waits(at) && n != 1 && (i == 0 || deadlines[i-1] != at) {
				broken = append(broken, fmt.Sprintf("%s stands %d times in the queue, at %d", key(id, at), n, now))
			}
		}
	}
	for _, c := range state.Cases {
		check(c.Id, c.Waits, c.JustifyBy, c.ReviewBy)
	}
	for _, d := range state.Disputes {
		check(d.Id, d.Waits, d.AnswerBy, d.ResolveBy)
	}
	return broken
}
