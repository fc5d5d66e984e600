package types

import (
	"cmp"
	"slices"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
)

// DefaultGenesis has no validator, which Validate refuses: a chain names its own.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Sort puts the validators in the order that Validate asks for. It is for tools
// that put a genesis state together.
func (g *GenesisState) Sort() {
	slices.SortFunc(g.Validators, func(a, b Validator) int { return cmp.Compare(a.Participant, b.Participant) })
}

// Validate checks each validator, that they are in order of participant, that no
// two have one key, and that at least one is ACTIVE.
func (g GenesisState) Validate() error {
	if len(g.Validators) > MaxValidators {
		return ErrGenesisInvalid.Wrapf("%d validators, want at most %d", len(g.Validators), MaxValidators)
	}
	keys := make(map[string]bool, len(g.Validators))
	active := 0
	for i, v := range g.Validators {
		if err := v.Validate(); err != nil {
			return err
		}
		if i > 0 && v.Participant <= g.Validators[i-1].Participant {
			return ErrGenesisInvalid.Wrapf("validator of %s is out of order, or there twice", v.Participant)
		}
		key, err := v.ConsensusKey()
		if err != nil {
			return err
		}
		if keys[string(key.Key)] {
			return ErrGenesisInvalid.Wrapf("the key of %s has another validator", v.Participant)
		}
		keys[string(key.Key)] = true
		if v.Active() {
			active++
		}
	}
	if active == 0 {
		return ErrGenesisInvalid.Wrap("no active validator")
	}
	return nil
}

// UnpackInterfaces decodes the keys.
func (g GenesisState) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKeys(unpacker, g.Validators)
}
