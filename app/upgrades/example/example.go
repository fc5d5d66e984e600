// Package example is an upgrade as others are to be written: a name, the stores that it
// changes, and what it does to the state, each small and with a test. It is in a binary
// only if that is built with the tag upgradeexample.
package example

import (
	"context"

	"cosmossdk.io/core/store"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Name of the upgrade, and so of the council's plan.
const Name = "bulletin"

// Store that the upgrade adds. No store's name begins with another's.
const Store = "bulletin"

// Stores that the upgrade changes.
var Stores = storetypes.StoreUpgrades{Added: []string{Store}}

// founded is the key under which the new store keeps the height of its first block.
var founded = []byte("founded")

// Migrate notes in the new store at which height it was added, 8 bytes, big endian.
func Migrate(ctx context.Context, service store.KVStoreService) error {
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	return service.OpenKVStore(ctx).Set(founded, sdk.Uint64ToBigEndian(uint64(height)))
}

// Founded is the height that Migrate noted; 0 if it never ran.
func Founded(ctx context.Context, service store.KVStoreService) (uint64, error) {
	value, err := service.OpenKVStore(ctx).Get(founded)
	if err != nil || value == nil {
		return 0, err
	}
	return sdk.BigEndianToUint64(value), nil
}
