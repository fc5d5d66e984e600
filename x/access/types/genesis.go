package types

// DefaultGenesis has no trails.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters and each trail, that the trails are ascending and
// unique, and that no participant has too many.
func (g *GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	perWriter := map[string]int{}
	for i := range g.Trails {
		t := &g.Trails[i]
		if err := t.Validate(); err != nil {
			return err
		}
		if i > 0 && g.Trails[i-1].Id >= t.Id {
			return ErrGenesisInvalid.Wrapf("%s is not ascending and unique", t.Id)
		}
		if perWriter[t.Writer]++; perWriter[t.Writer] > MaxTrails {
			return ErrTrailLimit.Wrapf("%s has more than %d", t.Writer, MaxTrails)
		}
	}
	return nil
}
