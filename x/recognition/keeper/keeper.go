// Package keeper keeps recognition agreements, and presents them to decisions.
package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// Keeper of the agreements.
type Keeper struct {
	registry types.Registry

	// Schema of the store.
	Schema collections.Schema
	// Agreements by id: every version is one.
	Agreements collections.Map[string, types.Agreement]
	// Lines by the id of their first version.
	Lines collections.Map[string, types.Line]
	// Pairs is, for each certified agreement, the ordered pairs of jurisdictions
	// that it has a rule for: from, to, id.
	Pairs collections.KeySet[collections.Triple[string, string, string]]
	// Parties is, for each agreement, its parties: party, id.
	Parties collections.KeySet[collections.Pair[string, string]]
	// Open is, for each agreement that is written as PROPOSED, its proposer: proposer, id.
	Open collections.KeySet[collections.Pair[string, string]]
}

// NewKeeper is a keeper over a store.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry) Keeper {
	sb := collections.NewSchemaBuilder(storeService)
	two := collections.PairKeyCodec(collections.StringKey, collections.StringKey)
	k := Keeper{
		registry: registry,
		Agreements: collections.NewMap(sb, types.AgreementsPrefix, "agreements",
			collections.StringKey, codec.CollValue[types.Agreement](cdc)),
		Lines: collections.NewMap(sb, types.LinesPrefix, "lines",
			collections.StringKey, codec.CollValue[types.Line](cdc)),
		Pairs: collections.NewKeySet(sb, types.PairsPrefix, "pairs",
			collections.TripleKeyCodec(collections.StringKey, collections.StringKey, collections.StringKey)),
		Parties: collections.NewKeySet(sb, types.PartiesPrefix, "parties", two),
		Open:    collections.NewKeySet(sb, types.OpenPrefix, "open", two),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// now is the block time in Unix seconds.
func now(ctx context.Context) int64 { return sdk.UnwrapSDKContext(ctx).BlockTime().Unix() }

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
