package types

import (
	"bytes"
	"cmp"
	"slices"
)

// MaxRetiredKeys of one participant about which evidence may still come.
const MaxRetiredKeys = 16

// DefaultGenesis has no validator, which Validate refuses: a chain names its own.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Sort puts the validators in the order that Validate asks for. It is for tools
// that put a genesis state together.
func (g *GenesisState) Sort() {
	slices.SortFunc(g.Validators, func(a, b Validator) int { return cmp.Compare(a.Participant, b.Participant) })
}

// Validate checks each value, that the lists are in order (validators and absences by
// participant, keys by address), that no two present validators have one key, that no
// key in use is retired, that evidence about a retired key has somebody to convict, and
// that at least one validator is ACTIVE.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	if g.LastChange < 0 {
		return ErrGenesisInvalid.Wrapf("last change at height %d", g.LastChange)
	}
	used, err := g.checkValidators()
	if err != nil {
		return err
	}
	if err := g.checkRetired(used); err != nil {
		return err
	}
	return g.checkAbsences()
}

// checkValidators gives the addresses of the keys that are in use, and whose they are.
func (g GenesisState) checkValidators() (map[string]string, error) {
	if present := Set(g.Validators).Present(); present > MaxValidators || len(g.Validators) > MaxRecords {
		return nil, ErrGenesisInvalid.Wrapf("%d validators, of which %d present, want at most %d and %d",
			len(g.Validators), present, MaxRecords, MaxValidators)
	}
	used := make(map[string]string, len(g.Validators))
	for i, v := range g.Validators {
		if err := v.Validate(); err != nil {
			return nil, err
		}
		if i > 0 && v.Participant <= g.Validators[i-1].Participant {
			return nil, ErrGenesisInvalid.Wrapf("validator of %s is out of order, or there twice", v.Participant)
		}
		if !v.Present() {
			continue
		}
		address := string(v.Key.Address())
		if used[address] != "" {
			return nil, ErrGenesisInvalid.Wrapf("the key of %s has another validator", v.Participant)
		}
		used[address] = v.Participant
	}
	if Set(g.Validators).Active() == 0 {
		return nil, ErrGenesisInvalid.Wrap("no active validator")
	}
	return used, nil
}

func (g GenesisState) checkRetired(used map[string]string) error {
	for i, u := range g.RetiredKeys {
		if err := u.Validate(); err != nil {
			return err
		}
		if i > 0 && bytes.Compare(g.RetiredKeys[i-1].Address, u.Address) >= 0 {
			return ErrGenesisInvalid.Wrapf("retired key %X is out of order, or there twice", u.Address)
		}
		owner, inUse := used[string(u.Address)]
		// A key that equivocated stays its validator's until somebody else validates.
		if inUse == u.Retired() || (!u.Retired() && !u.Tombstoned) {
			return ErrGenesisInvalid.Wrapf("key %X is retired and in use, or neither", u.Address)
		}
		if inUse && owner != u.Participant {
			return ErrGenesisInvalid.Wrapf("key %X is %s's, not %s's", u.Address, owner, u.Participant)
		}
		if _, found := Set(g.Validators).Of(u.Participant); !found && !u.Tombstoned {
			return ErrGenesisInvalid.Wrapf("key %X of %s, which has no validator", u.Address, u.Participant)
		}
	}
	return nil
}

func (g GenesisState) checkAbsences() error {
	for i, a := range g.Absences {
		if err := a.Validate(); err != nil {
			return err
		}
		if i > 0 && g.Absences[i-1].Participant >= a.Participant {
			return ErrGenesisInvalid.Wrapf("absences of %s are out of order, or there twice", a.Participant)
		}
		if v, found := Set(g.Validators).Of(a.Participant); !found || !v.Active() {
			return ErrGenesisInvalid.Wrapf("absences of %s, which does not validate", a.Participant)
		}
	}
	return nil
}

// AsOf is the state where a chain begins at a height. Heights beyond it are those of the
// chain that the state came from: absences there are over, nobody waits for an interval
// that began there, and a key that was retired there is as if it were retired now.
func (g GenesisState) AsOf(height int64) *GenesisState {
	g.Validators, g.RetiredKeys = slices.Clone(g.Validators), slices.Clone(g.RetiredKeys)
	g.Absences = slices.DeleteFunc(slices.Clone(g.Absences), func(a Absences) bool { return a.Last > height })
	if g.LastChange > height {
		g.LastChange = 0
	}
	for i := range g.Validators {
		if v := &g.Validators[i]; v.RotatedHeight > height {
			v.RotatedHeight = 0
		}
	}
	for i := range g.RetiredKeys {
		if u := &g.RetiredKeys[i]; u.RetiredHeight > height {
			u.RetiredHeight = height
		}
	}
	return &g
}
