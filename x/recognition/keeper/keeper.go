// Package keeper keeps recognition agreements, and presents them to decisions.
package keeper

import (
	"context"

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
	// Agreements by id.
	Agreements collections.Map[string, types.Agreement]
	// Pairs is, for each certified agreement, the ordered pairs of jurisdictions
	// that it has a rule for: from, to, id.
	Pairs collections.KeySet[collections.Triple[string, string, string]]
}

// NewKeeper is a keeper over a store.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry) Keeper {
	sb := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		registry: registry,
		Agreements: collections.NewMap(sb, types.AgreementsPrefix, "agreements",
			collections.StringKey, codec.CollValue[types.Agreement](cdc)),
		Pairs: collections.NewKeySet(sb, types.PairsPrefix, "pairs",
			collections.TripleKeyCodec(collections.StringKey, collections.StringKey, collections.StringKey)),
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
