// Package keeper keeps data permits, and presents them to decisions.
package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/permit/types"
)

// Keeper of the permits. The collections are for reading: what changes them is a
// message or the genesis.
type Keeper struct {
	registry types.Registry

	// Schema of the store.
	Schema collections.Schema
	// Permits by id.
	Permits collections.Map[string, types.Permit]
	// ByIssuer is the ids of the permits of each jurisdiction that issued some.
	ByIssuer collections.KeySet[ownedID]
	// ByHolder is the ids of the permits of each participant that holds some.
	ByHolder collections.KeySet[ownedID]
}

// ownedID is an issuer or a holder, and the id of one of its permits.
type ownedID = collections.Pair[string, string]

// NewKeeper is a keeper over a store.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry) Keeper {
	sb := collections.NewSchemaBuilder(storeService)
	owned := collections.PairKeyCodec(collections.StringKey, collections.StringKey)
	k := Keeper{
		registry: registry,
		Permits: collections.NewMap(sb, types.PermitsPrefix, "permits",
			collections.StringKey, codec.CollValue[types.Permit](cdc)),
		ByIssuer: collections.NewKeySet(sb, types.ByIssuerPrefix, "by_issuer", owned),
		ByHolder: collections.NewKeySet(sb, types.ByHolderPrefix, "by_holder", owned),
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
