package app

import (
	"context"
	"fmt"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app/upgrades"
)

// setUpgrades prepares the upgrades that this binary knows: what each does at its
// height, and how the stores are opened there. A binary that does not know the one that
// is due stops before its block.
func (app *App) setUpgrades(list []upgrades.Upgrade) error {
	for _, u := range list {
		app.Upgrade.SetUpgradeHandler(u.Name, app.upgradeHandler(u))
	}
	due, err := app.Upgrade.ReadUpgradeInfoFromDisk()
	if err != nil {
		return fmt.Errorf("upgrade-info.json: %w", err)
	}
	for _, u := range list {
		if due.Name == u.Name && !app.Upgrade.IsSkipHeight(due.Height) {
			app.SetStoreLoader(upgradetypes.UpgradeStoreLoader(due.Height, &u.Stores))
		}
	}
	return nil
}

func (app *App) upgradeHandler(u upgrades.Upgrade) func(context.Context, upgradetypes.Plan, module.VersionMap) (module.VersionMap, error) {
	return func(ctx context.Context, _ upgradetypes.Plan, from module.VersionMap) (module.VersionMap, error) {
		to, err := app.modules.RunMigrations(ctx, app.configurator, from)
		if err != nil || u.Migrate == nil {
			return to, err
		}
		return to, u.Migrate(ctx, func(name string) store.KVStoreService { return runtime.NewKVStoreService(app.keys[name]) })
	}
}
