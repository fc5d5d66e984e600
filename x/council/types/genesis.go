package types

// DefaultGenesis has the default parameters and no proposal.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks each value, that proposals are in order of id and no id lies
// above the last one, and that no more are OPEN than may be.
func (g GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	var last uint64
	open := 0
	for _, p := range g.Proposals {
		if err := p.Validate(); err != nil {
			return err
		}
		if p.Id <= last || p.Id > g.LastId {
			return ErrGenesisInvalid.Wrapf("proposal %d is out of order, there twice or above the last id", p.Id)
		}
		last = p.Id
		if p.Open() {
			open++
		}
	}
	if open > MaxOpen {
		return ErrGenesisInvalid.Wrapf("%d open proposals, want at most %d", open, MaxOpen)
	}
	return nil
}
