package app

import (
	"encoding/json"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// DefaultGenesis of all modules: an empty ledger without validators.
func (app *App) DefaultGenesis() map[string]json.RawMessage {
	return app.Basics.DefaultGenesis(app.encoding.Codec)
}

// checkGenesis checks every module's state, and that what the modules say of
// institutions and jurisdictions is about some that the registry has.
func (app *App) checkGenesis(state map[string]json.RawMessage) error {
	if err := app.Basics.ValidateGenesis(app.encoding.Codec, app.encoding.TxConfig, state); err != nil {
		return err
	}
	registered, err := app.readKnown(state)
	if err != nil {
		return err
	}
	for _, check := range []func(map[string]json.RawMessage, known) error{
		app.checkValidators, app.checkSubjects, app.checkAgreements, app.checkPermits, app.checkTrails,
	} {
		if err := check(state, registered); err != nil {
			return err
		}
	}
	return nil
}

// known is what the registry has.
type known struct{ jurisdictions, participants map[string]bool }

func (k known) jurisdiction(id, of string) error {
	if !k.jurisdictions[id] {
		return fmt.Errorf("%s names %q, which is not a jurisdiction", of, id)
	}
	return nil
}

func (k known) participant(id, of string) error {
	if !k.participants[id] {
		return fmt.Errorf("%s names %q, which is not a participant", of, id)
	}
	return nil
}

func (app *App) readState(state map[string]json.RawMessage, module string, into proto.Message) error {
	if err := app.encoding.Codec.UnmarshalJSON(state[module], into); err != nil {
		return fmt.Errorf("%s: %w", module, err)
	}
	return nil
}

func (app *App) readKnown(state map[string]json.RawMessage) (known, error) {
	k := known{jurisdictions: map[string]bool{}, participants: map[string]bool{}}
	var registry registrytypes.GenesisState
	if err := app.readState(state, registrytypes.ModuleName, &registry); err != nil {
		return known{}, err
	}
	for _, j := range registry.Jurisdictions {
		k.jurisdictions[j.Id] = true
	}
	for _, p := range registry.Participants {
		k.participants[p.Id] = true
	}
	return k, nil
}

func (app *App) checkValidators(state map[string]json.RawMessage, k known) error {
	var poa poatypes.GenesisState
	if err := app.readState(state, poatypes.ModuleName, &poa); err != nil {
		return err
	}
	for _, v := range poa.Validators {
		if err := k.participant(v.Participant, "a validator"); err != nil {
			return err
		}
	}
	return nil
}

// checkKeyTypes refuses validators whose keys the consensus parameters do not allow:
// the engine would stop at the first change of one.
func (app *App) checkKeyTypes(state map[string]json.RawMessage, allowed poatypes.KeyTypes) error {
	var poa poatypes.GenesisState
	if err := app.readState(state, poatypes.ModuleName, &poa); err != nil {
		return err
	}
	for _, v := range poa.Validators {
		if v.Present() && !allowed.Allow(v.Key.Type) {
			return fmt.Errorf("validator %s has a key of type %s, the consensus parameters allow %v", v.Participant, v.Key.Type, allowed)
		}
	}
	return nil
}

func (app *App) checkSubjects(state map[string]json.RawMessage, k known) error {
	var consent consenttypes.GenesisState
	if err := app.readState(state, consenttypes.ModuleName, &consent); err != nil {
		return err
	}
	for _, s := range consent.Subjects {
		of := "subject " + consenttypes.SubjectID(s.Id)
		if err := k.jurisdiction(s.HomeJurisdiction, of); err != nil {
			return err
		}
		for _, h := range s.Holders {
			if err := k.participant(h.Participant, of); err != nil {
				return err
			}
		}
	}
	return nil
}

func (app *App) checkAgreements(state map[string]json.RawMessage, k known) error {
	var recognition recognitiontypes.GenesisState
	if err := app.readState(state, recognitiontypes.ModuleName, &recognition); err != nil {
		return err
	}
	for _, a := range recognition.Agreements {
		for _, party := range a.Parties {
			if err := k.jurisdiction(party, "agreement "+a.Id); err != nil {
				return err
			}
		}
	}
	return nil
}

func (app *App) checkPermits(state map[string]json.RawMessage, k known) error {
	var permit permittypes.GenesisState
	if err := app.readState(state, permittypes.ModuleName, &permit); err != nil {
		return err
	}
	for i := range permit.Permits {
		p := &permit.Permits[i]
		of := "permit " + p.Id
		if err := k.jurisdiction(p.Issuer, of); err != nil {
			return err
		}
		for _, id := range p.Participants() {
			if err := k.participant(id, of); err != nil {
				return err
			}
		}
	}
	return nil
}

func (app *App) checkTrails(state map[string]json.RawMessage, k known) error {
	var access accesstypes.GenesisState
	if err := app.readState(state, accesstypes.ModuleName, &access); err != nil {
		return err
	}
	for _, t := range access.Trails {
		if err := k.participant(t.Writer, "trail "+t.Id); err != nil {
			return err
		}
	}
	return nil
}
