package types

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/internal/permission"
)

// DefaultGenesis has nobody in it: a chain needs at least one jurisdiction and
// one participant of its own.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Sort puts the lists in the order that Validate asks for. It is for tools that
// put a genesis state together.
func (g *GenesisState) Sort() {
	slices.SortFunc(g.Jurisdictions, func(a, b Jurisdiction) int { return cmp.Compare(a.Id, b.Id) })
	slices.SortFunc(g.Participants, func(a, b Participant) int { return cmp.Compare(a.Id, b.Id) })
	slices.SortFunc(g.Accounts, func(a, b Account) int { return bytes.Compare(sortKey(a), sortKey(b)) })
	slices.SortFunc(g.Handovers, func(a, b Handover) int { return cmp.Compare(a.Jurisdiction, b.Jurisdiction) })
	slices.SortFunc(g.Schemes, func(a, b Scheme) int { return cmp.Compare(a.Id, b.Id) })
	slices.SortFunc(g.Usages, func(a, b Usage) int { return cmp.Compare(a.Payer, b.Payer) })
	slices.SortFunc(g.JurisdictionArchive, func(a, b JurisdictionArchivePage) int {
		return cmp.Or(cmp.Compare(a.Jurisdiction, b.Jurisdiction), cmp.Compare(a.Number, b.Number))
	})
	slices.SortFunc(g.ParticipantArchive, func(a, b ParticipantArchivePage) int {
		return cmp.Or(cmp.Compare(a.Participant, b.Participant), cmp.Compare(a.Number, b.Number))
	})
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
// (jurisdictions, participants and schemes by id, accounts by the bytes of the
// address, handovers by jurisdiction, archives by owner and number, usages by
// payer), and that they agree with each other.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	taken := speakers{}
	for _, check := range []func(speakers) error{
		g.checkJurisdictions, g.checkParticipants, g.checkAccounts, g.checkHandovers,
		g.checkSchemes, g.checkJurisdictionArchive, g.checkParticipantArchive, g.checkUsages,
	} {
		if err := check(taken); err != nil {
			return err
		}
	}
	return nil
}

// speakers are the addresses that speak for somebody, by their bytes.
type speakers map[string]bool

// add an address that must not speak for somebody yet.
func (s speakers) add(address string) error {
	key, err := addressKey(address)
	if err != nil {
		return err
	}
	if s[string(key)] {
		return ErrGenesisInvalid.Wrapf("address %s speaks for two", address)
	}
	s[string(key)] = true
	return nil
}

func (g GenesisState) checkJurisdictions(taken speakers) error {
	if len(g.Jurisdictions) > MaxJurisdictions {
		return ErrGenesisInvalid.Wrapf("%d jurisdictions, want at most %d", len(g.Jurisdictions), MaxJurisdictions)
	}
	for i, j := range g.Jurisdictions {
		if err := j.Validate(); err != nil {
			return err
		}
		if i > 0 && j.Id <= g.Jurisdictions[i-1].Id {
			return ErrGenesisInvalid.Wrapf("jurisdiction %s is out of order, or there twice", j.Id)
		}
		if err := taken.add(j.Authority); err != nil {
			return err
		}
	}
	return nil
}

func (g GenesisState) checkParticipants(speakers) error {
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
		if err := g.checkOrigins(p.Id, p.Accreditations); err != nil {
			return err
		}
	}
	return nil
}

// checkOrigins refuses accreditations by somebody who is not there.
func (g GenesisState) checkOrigins(participant string, accreditations []Accreditation) error {
	for i := range accreditations {
		a := &accreditations[i]
		if !g.hasJurisdiction(a.owner()) || (a.Issuer != "" && !g.hasParticipant(a.Issuer)) {
			return ErrGenesisInvalid.Wrapf("participant %s: accreditation of %s: its issuer is not there", participant, a.Scheme)
		}
	}
	return nil
}

func (g GenesisState) checkAccounts(taken speakers) error {
	held, administered := map[string]int{}, map[string]bool{}
	var last []byte
	for _, a := range g.Accounts {
		if err := a.Validate(); err != nil {
			return err
		}
		key := sortKey(a)
		if bytes.Compare(key, last) <= 0 {
			return ErrGenesisInvalid.Wrapf("account %s is out of order, or there twice", a.Address)
		}
		last = key
		if err := taken.add(a.Address); err != nil {
			return err
		}
		if !g.hasParticipant(a.Participant) {
			return ErrGenesisInvalid.Wrapf("account %s: no participant %s", a.Address, a.Participant)
		}
		held[a.Participant]++
		if held[a.Participant] > MaxAccounts {
			return ErrGenesisInvalid.Wrapf("participant %s has more than %d accounts", a.Participant, MaxAccounts)
		}
		administered[a.Participant] = administered[a.Participant] || a.Holds(permission.Admin)
	}
	for _, p := range g.Participants {
		if !administered[p.Id] {
			return ErrGenesisInvalid.Wrapf("participant %s has no admin account", p.Id)
		}
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
