package keeper

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"

	cryptocodec "github.com/cosmos/cosmos-sdk/crypto/codec"

	"github.com/assent-ledger/assent/x/poa/types"
)

// InitGenesis stores a state that Validate has passed, and tells the consensus
// engine of every ACTIVE validator.
func (k Keeper) InitGenesis(ctx context.Context, state *types.GenesisState) ([]abci.ValidatorUpdate, error) {
	for _, v := range state.Validators {
		if err := k.Validators.Set(ctx, v.Participant, v); err != nil {
			return nil, err
		}
	}
	updates := types.Diff(nil, state.Validators)
	return updates, k.announce(ctx, updates)
}

// ExportGenesis is the state as a genesis that InitGenesis takes. What the
// engine was told is not in it: a new chain is told all of it.
func (k Keeper) ExportGenesis(ctx context.Context) (*types.GenesisState, error) {
	validators, err := k.validators(ctx)
	if err != nil {
		return nil, err
	}
	return &types.GenesisState{Validators: validators}, nil
}

// GenesisValidators are the ACTIVE validators as the genesis document of a chain
// that goes on from this state may name them.
func (k Keeper) GenesisValidators(ctx context.Context) ([]cmttypes.GenesisValidator, error) {
	validators, err := k.validators(ctx)
	if err != nil {
		return nil, err
	}
	var active []cmttypes.GenesisValidator
	for _, v := range validators {
		if !v.Active() {
			continue
		}
		key, err := v.ConsensusKey()
		if err != nil {
			return nil, err
		}
		engineKey, err := cryptocodec.ToCmtPubKeyInterface(key)
		if err != nil {
			return nil, err
		}
		active = append(active, cmttypes.GenesisValidator{
			Address: engineKey.Address(), PubKey: engineKey, Power: v.Power, Name: v.Participant,
		})
	}
	return active, nil
}
