// Package keeper holds the council's state, and has what it decides executed.
package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/council/types"
)

// Keeper of the council's state. The collections are for reading: what changes
// them is a message, the end of a block or the genesis.
type Keeper struct {
	registry types.Registry
	router   types.Router
	firewall types.Firewall
	address  string

	Schema collections.Schema
	// Params in force.
	Params collections.Item[types.Params]
	// LastID is that of the last proposal.
	LastID collections.Item[uint64]
	// Proposals by id.
	Proposals collections.Map[uint64, types.Proposal]
	// Open proposals, so that the end of a block looks at no other.
	Open collections.KeySet[uint64]
}

// NewKeeper of the state in the given store. The address, in bech32, is the one in
// whose name the council's messages are executed. NewKeeper panics where the schema
// contradicts itself.
func NewKeeper(
	cdc codec.BinaryCodec, storeService store.KVStoreService,
	registry types.Registry, router types.Router, firewall types.Firewall, address string,
) Keeper {
	b := collections.NewSchemaBuilder(storeService)
	k := Keeper{
		registry: registry, router: router, firewall: firewall, address: address,
		Params: collections.NewItem(b, types.ParamsPrefix, "params", codec.CollValue[types.Params](cdc)),
		LastID: collections.NewItem(b, types.LastIDPrefix, "last_id", collections.Uint64Value),
		Proposals: collections.NewMap(b, types.ProposalsPrefix, "proposals",
			collections.Uint64Key, codec.CollValue[types.Proposal](cdc)),
		Open: collections.NewKeySet(b, types.OpenPrefix, "open", collections.Uint64Key),
	}
	schema, err := b.Build()
	if err != nil {
		panic(err)
	}
	k.Schema = schema
	return k
}

func (k Keeper) proposal(ctx context.Context, id uint64) (types.Proposal, error) {
	p, err := k.Proposals.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Proposal{}, types.ErrProposalUnknown.Wrapf("%d", id)
	}
	return p, err
}

// store writes a proposal, and keeps the set of the OPEN ones.
func (k Keeper) store(ctx context.Context, p types.Proposal) error {
	if err := k.Proposals.Set(ctx, p.Id, p); err != nil {
		return err
	}
	if p.Open() {
		return k.Open.Set(ctx, p.Id)
	}
	return k.Open.Remove(ctx, p.Id)
}

// open are the ids of the OPEN proposals, ascending; at most MaxOpen.
func (k Keeper) open(ctx context.Context) ([]uint64, error) {
	var ids []uint64
	err := k.Open.Walk(ctx, nil, func(id uint64) (bool, error) {
		ids = append(ids, id)
		return len(ids) >= types.MaxOpen, nil
	})
	return ids, err
}

// blockTime in Unix seconds.
func blockTime(ctx context.Context) int64 {
	return sdk.UnwrapSDKContext(ctx).BlockTime().Unix()
}
