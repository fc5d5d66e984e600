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

	// Schema of the store of trails, and CasesSchema of that of cases.
	Schema, CasesSchema collections.Schema
	// Params in force.
	Params collections.Item[types.Params]
	// Trails by id, participant/name.
	Trails collections.Map[string, types.Trail]
	// Checkpoints by trail and number.
	Checkpoints collections.Map[collections.Pair[string, uint64], types.Checkpoint]
	// Cases and Disputes by id.
	Cases    collections.Map[[]byte, types.Case]
	Disputes collections.Map[[]byte, types.Dispute]
	// Reviewers by jurisdiction.
	Reviewers collections.Map[string, types.Reviewers]
	// Unresolved counts the unresolved disputes of a subject; none where there are none.
	Unresolved collections.Map[[]byte, uint32]
	// Dues by moment and first id.
	Dues collections.Map[dueKey, types.Due]
}

// dueKey is a moment, in Unix seconds, and the first id that is due then.
type dueKey = collections.Pair[int64, []byte]

// NewKeeper is a keeper over a store of trails and one of cases. It judges by the worlds that the assembler
// puts together. The council is the address, in bech32, that alone may change the
// parameters.
func NewKeeper(
	cdc codec.BinaryCodec, trails, cases store.KVStoreService, registry types.Registry, worlds world.Assembler, council string,
) Keeper {
	sb, cb := collections.NewSchemaBuilder(trails), collections.NewSchemaBuilder(cases)
	k := Keeper{
		registry: registry,
		worlds:   worlds,
		council:  council,
		Params:   collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Trails: collections.NewMap(sb, types.TrailsPrefix, "trails",
			collections.StringKey, codec.CollValue[types.Trail](cdc)),
		Checkpoints: collections.NewMap(sb, types.CheckpointsPrefix, "checkpoints",
			collections.PairKeyCodec(collections.StringKey, collections.Uint64Key), codec.CollValue[types.Checkpoint](cdc)),
		Cases:    collections.NewMap(cb, types.CasesPrefix, "cases", collections.BytesKey, codec.CollValue[types.Case](cdc)),
		Disputes: collections.NewMap(cb, types.DisputesPrefix, "disputes", collections.BytesKey, codec.CollValue[types.Dispute](cdc)),
		Reviewers: collections.NewMap(cb, types.ReviewersPrefix, "reviewers",
			collections.StringKey, codec.CollValue[types.Reviewers](cdc)),
		Unresolved: collections.NewMap(cb, types.UnresolvedPrefix, "unresolved", collections.BytesKey, collections.Uint32Value),
		Dues: collections.NewMap(cb, types.DuesPrefix, "dues",
			collections.PairKeyCodec(collections.Int64Key, collections.BytesKey), codec.CollValue[types.Due](cdc)),
	}
	k.Schema, k.CasesSchema = built(sb), built(cb)
	return k
}

func built(sb *collections.SchemaBuilder) collections.Schema {
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	return schema
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
