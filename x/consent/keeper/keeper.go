// Package keeper keeps the subjects of x/consent, takes what they sign, and
// answers questions about it.
package keeper

import (
	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/x/consent/types"
)

// archiveKey is subject, end, directive.
type archiveKey = collections.Triple[[]byte, int64, []byte]

// Keeper keeps what patients say.
type Keeper struct {
	registry types.Registry
	council  string

	Schema   collections.Schema
	Subjects collections.Map[[]byte, types.Subject]
	Archive  collections.Map[archiveKey, types.Directive]
	Params   collections.Item[types.Params]
}

var _ world.Consent = Keeper{}

// NewKeeper keeps its state in the given store. The council is the address, in
// bech32, that alone may change the parameters. NewKeeper panics if the schema is
// wrong.
func NewKeeper(cdc codec.BinaryCodec, storeService store.KVStoreService, registry types.Registry, council string) Keeper {
	sb := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		registry: registry,
		council:  council,
		Subjects: collections.NewMap(sb, types.SubjectsPrefix, "subjects",
			collections.BytesKey, codec.CollValue[types.Subject](cdc)),
		Archive: collections.NewMap(sb, types.ArchivePrefix, "archive",
			collections.TripleKeyCodec(collections.BytesKey, collections.Int64Key, collections.BytesKey),
			codec.CollValue[types.Directive](cdc)),
		Params: collections.NewItem(sb, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
	}
	schema, err := sb.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}
