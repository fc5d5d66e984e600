// Package app is the chain application: the modules put together, the checks
// every transaction passes, and the services a node offers.
package app

import (
	"fmt"
	"slices"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/cast"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client/flags"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/app/upgrades"
	"github.com/assent-ledger/assent/internal/recordindex"
	registrykeeper "github.com/assent-ledger/assent/x/registry/keeper"
)

// Name of the application.
const Name = "assent"

// App is the application.
type App struct {
	*baseapp.BaseApp
	Keepers
	// Basics are the modules' parts that need no state: codecs and genesis.
	Basics module.BasicManager

	encoding Encoding
	keys     map[string]*storetypes.KVStoreKey
	modules  *module.Manager
	// configurator knows the modules' migrations.
	configurator module.Configurator
	// records is what hands blocks to the index of access records, where the node keeps one.
	records *recordindex.Feed
}

var _ servertypes.Application = (*App)(nil)

// NoOptions are the options of an application that only lends its codecs, or
// that a test feeds by hand: every one has its default.
type NoOptions struct{}

// Get implements the SDK's AppOptions.
func (NoOptions) Get(string) any { return nil }

// New builds the application in named steps and, where asked, loads the last
// committed state. An error leaves nothing running.
func New(logger log.Logger, db dbm.DB, loadLatest bool, options servertypes.AppOptions,
	baseOptions ...func(*baseapp.BaseApp),
) (*App, error) {
	encoding, err := newEncoding()
	if err != nil {
		return nil, err
	}
	known := upgrades.All()
	app := &App{encoding: encoding, keys: storetypes.NewKVStoreKeys(slices.Concat(storeNames, upgrades.Added(known))...)}
	app.setBase(logger, db, baseOptions)
	app.setKeepers(options)
	app.SetParamStore(app.Consensus.ParamsStore)
	if err := app.setModules(); err != nil {
		return nil, fmt.Errorf("module services: %w", err)
	}
	app.setRecords(logger)
	app.setQueryServices()
	app.setBlockers()
	app.setAnte()
	app.setLanes(logger)
	app.MountKVStores(app.keys)
	if err := app.setUpgrades(known, cast.ToString(options.Get(flags.FlagHome))); err != nil {
		return nil, err
	}
	if loadLatest {
		if err := app.LoadLatestVersion(); err != nil {
			return nil, fmt.Errorf("loading the last committed state: %w", err)
		}
	}
	return app, nil
}

func (app *App) setBase(logger log.Logger, db dbm.DB, options []func(*baseapp.BaseApp)) {
	app.BaseApp = baseapp.NewBaseApp(Name, logger, db, app.encoding.TxConfig.TxDecoder(), options...)
	app.SetVersion(version.Version)
	app.SetInterfaceRegistry(app.encoding.InterfaceRegistry)
	app.SetTxEncoder(app.encoding.TxConfig.TxEncoder())
}

func (app *App) setAnte() {
	app.SetAnteHandler(ante.NewHandler(ante.Keepers{
		Accounts: app.Account,
		Registry: app.Registry,
		Quotas:   app.Registry,
		Trails:   app.Access,
	}, app.encoding.TxConfig.SignModeHandler()))
	app.SetPostHandler(ante.NewPostHandler(app.Registry))
}

// setLanes keeps room for what is urgent, where transactions come and in proposals.
func (app *App) setLanes(logger log.Logger) {
	l := lanes.New(app.encoding.TxConfig.TxDecoder(), app.senders(), logger)
	app.SetCheckTxHandler(l.CheckTx(app.checkState))
	app.SetPrepareCheckStater(l.Committed)
	app.SetPrepareProposal(l.PrepareProposal)
	app.SetProcessProposal(l.ProcessProposal)
}

// checkState is the state that transactions are checked on as they come, with the time of
// its block: without it nobody would be ACTIVE.
func (app *App) checkState() sdk.Context { return app.GetContextForCheckTx(nil) }

func (app *App) senders() senders { return senders{registry: app.Registry, accounts: app.Account} }

// senders are the accounts that lanes ask about.
type senders struct {
	registry registrykeeper.Keeper
	accounts authkeeper.AccountKeeper
}

// Payer of what an address signs; empty if it speaks for nobody, which the ante
// refuses.
func (s senders) Payer(ctx sdk.Context, address []byte) string {
	sender, err := s.registry.Sender(ctx, address)
	if err != nil {
		return ""
	}
	return sender.Payer
}

// Sequence of an address's account; false if there is none.
func (s senders) Sequence(ctx sdk.Context, address []byte) (uint64, bool) {
	account := s.accounts.GetAccount(ctx, address)
	if account == nil {
		return 0, false
	}
	return account.GetSequence(), true
}

// Encoding of the application's transactions and state.
func (app *App) Encoding() Encoding { return app.encoding }

// Modules are the application's modules, for command lines built from them.
func (app *App) Modules() map[string]any { return app.modules.Modules }
