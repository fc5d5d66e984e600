package types

// DefaultGenesis has no permits.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Validate checks each permit, and that they are ascending and unique. That the
// participants and jurisdictions exist is for the application to check.
func (g *GenesisState) Validate() error {
	for i := range g.Permits {
		p := &g.Permits[i]
		if err := p.Validate(); err != nil {
			return err
		}
		if i > 0 && g.Permits[i-1].Id >= p.Id {
			return ErrGenesisInvalid.Wrapf("%s is not ascending and unique", p.Id)
		}
	}
	return nil
}
