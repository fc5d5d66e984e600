package app

import (
	"github.com/spf13/cast"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/runtime"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/internal/world"
	accesskeeper "github.com/assent-ledger/assent/x/access/keeper"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consentkeeper "github.com/assent-ledger/assent/x/consent/keeper"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	councilkeeper "github.com/assent-ledger/assent/x/council/keeper"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	permitkeeper "github.com/assent-ledger/assent/x/permit/keeper"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	poakeeper "github.com/assent-ledger/assent/x/poa/keeper"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	recognitionkeeper "github.com/assent-ledger/assent/x/recognition/keeper"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrykeeper "github.com/assent-ledger/assent/x/registry/keeper"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// councilName names the module account that alone may send council messages.
// It has no key: only what the jurisdictions decide together acts as it.
const councilName = counciltypes.ModuleName

// CouncilAddress is the bech32 address of the council's module account.
func CouncilAddress() string { return authtypes.NewModuleAddress(councilName).String() }

// storeNames of all modules that keep state.
var storeNames = []string{
	authtypes.StoreKey, consensustypes.StoreKey, upgradetypes.StoreKey,
	registrytypes.StoreKey, poatypes.StoreKey, consenttypes.StoreKey,
	recognitiontypes.StoreKey, permittypes.StoreKey, accesstypes.StoreKey, accesstypes.CasesStoreKey, counciltypes.StoreKey,
}

// Keepers of all modules. They meet here alone: each was given only the small
// interfaces that it declares.
type Keepers struct {
	Account     authkeeper.AccountKeeper
	Consensus   consensuskeeper.Keeper
	Upgrade     *upgradekeeper.Keeper
	Registry    registrykeeper.Keeper
	PoA         poakeeper.Keeper
	Consent     consentkeeper.Keeper
	Recognition recognitionkeeper.Keeper
	Permit      permitkeeper.Keeper
	Council     councilkeeper.Keeper
	Access      accesskeeper.Keeper

	Worlds world.Assembler
}

func (app *App) setKeepers(options servertypes.AppOptions) {
	cdc, council := app.encoding.Codec, CouncilAddress()
	in := func(name string) store.KVStoreService { return runtime.NewKVStoreService(app.keys[name]) }
	k := &app.Keepers

	k.Consensus = consensuskeeper.NewKeeper(cdc, in(consensustypes.StoreKey), council, runtime.EventService{})
	k.Account = authkeeper.NewAccountKeeper(cdc, in(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		map[string][]string{councilName: nil}, AddressCodec(), Bech32Prefix, council)
	k.Upgrade = upgradekeeper.NewKeeper(skippedUpgrades(options), in(upgradetypes.StoreKey), cdc,
		cast.ToString(options.Get(flags.FlagHome)), app.BaseApp, council)

	k.Registry = registrykeeper.NewKeeper(cdc, in(registrytypes.StoreKey), AddressCodec(), k.Account, council)
	k.PoA = poakeeper.NewKeeper(cdc, in(poatypes.StoreKey), k.Registry, council)
	k.Consent = consentkeeper.NewKeeper(cdc, in(consenttypes.StoreKey), k.Registry, council)
	k.Recognition = recognitionkeeper.NewKeeper(cdc, in(recognitiontypes.StoreKey), k.Registry)
	k.Permit = permitkeeper.NewKeeper(cdc, in(permittypes.StoreKey), k.Registry)
	k.Worlds = world.NewAssembler(k.Registry, k.Consent, k.Recognition, k.Permit)
	k.Access = accesskeeper.NewKeeper(cdc, in(accesstypes.StoreKey), in(accesstypes.CasesStoreKey), k.Registry, k.Worlds, council)
	k.Council = councilkeeper.NewKeeper(cdc, in(counciltypes.StoreKey), k.Registry, app.MsgServiceRouter(),
		firewall{codec: cdc, council: council, validators: k.PoA.Set}, council)
}

func skippedUpgrades(options servertypes.AppOptions) map[int64]bool {
	skipped := map[int64]bool{}
	for _, height := range cast.ToIntSlice(options.Get(server.FlagUnsafeSkipUpgrades)) {
		skipped[int64(height)] = true
	}
	return skipped
}
