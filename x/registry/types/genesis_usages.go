package types

import "strings"

// checkUsages refuses a list that is out of order, and what nobody can have used.
func (g GenesisState) checkUsages(speakers) error {
	for i, u := range g.Usages {
		if err := u.Validate(); err != nil {
			return err
		}
		if i > 0 && u.Payer <= g.Usages[i-1].Payer {
			return ErrGenesisInvalid.Wrapf("usage of %s is out of order, or there twice", u.Payer)
		}
		if !g.hasPayer(u.Payer) {
			return ErrGenesisInvalid.Wrapf("usage of %s, which is nobody", u.Payer)
		}
	}
	return nil
}

// hasPayer is for lists that are known to be in order.
func (g GenesisState) hasPayer(id string) bool {
	return g.hasParticipant(id) || g.hasJurisdiction(strings.TrimSuffix(id, successorSuffix))
}
