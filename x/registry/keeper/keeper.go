// Package keeper holds the registry's state, and answers who may do what.
package keeper

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/address"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

// Keeper of the registry's state. The collections are for reading: what changes
// them is a message or the genesis.
type Keeper struct {
	addresses address.Codec
	accounts  types.AccountKeeper
	council   string

	Schema        collections.Schema
	Jurisdictions collections.Map[string, types.Jurisdiction]
	Participants  collections.Map[string, types.Participant]
	Accounts      collections.Map[[]byte, types.Account]
	Authorities   collections.Map[[]byte, string]
}

// NewKeeper of the state in the given store. The council is the address, in
// bech32, that alone may send the council's messages. NewKeeper panics where the
// schema contradicts itself.
func NewKeeper(
	cdc codec.BinaryCodec,
	storeService store.KVStoreService,
	addressCodec address.Codec,
	accounts types.AccountKeeper,
	council string,
) Keeper {
	b := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		addresses: addressCodec,
		accounts:  accounts,
		council:   council,
		Jurisdictions: collections.NewMap(b, types.JurisdictionsPrefix, "jurisdictions",
			collections.StringKey, codec.CollValue[types.Jurisdiction](cdc)),
		Participants: collections.NewMap(b, types.ParticipantsPrefix, "participants",
			collections.StringKey, codec.CollValue[types.Participant](cdc)),
		Accounts: collections.NewMap(b, types.AccountsPrefix, "accounts",
			collections.BytesKey, codec.CollValue[types.Account](cdc)),
		Authorities: collections.NewMap(b, types.AuthoritiesPrefix, "authorities",
			collections.BytesKey, collections.StringValue),
	}
	schema, err := b.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

// blockTime in Unix seconds.
func blockTime(ctx context.Context) int64 {
	return sdk.UnwrapSDKContext(ctx).BlockTime().Unix()
}
