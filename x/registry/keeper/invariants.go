package keeper

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/registry/types"
)

// Invariants says what is broken in the state, as of the block time. It reads all
// of it: it is for tests and tools, never for a block.
func (k Keeper) Invariants(ctx context.Context) ([]string, error) {
	state, err := k.ExportGenesis(ctx)
	if err != nil {
		return nil, err
	}
	var broken []string
	if err := state.Validate(); err != nil {
		broken = append(broken, err.Error())
	}
	broken = append(broken, presentBounds(state, blockTime(ctx))...)
	for _, check := range []func(context.Context, *types.GenesisState) ([]string, error){
		k.checkAuthorities, k.checkMembers, k.checkSuccessors, k.checkSenders,
	} {
		found, err := check(ctx, state)
		if err != nil {
			return nil, err
		}
		broken = append(broken, found...)
	}
	return broken, nil
}

// presentBounds are those that a value alone does not show.
func presentBounds(state *types.GenesisState, now int64) (broken []string) {
	for _, j := range state.Jurisdictions {
		if n := len(j.Profiles); n > 1 && j.Profiles[n-2].Since > now {
			broken = append(broken, fmt.Sprintf("jurisdiction %s has two profiles that are not in force yet", j.Id))
		}
	}
	for _, p := range state.Participants {
		live := 0
		for _, g := range p.Roles {
			if !g.Ended(now) {
				live++
			}
		}
		if live > types.MaxLiveRoles {
			broken = append(broken, fmt.Sprintf("participant %s has %d roles", p.Id, live))
		}
		live = 0
		for _, a := range p.Accreditations {
			if !a.Ended(now) {
				live++
			}
		}
		if live > types.MaxLiveAccreditations {
			broken = append(broken, fmt.Sprintf("participant %s has %d accreditations", p.Id, live))
		}
	}
	return broken
}

// checkAuthorities: the index holds the authority of each jurisdiction and no
// other, and the council's address speaks for nobody.
func (k Keeper) checkAuthorities(ctx context.Context, state *types.GenesisState) (broken []string, err error) {
	for _, j := range state.Jurisdictions {
		key, err := k.address(j.Authority)
		if err != nil {
			return nil, err
		}
		if id, err := k.Authorities.Get(ctx, key); err != nil || id != j.Id {
			broken = append(broken, fmt.Sprintf("the authority of %s is not known as such", j.Id))
		}
	}
	return counted(ctx, broken, "authorities", k.Authorities, len(state.Jurisdictions))
}

// checkMembers: the index by participant holds each account and no other.
func (k Keeper) checkMembers(ctx context.Context, state *types.GenesisState) (broken []string, err error) {
	for _, a := range state.Accounts {
		key, err := k.address(a.Address)
		if err != nil {
			return nil, err
		}
		if listed, err := k.Members.Has(ctx, collections.Join(a.Participant, key)); err != nil || !listed {
			broken = append(broken, fmt.Sprintf("account %s is not among those of %s", a.Address, a.Participant))
		}
	}
	members := 0
	err = k.Members.Walk(ctx, nil, func(member) (bool, error) {
		members++
		return false, nil
	})
	if members != len(state.Accounts) {
		broken = append(broken, fmt.Sprintf("%d members, %d accounts", members, len(state.Accounts)))
	}
	return broken, err
}

// checkSuccessors: the index by address holds the successor of each handover and
// no other.
func (k Keeper) checkSuccessors(ctx context.Context, state *types.GenesisState) (broken []string, err error) {
	for _, h := range state.Handovers {
		key, err := k.address(h.Successor)
		if err != nil {
			return nil, err
		}
		if id, err := k.Successors.Get(ctx, key); err != nil || id != h.Jurisdiction {
			broken = append(broken, fmt.Sprintf("the successor of %s is not known as such", h.Jurisdiction))
		}
	}
	return counted(ctx, broken, "successors", k.Successors, len(state.Handovers))
}

// checkSenders: whoever may send has what its signatures are checked against, and
// none of them is the council.
func (k Keeper) checkSenders(ctx context.Context, state *types.GenesisState) (broken []string, err error) {
	var senders []string
	for _, j := range state.Jurisdictions {
		senders = append(senders, j.Authority)
	}
	for _, a := range state.Accounts {
		senders = append(senders, a.Address)
	}
	for _, h := range state.Handovers {
		senders = append(senders, h.Successor)
	}
	for _, sender := range senders {
		key, err := k.address(sender)
		if err != nil {
			return nil, err
		}
		if !k.accounts.HasAccount(ctx, key) || sender == k.council {
			broken = append(broken, fmt.Sprintf("%s may not send what it should, or should not", sender))
		}
	}
	return broken, nil
}

// counted adds that an index has another length than it should.
func counted(
	ctx context.Context, broken []string, name string, index collections.Map[[]byte, string], want int,
) ([]string, error) {
	ids, err := all(ctx, index)
	if err != nil {
		return nil, err
	}
	if len(ids) != want {
		broken = append(broken, fmt.Sprintf("%d %s, want %d", len(ids), name, want))
	}
	return broken, nil
}
