package types

import (
	"bytes"
	"cmp"
	"slices"
)

// DefaultGenesis has nobody in it: a chain needs at least one jurisdiction and
// one participant of its own.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Sort puts the lists in the order that Validate asks for. It is for tools that
// put a genesis state together.
func (g *GenesisState) Sort() {
	slices.SortFunc(g.Jurisdictions, func(a, b Jurisdiction) int { return cmp.Compare(a.Id, b.Id) })
	slices.SortFunc(g.Participants, func(a, b Participant) int { return cmp.Compare(a.Id, b.Id) })
	slices.SortFunc(g.Accounts, func(a, b Account) int { return bytes.Compare(sortKey(a), sortKey(b)) })
}

// sortKey is an account's address in bytes, or nothing where it is malformed,
// which Validate will say.
func sortKey(a Account) []byte {
	key, err := addressKey(a.Address)
	if err != nil {
		return nil
	}
	return key
}

// Validate checks each value, that the lists are in order and unique
// (jurisdictions and participants by id, accounts by the bytes of the address),
// and that they agree with each other.
func (g GenesisState) Validate() error {
	authorities, err := g.checkJurisdictions()
	if err != nil {
		return err
	}
	if err := g.checkParticipants(); err != nil {
		return err
	}
	return g.checkAccounts(authorities)
}

// checkJurisdictions returns the set of the authorities' addresses.
func (g GenesisState) checkJurisdictions() (map[string]bool, error) {
	authorities := make(map[string]bool, len(g.Jurisdictions))
	for i, j := range g.Jurisdictions {
		if err := j.Validate(); err != nil {
			return nil, err
		}
		if i > 0 && j.Id <= g.Jurisdictions[i-1].Id {
			return nil, ErrGenesisInvalid.Wrapf("jurisdiction %s is out of order, or there twice", j.Id)
		}
		key, err := addressKey(j.Authority)
		if err != nil {
			return nil, err
		}
		if authorities[string(key)] {
			return nil, ErrGenesisInvalid.Wrapf("the authority of jurisdiction %s has another one", j.Id)
		}
		authorities[string(key)] = true
	}
	return authorities, nil
}

func (g GenesisState) checkParticipants() error {
	for i, p := range g.Participants {
		if err := p.Validate(); err != nil {
			return err
		}
		if i > 0 && p.Id <= g.Participants[i-1].Id {
			return ErrGenesisInvalid.Wrapf("participant %s is out of order, or there twice", p.Id)
		}
		if !g.hasJurisdiction(p.Jurisdiction) {
			return ErrGenesisInvalid.Wrapf("participant %s: no jurisdiction %s", p.Id, p.Jurisdiction)
		}
	}
	return nil
}

func (g GenesisState) checkAccounts(authorities map[string]bool) error {
	var last []byte
	for _, a := range g.Accounts {
		if err := a.Validate(); err != nil {
			return err
		}
		key, err := addressKey(a.Address)
		if err != nil {
			return err
		}
		if bytes.Compare(key, last) <= 0 {
			return ErrGenesisInvalid.Wrapf("account %s is out of order, or there twice", a.Address)
		}
		if authorities[string(key)] {
			return ErrGenesisInvalid.Wrapf("account %s is an authority", a.Address)
		}
		if !g.hasParticipant(a.Participant) {
			return ErrGenesisInvalid.Wrapf("account %s: no participant %s", a.Address, a.Participant)
		}
		last = key
	}
	return nil
}

// hasJurisdiction is for lists that are known to be in order.
func (g GenesisState) hasJurisdiction(id string) bool {
	_, found := slices.BinarySearchFunc(g.Jurisdictions, id, func(j Jurisdiction, id string) int { return cmp.Compare(j.Id, id) })
	return found
}

// hasParticipant is for lists that are known to be in order.
func (g GenesisState) hasParticipant(id string) bool {
	_, found := slices.BinarySearchFunc(g.Participants, id, func(p Participant, id string) int { return cmp.Compare(p.Id, id) })
	return found
}
