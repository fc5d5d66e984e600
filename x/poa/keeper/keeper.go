// Package keeper holds the validator set's state, and tells the consensus
// engine of its changes.
package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/x/poa/types"
)

// Keeper of the validator set's state. The collections are for reading: what
// changes them is a message, the beginning or end of a block, or the genesis.
type Keeper struct {
	registry types.Registry
	council  string

	Schema collections.Schema
	// Validators by participant. The ACTIVE ones are the desired set.
	Validators collections.Map[string, types.Validator]
	// AnnouncedSet is what the consensus engine was last told, by consensus address.
	AnnouncedSet collections.Map[[]byte, types.Announced]
	// Keys are those that are in use, that were until lately, and those that
	// equivocated, by consensus address.
	Keys collections.Map[[]byte, types.KeyUse]
	// Absences of ACTIVE validators that have any, by participant.
	Absences collections.Map[string, types.Absences]
	// LastChange is the height of the last voluntary change.
	LastChange collections.Item[int64]
	// Params of the validator set.
	Params collections.Item[types.Params]
}

// NewKeeper of the state in the given store. The council is the address, in
// bech32, that alone may send the council's messages. NewKeeper panics where the
// schema contradicts itself.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry, council string) Keeper {
	b := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		registry: registry,
		council:  council,
		Validators: collections.NewMap(b, types.ValidatorsPrefix, "validators",
			collections.StringKey, codec.CollValue[types.Validator](cdc)),
		AnnouncedSet: collections.NewMap(b, types.AnnouncedPrefix, "announced",
			collections.BytesKey, codec.CollValue[types.Announced](cdc)),
		Params: collections.NewItem(b, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Keys: collections.NewMap(b, types.KeysPrefix, "keys",
			collections.BytesKey, codec.CollValue[types.KeyUse](cdc)),
		Absences: collections.NewMap(b, types.AbsencesPrefix, "absences",
			collections.StringKey, codec.CollValue[types.Absences](cdc)),
		LastChange: collections.NewItem(b, types.LastChangePrefix, "last_change", collections.Int64Value),
	}
	schema, err := b.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// Set is all validators, in order of participant.
func (k Keeper) Set(ctx context.Context) (types.Set, error) { return values(ctx, k.Validators) }

// values of a map, in order of its keys.
func values[K, V any](ctx context.Context, m collections.Map[K, V]) ([]V, error) {
	var list []V
	err := m.Walk(ctx, nil, func(_ K, v V) (bool, error) {
		list = append(list, v)
		return false, nil
	})
	return list, err
}
