//go:build upgradeexample

package upgrades

import (
	"context"

	"github.com/assent-ledger/assent/app/upgrades/example"
)

// All upgrades that this binary knows: the example alone. Such a binary is for trying
// upgrades out.
func All() []Upgrade {
	return []Upgrade{{Name: example.Name, Stores: example.Stores, Migrate: func(ctx context.Context, stores Stores) error {
		return example.Migrate(ctx, stores(example.Store))
	}}}
}
