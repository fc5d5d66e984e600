package types

import (
	"cmp"
	"slices"
)

// DefaultGenesis has no agreements.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Validate checks each agreement and each line, that both are ascending and unique,
// that they fit each other, and that nothing has more than it may.
func (g *GenesisState) Validate() error {
	if err := g.validateAgreements(); err != nil {
		return err
	}
	for i := range g.Lines {
		l := &g.Lines[i]
		if i > 0 && g.Lines[i-1].Id >= l.Id {
			return ErrGenesisInvalid.Wrapf("line %s is not ascending and unique", l.Id)
		}
		versions, err := g.versions(l)
		if err != nil {
			return err
		}
		if err := l.validate(versions); err != nil {
			return err
		}
	}
	return g.validateBounds()
}

func (g *GenesisState) validateAgreements() error {
	for i := range g.Agreements {
		a := &g.Agreements[i]
		if err := a.Validate(); err != nil {
			return err
		}
		if i > 0 && g.Agreements[i-1].Id >= a.Id {
			return ErrGenesisInvalid.Wrapf("%s is not ascending and unique", a.Id)
		}
	}
	for i := range g.Agreements {
		a := &g.Agreements[i]
		if a.Certified() && !g.listed(a) {
			return ErrGenesisInvalid.Wrapf("%s is certified and not in place %d of line %s", a.Id, a.Version, a.Line)
		}
		if a.Amends == "" {
			continue
		}
		before, found := g.agreement(a.Amends)
		if !found {
			return ErrGenesisInvalid.Wrapf("%s amends %s, which is not there", a.Id, a.Amends)
		}
		if err := a.follows(before); err != nil {
			return err
		}
	}
	return nil
}

// listed reports whether a certified version stands at its place in its line.
func (g *GenesisState) listed(a *Agreement) bool {
	i, found := slices.BinarySearchFunc(g.Lines, a.Line, func(l Line, id string) int { return cmp.Compare(l.Id, id) })
	place := int(a.Version) - 1
	return found && place < len(g.Lines[i].Versions) && g.Lines[i].Versions[place].Agreement == a.Id
}

func (g *GenesisState) agreement(id string) (Agreement, bool) {
	i, found := slices.BinarySearchFunc(g.Agreements, id, func(a Agreement, id string) int { return cmp.Compare(a.Id, id) })
	if !found {
		return Agreement{}, false
	}
	return g.Agreements[i], true
}

// versions are the agreements that a line names.
func (g *GenesisState) versions(l *Line) ([]Agreement, error) {
	if n := len(l.Versions); n == 0 || n > MaxVersions {
		return nil, ErrLineInvalid.Wrapf("%s has %d versions, want 1 to %d", l.Id, n, MaxVersions)
	}
	versions := make([]Agreement, len(l.Versions))
	for i, v := range l.Versions {
		a, found := g.agreement(v.Agreement)
		if !found || !a.Certified() {
			return nil, ErrLineInvalid.Wrapf("version %s of %s is not certified", v.Agreement, l.Id)
		}
		versions[i] = a
	}
	return versions, nil
}

// validateBounds counts what the indexes of the state would hold.
func (g *GenesisState) validateBounds() error {
	perPair, open := map[Pair]int{}, map[string]int{}
	for i := range g.Agreements {
		a := &g.Agreements[i]
		if a.Open() {
			if open[a.Proposer]++; open[a.Proposer] > MaxOpen {
				return ErrOpenFull.Wrap(a.Proposer)
			}
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
