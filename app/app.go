// Package app is the chain application: the modules put together, the checks
// every transaction passes, and the services a node offers.
package app

import (
	"fmt"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/version"

	"github.com/assent-ledger/assent/app/ante"
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
	app := &App{encoding: encoding, keys: storetypes.NewKVStoreKeys(storeNames...)}
	app.setBase(logger, db, baseOptions)
	app.setKeepers(options)
	app.SetParamStore(app.Consensus.ParamsStore)
	if err := app.setModules(); err != nil {
		return nil, fmt.Errorf("module services: %w", err)
	}
	app.setQueryServices()
	app.setBlockers()
	app.setAnte()
	app.MountKVStores(app.keys)
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

// Encoding of the application's transactions and state.
func (app *App) Encoding() Encoding { return app.encoding }

// Modules are the application's modules, for command lines built from them.
func (app *App) Modules() map[string]any { return app.modules.Modules }
