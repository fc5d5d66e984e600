// Package keeper holds the validator set's state, and tells the consensus
// engine of its changes.
package keeper

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/x/poa/types"
)

// Keeper of the validator set's state. The collections are for reading: what
// changes them is a message, the end of a block or the genesis.
type Keeper struct {
	council string

	Schema collections.Schema
	// Validators by participant. The ACTIVE ones are the desired set.
	Validators collections.Map[string, types.Validator]
	// AnnouncedSet is what the consensus engine was last told, by consensus address.
	AnnouncedSet collections.Map[[]byte, types.Announced]
}

// NewKeeper of the state in the given store. The council is the address, in
// bech32, that alone may send the council's messages. NewKeeper panics where the
// schema contradicts itself.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, council string) Keeper {
	b := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		council: council,
		Validators: collections.NewMap(b, types.ValidatorsPrefix, "validators",
			collections.StringKey, codec.CollValue[types.Validator](cdc)),
		AnnouncedSet: collections.NewMap(b, types.AnnouncedPrefix, "announced",
			collections.BytesKey, codec.CollValue[types.Announced](cdc)),
	}
	schema, err := b.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// EndBlock tells the consensus engine how the desired set differs from what it
// was told last. Where it does not, nothing is written.
func (k Keeper) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	desired, err := k.validators(ctx)
	if err != nil {
		return nil, err
	}
	var announced []types.Announced
	err = k.AnnouncedSet.Walk(ctx, nil, func(_ []byte, a types.Announced) (bool, error) {
		announced = append(announced, a)
		return false, nil
	})
	if err != nil {
		return nil, err
	}
	updates := types.Diff(announced, desired)
	return updates, k.announce(ctx, updates)
}

// announce stores what the consensus engine is told.
func (k Keeper) announce(ctx context.Context, updates []abci.ValidatorUpdate) error {
	for _, update := range updates {
		address, announced, err := types.Announcement(update)
		if err != nil {
			return err
		}
		if update.Power == 0 {
			err = k.AnnouncedSet.Remove(ctx, address)
		} else {
			err = k.AnnouncedSet.Set(ctx, address, announced)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// validators in order of participant, whatever their status.
func (k Keeper) validators(ctx context.Context) ([]types.Validator, error) {
	var validators []types.Validator
	err := k.Validators.Walk(ctx, nil, func(_ string, v types.Validator) (bool, error) {
		validators = append(validators, v)
		return false, nil
	})
	return validators, err
}
