// Package upgrades lists how this binary takes a chain from one version of the software
// to the next, at the height that the council decided on.
package upgrades

import (
	"context"

	"cosmossdk.io/core/store"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
)

// Upgrade of a chain. Its name is that of the council's plan. Every binary that can run
// a chain after an upgrade has it in its list, for ever.
type Upgrade struct {
	Name string
	// Stores that it adds, renames or deletes.
	Stores storetypes.StoreUpgrades
	// Migrate changes the state, in the first block of the new software, after the
	// modules' own migrations. It is consensus code: it depends on the state alone. It
	// leaves the consensus parameters alone, or the upgrade is refused. Nil does nothing.
	Migrate func(ctx context.Context, stores Stores) error
}

// Stores gives access to the stores by name.
type Stores func(name string) store.KVStoreService

// Added are the names of the stores that upgrades add.
func Added(upgrades []Upgrade) []string {
	var names []string
	for _, u := range upgrades {
		names = append(names, u.Stores.Added...)
	}
	return names
}
