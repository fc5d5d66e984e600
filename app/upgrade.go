package app

import (
	"context"
	"fmt"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/types/module"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app/upgrades"
)

// setUpgrades prepares the upgrades that this binary knows: what each does at its
// height, and how the stores are opened there. A binary that does not know the one that
// is due stops before its block. Without a home, as where an application is but a template,
// nothing is due.
func (app *App) setUpgrades(list []upgrades.Upgrade, home string) error {
	for _, u := range list {
		app.Upgrade.SetUpgradeHandler(u.Name, app.upgradeHandler(u))
	}
	if home == "" {
		return nil
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
		before, err := app.Consensus.ParamsStore.Get(ctx)
		if err != nil {
			return nil, err
		}
		to, err := app.modules.RunMigrations(ctx, app.configurator, from)
		if err == nil && u.Migrate != nil {
			err = u.Migrate(ctx, func(name string) store.KVStoreService { return runtime.NewKVStoreService(app.keys[name]) })
		}
		if err != nil {
			return nil, err
		}
		return to, app.requireConsensusParams(ctx, u.Name, before)
	}
}

// requireConsensusParams refuses an upgrade that changed them: the block's own messages
// would be judged by what the engine goes by in the next block only, and a validator that
// took a key of a newly allowed type would stop every node.
func (app *App) requireConsensusParams(ctx context.Context, upgrade string, before cmtproto.ConsensusParams) error {
	after, err := app.Consensus.ParamsStore.Get(ctx)
	if err == nil && !after.Equal(before) {
		err = fmt.Errorf("upgrade %s changes the consensus parameters: have the council change them in another block", upgrade)
	}
	return err
}
