// Package exported reads the state of a ledger, as assentd export writes it, as a world
// that decisions are made in.
package exported

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"

	"github.com/assent-ledger/assent/pkg/policy"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	permittypes "github.com/assent-ledger/assent/x/permit/types"
	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// ErrState says that a document is not the exported state of a ledger.
var ErrState = errors.New("not an exported state")

// document is a genesis file, of which the state is read.
type document struct {
	State map[string]json.RawMessage `json:"app_state"`
}

// Is reports whether a document is a genesis file, rather than a world: whether it is a
// JSON object with an app_state.
func Is(data []byte) bool {
	var d document
	return json.Unmarshal(data, &d) == nil && d.State != nil
}

// World is all that decisions read of an exported state, what is archived among it. It is
// complete: it answers for every moment up to the export as the ledger does. Its errors
// wrap ErrState.
func World(data []byte) (*policy.World, error) {
	var d document
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	var (
		registry    registrytypes.GenesisState
		consent     consenttypes.GenesisState
		recognition recognitiontypes.GenesisState
		permit      permittypes.GenesisState
	)
	for _, module := range []struct {
		name  string
		state genesis
	}{
		{registrytypes.ModuleName, &registry},
		{consenttypes.ModuleName, &consent},
		{recognitiontypes.ModuleName, &recognition},
		{permittypes.ModuleName, &permit},
	} {
		if err := d.read(module.name, module.state); err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrState, module.name, err)
		}
	}
	w := &policy.World{
		Jurisdictions: jurisdictions(registry),
		Participants:  participants(registry),
		Agreements:    agreements(recognition),
	}
	for i := range permit.Permits {
		w.Permits = append(w.Permits, permit.Permits[i].Policy())
	}
	var err error
	if w.Directives, err = directives(consent); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrState, err)
	}
	return w, nil
}

// genesis is a module's state that can check itself.
type genesis interface {
	proto.Message
	Validate() error
}

func (d document) read(name string, state genesis) error {
	data, found := d.State[name]
	if !found {
		return errors.New("the document has no state of it: export all modules")
	}
	if err := codec.NewProtoCodec(codectypes.NewInterfaceRegistry()).UnmarshalJSON(data, state); err != nil {
		return err
	}
	return state.Validate()
}

func jurisdictions(state registrytypes.GenesisState) []policy.Jurisdiction {
	list := make([]policy.Jurisdiction, len(state.Jurisdictions))
	for i, j := range state.Jurisdictions {
		for _, page := range slices.Backward(state.JurisdictionArchive) {
			if page.Jurisdiction == j.Id {
				j = j.Recall(page)
			}
		}
		list[i] = j.Policy()
	}
	return list
}

func participants(state registrytypes.GenesisState) []policy.Participant {
	pages := map[string][]registrytypes.ParticipantArchivePage{}
	for _, page := range state.ParticipantArchive {
		pages[page.Participant] = append(pages[page.Participant], page)
	}
	list := make([]policy.Participant, len(state.Participants))
	for i, p := range state.Participants {
		for _, page := range slices.Backward(pages[p.Id]) {
			p = p.Recall(page, 0)
		}
		list[i] = p.Policy()
	}
	return list
}

// agreements are one for each certified version and ordered pair, as the ledger reads them.
func agreements(state recognitiontypes.GenesisState) []policy.Agreement {
	lines := map[string]recognitiontypes.Line{}
	for _, line := range state.Lines {
		lines[line.Id] = line
	}
	var list []policy.Agreement
	for _, a := range state.Agreements {
		if !a.Certified() {
			continue
		}
		for _, pair := range a.Pairs() {
			list = append(list, lines[a.Line].Policy(a, pair))
		}
	}
	return list
}

func directives(state consenttypes.GenesisState) ([]policy.Directive, error) {
	var list []policy.Directive
	add := func(subject []byte, d *consenttypes.Directive) error {
		directive, err := d.Policy(consenttypes.SubjectID(subject))
		list = append(list, directive)
		return err
	}
	for i := range state.Subjects {
		s := &state.Subjects[i]
		for n := range s.Directives {
			if err := add(s.Id, &s.Directives[n]); err != nil {
				return nil, err
			}
		}
	}
	for i := range state.Archive {
		if err := add(state.Archive[i].Subject, &state.Archive[i].Directive); err != nil {
			return nil, err
		}
	}
	return list, nil
}
