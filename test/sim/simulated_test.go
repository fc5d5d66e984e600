package sim_test

import (
	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"

	"github.com/assent-ledger/assent/app"
)

// simulated is the application in the shape that the simulator asks for. Of what
// is added, the simulator calls SimulationManager, GetBaseApp and TxConfig alone.
type simulated struct {
	*app.App
	play *play
}

func newSimulated(logger log.Logger, db dbm.DB, loadLatest bool, o servertypes.AppOptions, base ...func(*baseapp.BaseApp)) *simulated {
	a, err := app.New(logger, db, loadLatest, o, base...)
	if err != nil {
		panic(err)
	}
	return &simulated{App: a, play: newPlay(a)}
}

func (s *simulated) GetBaseApp() *baseapp.BaseApp { return s.BaseApp }
func (s *simulated) TxConfig() client.TxConfig    { return s.Encoding().TxConfig }

func (s *simulated) LegacyAmino() *codec.LegacyAmino { return s.Encoding().LegacyAmino }

func (s *simulated) LoadHeight(height int64) error { return s.LoadVersion(height) }

func (s *simulated) BeginBlocker(sdk.Context) (sdk.BeginBlock, error) { return sdk.BeginBlock{}, nil }
func (s *simulated) EndBlocker(sdk.Context) (sdk.EndBlock, error)     { return sdk.EndBlock{}, nil }
func (s *simulated) SimulationManager() *module.SimulationManager {
	return module.NewSimulationManager(s.play)
}

func (s *simulated) InitChainer(sdk.Context, *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	return &abci.ResponseInitChain{}, nil
}

func (s *simulated) ExportAppStateAndValidators(_ bool, _, modules []string) (servertypes.ExportedApp, error) {
	return s.Export(modules)
}

// The simulator's older interface, which a module of moves has no use for.
func (*play) GenerateGenesisState(*module.SimulationState)                           {}
func (*play) RegisterStoreDecoder(simtypes.StoreDecoderRegistry)                     {}
func (*play) WeightedOperations(module.SimulationState) []simtypes.WeightedOperation { return nil }
