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
	Params        collections.Item[types.Params]
	Jurisdictions collections.Map[string, types.Jurisdiction]
	Participants  collections.Map[string, types.Participant]
	Accounts      collections.Map[[]byte, types.Account]
	// Members are the accounts by participant.
	Members collections.KeySet[member]
	// Authorities are the jurisdictions by their authority's address.
	Authorities collections.Map[[]byte, string]
	Handovers   collections.Map[string, types.Handover]
	// Successors are the jurisdictions by the address that a handover waits for.
	Successors          collections.Map[[]byte, string]
	Schemes             collections.Map[string, types.Scheme]
	JurisdictionArchive collections.Map[pageKey, types.JurisdictionArchivePage]
	ParticipantArchive  collections.Map[pageKey, types.ParticipantArchivePage]
	// Usages are what senders have used, by payer.
	Usages collections.Map[string, types.Usage]
}

type (
	// member is a participant and the address of one of its accounts.
	member = collections.Pair[string, []byte]
	// pageKey is the owner of an archive and the number of a page.
	pageKey = collections.Pair[string, uint32]
)

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
	pages := collections.PairKeyCodec(collections.StringKey, collections.Uint32Key)
	k := Keeper{
		addresses: addressCodec,
		accounts:  accounts,
		council:   council,
		Params:    collections.NewItem(b, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		Jurisdictions: collections.NewMap(b, types.JurisdictionsPrefix, "jurisdictions",
			collections.StringKey, codec.CollValue[types.Jurisdiction](cdc)),
		Participants: collections.NewMap(b, types.ParticipantsPrefix, "participants",
			collections.StringKey, codec.CollValue[types.Participant](cdc)),
		Accounts: collections.NewMap(b, types.AccountsPrefix, "accounts",
			collections.BytesKey, codec.CollValue[types.Account](cdc)),
		Members: collections.NewKeySet(b, types.MembersPrefix, "members",
			collections.PairKeyCodec(collections.StringKey, collections.BytesKey)),
		Authorities: collections.NewMap(b, types.AuthoritiesPrefix, "authorities",
			collections.BytesKey, collections.StringValue),
		Handovers: collections.NewMap(b, types.HandoversPrefix, "handovers",
			collections.StringKey, codec.CollValue[types.Handover](cdc)),
		Successors: collections.NewMap(b, types.SuccessorsPrefix, "successors",
			collections.BytesKey, collections.StringValue),
		Schemes: collections.NewMap(b, types.SchemesPrefix, "schemes",
			collections.StringKey, codec.CollValue[types.Scheme](cdc)),
		JurisdictionArchive: collections.NewMap(b, types.JurisdictionArchivePrefix, "jurisdiction_archive",
			pages, codec.CollValue[types.JurisdictionArchivePage](cdc)),
		ParticipantArchive: collections.NewMap(b, types.ParticipantArchivePrefix, "participant_archive",
			pages, codec.CollValue[types.ParticipantArchivePage](cdc)),
		Usages: collections.NewMap(b, types.UsagesPrefix, "usages",
			collections.StringKey, codec.CollValue[types.Usage](cdc)),
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
