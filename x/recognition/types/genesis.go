package types

// DefaultGenesis has no agreements.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Validate checks each agreement, that they are ascending and unique, and that no
// ordered pair has too many.
func (g *GenesisState) Validate() error {
	perPair := map[Pair]int{}
	for i := range g.Agreements {
		a := &g.Agreements[i]
		if err := a.Validate(); err != nil {
			return err
		}
		if i > 0 && g.Agreements[i-1].Id >= a.Id {
			return ErrGenesisInvalid.Wrapf("%s is not ascending and unique", a.Id)
		}
		if !a.Certified() {
			continue
		}
		for _, p := range a.Pairs() {
			if perPair[p]++; perPair[p] > MaxPerPair {
				return ErrPairFull.Wrapf("from %s to %s", p.From, p.To)
			}
		}
	}
	return nil
}
