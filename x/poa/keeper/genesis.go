package keeper

import (
	"context"
	"errors"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/poa/types"
)

// InitGenesis stores a state that Validate has passed, and tells the consensus
// engine of every ACTIVE validator.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) ([]abci.ValidatorUpdate, error) {
	state = state.AsOf(sdk.UnwrapSDKContext(ctx).BlockHeight())
	if err := k.Params.Set(ctx, state.Params); err != nil {
		return nil, err
	}
	for _, v := range state.Validators {
		if err := k.Validators.Set(ctx, v.Participant, v); err != nil {
			return nil, err
		}
		if !v.Present() {
			continue
		}
		address := v.Key.Address()
		if err := k.Keys.Set(ctx, address, types.KeyUse{Address: address, Participant: v.Participant}); err != nil {
			return nil, err
		}
	}
	for _, use := range state.RetiredKeys {
		if err := k.Keys.Set(ctx, use.Address, use); err != nil {
			return nil, err
		}
	}
	for _, a := range state.Absences {
		if err := k.Absences.Set(ctx, a.Participant, a); err != nil {
			return nil, err
		}
	}
	if state.LastChange != 0 {
		if err := k.LastChange.Set(ctx, state.LastChange); err != nil {
			return nil, err
		}
	}
	// Whether a new chain's parameters allow the keys is the application's to check: here they are not known yet.
	updates := types.Diff(nil, state.Validators, types.KeyTypes{types.Ed25519, types.MLDSA65})
	return updates, k.announce(ctx, updates)
}

// ExportGenesis is the state as a genesis that InitGenesis takes. What the
// engine was told is not in it: a new chain is told all of it.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	state := &types.GenesisState{}
	var err error
	if state.Params, err = k.Params.Get(ctx); err != nil {
		return nil, err
	}
	set, err := k.Set(ctx)
	if err != nil {
		return nil, err
	}
	state.Validators = set
	uses, err := values(ctx, k.Keys)
	if err != nil {
		return nil, err
	}
	for _, use := range uses {
		if use.Retired() || use.Tombstoned {
			state.RetiredKeys = append(state.RetiredKeys, use)
		}
	}
	if state.Absences, err = values(ctx, k.Absences); err != nil {
		return nil, err
	}
	state.LastChange, err = k.LastChange.Get(ctx)
	if errors.Is(err, collections.ErrNotFound) {
		err = nil
	}
	return state, err
}

// GenesisValidators are the ACTIVE validators as the genesis document of a chain
// that goes on from this state may name them.
func (k Keeper) GenesisValidators(ctx context.Context) ([]cmttypes.GenesisValidator, error) {
	set, err := k.Set(ctx)
	if err != nil {
		return nil, err
	}
	var active []cmttypes.GenesisValidator
	for _, v := range set {
		if !v.Active() {
			continue
		}
		key, err := v.Key.Engine()
		if err != nil {
			return nil, err
		}
		active = append(active, cmttypes.GenesisValidator{Address: key.Address(), PubKey: key, Power: v.Power, Name: v.Participant})
	}
	return active, nil
}
