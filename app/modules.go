package app

import (
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/x/access"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	"github.com/assent-ledger/assent/x/consent"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	"github.com/assent-ledger/assent/x/council"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	"github.com/assent-ledger/assent/x/permit"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	"github.com/assent-ledger/assent/x/poa"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	"github.com/assent-ledger/assent/x/recognition"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	"github.com/assent-ledger/assent/x/registry"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// The orders in which modules act. What the council decides at the end of a block
// may change validators, so that it comes before them. Genesis: accounts first, since the registry
// creates those that it binds; what refers to another module comes after it.
var (
	preBlockOrder = []string{upgradetypes.ModuleName, authtypes.ModuleName}
	endBlockOrder = []string{counciltypes.ModuleName, poatypes.ModuleName}
	genesisOrder  = []string{
		authtypes.ModuleName, consensustypes.ModuleName, upgradetypes.ModuleName,
		registrytypes.ModuleName, poatypes.ModuleName, recognitiontypes.ModuleName,
		permittypes.ModuleName, consenttypes.ModuleName, accesstypes.ModuleName, counciltypes.ModuleName,
	}
)

func (app *App) setModules() error {
	cdc, k := app.encoding.Codec, &app.Keepers
	app.modules = module.NewManager(
		auth.NewAppModule(cdc, k.Account, nil),
		consensus.NewAppModule(cdc, k.Consensus),
		upgrade.NewAppModule(k.Upgrade, AddressCodec()),
		registry.NewAppModule(cdc, k.Registry),
		poa.NewAppModule(cdc, k.PoA),
		recognition.NewAppModule(cdc, k.Recognition),
		permit.NewAppModule(cdc, k.Permit),
		consent.NewAppModule(cdc, k.Consent, k.Worlds, k.Recognition),
		access.NewAppModule(cdc, k.Access),
		council.NewAppModule(cdc, k.Council),
	)
	app.modules.SetOrderPreBlockers(preBlockOrder...)
	app.modules.SetOrderBeginBlockers(poatypes.ModuleName, accesstypes.ModuleName)
	app.modules.SetOrderEndBlockers(endBlockOrder...)
	app.modules.SetOrderInitGenesis(genesisOrder...)
	app.modules.SetOrderExportGenesis(genesisOrder...)

	app.Basics = module.NewBasicManagerFromManager(app.modules, nil)
	app.Basics.RegisterLegacyAminoCodec(app.encoding.LegacyAmino)
	app.Basics.RegisterInterfaces(app.encoding.InterfaceRegistry)
	app.configurator = module.NewConfigurator(cdc, app.MsgServiceRouter(), app.GRPCQueryRouter())
	return app.modules.RegisterServices(app.configurator)
}
