// Package keeper keeps access trails, and judges what is recorded in them.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/x/access/types"
)

// Keeper of the trails.
type Keeper struct {
	registry types.Registry
	worlds   world.Assembler
	council  string

	// Schema of the store.
	Schema collections.Schema
	// Params in force.
	Params collections.Item[types.Params]
	// Trails by id, participant/name.
	Trails collections.Map[string, types.Trail]
}

// NewKeeper is a keeper over a store. It judges by the worlds that the assembler
// puts together. The council is the address, in bech32, that alone may change the
// parameters.
func NewKeeper(
	cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry, worlds world.Assembler, council string,
) Keeper {
	sb := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		registry: registry,
		worlds:   worlds,
		council:  council,
		Params:   collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Trails: collections.NewMap(sb, types.TrailsPrefix, "trails",
			collections.StringKey, codec.CollValue[types.Trail](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// TrailSize is the number of records of a trail.
func (k Keeper) TrailSize(ctx context.Context, trail string) (uint64, error) {
	t, err := k.trail(ctx, trail)
	return t.Head.Size_, err
}

func (k Keeper) trail(ctx context.Context, id string) (types.Trail, error) {
	// Whoever asks may not have checked the id: what cannot be one is not repeated.
	if len(id) > types.MaxTrailID {
		return types.Trail{}, types.ErrTrailUnknown
	}
	t, err := k.Trails.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Trail{}, types.ErrTrailUnknown.Wrap(id)
	}
	return t, err
}

// full reports whether a participant has as many trails as it may.
func (k Keeper) full(ctx context.Context, participant string) (bool, error) {
	// All ids of the participant begin with its own and a slash, and 0 follows /.
	own := new(collections.Range[string]).StartInclusive(participant + "/").EndExclusive(participant + "0")
	iter, err := k.Trails.Iterate(ctx, own)
	if err != nil {
		return false, err
	}
	defer iter.Close()
	n := 0
	for ; iter.Valid() && n < types.MaxTrails; iter.Next() {
		n++
	}
	return n == types.MaxTrails, nil
}
