package app

import (
	"encoding/json"
	"fmt"

	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// DefaultGenesis of all modules: an empty ledger without validators.
func (app *App) DefaultGenesis() map[string]json.RawMessage {
	return app.Basics.DefaultGenesis(app.encoding.Codec)
}

// checkGenesis checks every module's state, and what one module's state says of
// another's: each validator is run by a participant.
func (app *App) checkGenesis(state map[string]json.RawMessage) error {
	cdc := app.encoding.Codec
	if err := app.Basics.ValidateGenesis(cdc, app.encoding.TxConfig, state); err != nil {
		return err
	}
	var registry registrytypes.GenesisState
	if err := cdc.UnmarshalJSON(state[registrytypes.ModuleName], &registry); err != nil {
		return fmt.Errorf("%s: %w", registrytypes.ModuleName, err)
	}
	var poa poatypes.GenesisState
	if err := cdc.UnmarshalJSON(state[poatypes.ModuleName], &poa); err != nil {
		return fmt.Errorf("%s: %w", poatypes.ModuleName, err)
	}
	known := make(map[string]bool, len(registry.Participants))
	for _, p := range registry.Participants {
		known[p.Id] = true
	}
	for _, v := range poa.Validators {
		if !known[v.Participant] {
			return fmt.Errorf("%s: validator of %q, which is not a participant", poatypes.ModuleName, v.Participant)
		}
	}
	return nil
}
