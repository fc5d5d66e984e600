package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/registry/types"
)

// InitGenesis stores a state that Validate has passed, and opens the accounts
// of all that may send where auth's genesis does not have them.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) error {
	for _, jurisdiction := range state.Jurisdictions {
		key, err := k.freeAddress(ctx, jurisdiction.Authority)
		if err != nil {
			return err
		}
		if err := k.Jurisdictions.Set(ctx, jurisdiction.Id, jurisdiction); err != nil {
			return err
		}
		if err := k.appoint(ctx, key, jurisdiction.Id); err != nil {
			return err
		}
	}
	for _, participant := range state.Participants {
		if err := k.Participants.Set(ctx, participant.Id, participant); err != nil {
			return err
		}
	}
	for _, account := range state.Accounts {
		key, err := k.freeAddress(ctx, account.Address)
		if err != nil {
			return err
		}
		if err := k.bind(ctx, key, account); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis is the state as a genesis that InitGenesis takes.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	state := types.DefaultGenesis()
	err := k.Jurisdictions.Walk(ctx, nil, func(_ string, j types.Jurisdiction) (bool, error) {
		state.Jurisdictions = append(state.Jurisdictions, j)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Participants.Walk(ctx, nil, func(_ string, p types.Participant) (bool, error) {
		state.Participants = append(state.Participants, p)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	err = k.Accounts.Walk(ctx, nil, func(_ []byte, a types.Account) (bool, error) {
		state.Accounts = append(state.Accounts, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	return state, nil
}
