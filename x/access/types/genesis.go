package types

import (
	"bytes"
	"cmp"

	"github.com/assent-ledger/assent/internal/ident"
)

// DefaultGenesis has no trails.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate checks the parameters and each value, that each list is ascending and unique, that
// no participant has too many trails and no subject too many disputes, that a trail has the
// checkpoints that it keeps, and the queue of deadlines.
func (g *GenesisState) Validate() error {
	if err := g.Params.Validate(); err != nil {
		return err
	}
	for _, check := range []func() error{g.validateTrails, g.validateCheckpoints, g.validateCases, g.validateDisputes, g.validateReferences, g.validateDues} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (g *GenesisState) validateTrails() error {
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

// validateCheckpoints checks that each trail has the checkpoints from the oldest to the last,
// and that they grow.
func (g *GenesisState) validateCheckpoints() error {
	rest := g.Checkpoints
	for i := range g.Trails {
		t := &g.Trails[i]
		n := int(t.Checkpoints - t.OldestCheckpoint())
		if len(rest) < n {
			return ErrGenesisInvalid.Wrapf("%s has %d checkpoints, want %d", t.Id, len(rest), n)
		}
		for m := range rest[:n] {
			c := &rest[m]
			if err := c.validate(*t); err != nil {
				return err
			}
			if c.Trail != t.Id || c.Number != t.OldestCheckpoint()+uint64(m) {
				return ErrGenesisInvalid.Wrapf("checkpoint %d of %s stands for number %d of %s", c.Number, c.Trail, m, t.Id)
			}
			if m > 0 && (rest[m-1].Size_ >= c.Size_ || rest[m-1].At >= c.At) {
				return ErrGenesisInvalid.Wrapf("checkpoint %d of %s is no later than the one before it", c.Number, t.Id)
			}
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return ErrGenesisInvalid.Wrapf("checkpoint of %s, which is not a trail here", rest[0].Trail)
	}
	return nil
}

func (g *GenesisState) validateCases() error {
	for i := range g.Cases {
		if err := g.Cases[i].Validate(); err != nil {
			return err
		}
	}
	if !ascending(g.Cases, func(a, b Case) int { return bytes.Compare(a.Id, b.Id) }) {
		return ErrGenesisInvalid.Wrap("cases are not ascending and unique")
	}
	for i := range g.Reviewers {
		r := &g.Reviewers[i]
		if !ident.Jurisdiction(r.Jurisdiction) || len(r.Participants) == 0 {
			return ErrGenesisInvalid.Wrapf("%d reviewers of %q", len(r.Participants), r.Jurisdiction)
		}
		if err := checkReviewers(r.Participants); err != nil {
			return err
		}
	}
	if !ascending(g.Reviewers, func(a, b Reviewers) int { return cmp.Compare(a.Jurisdiction, b.Jurisdiction) }) {
		return ErrGenesisInvalid.Wrap("reviewers are not ascending and unique")
	}
	return nil
}

func (g *GenesisState) validateDisputes() error {
	unresolved := map[string]int{}
	for i := range g.Disputes {
		d := &g.Disputes[i]
		if err := d.Validate(); err != nil {
			return err
		}
		if !d.Unresolved() {
			continue
		}
		if unresolved[string(d.Subject)]++; unresolved[string(d.Subject)] > MaxUnresolved {
			return ErrDisputesFull.Wrapf("%X", d.Subject)
		}
	}
	if !ascending(g.Disputes, func(a, b Dispute) int { return bytes.Compare(a.Id, b.Id) }) {
		return ErrGenesisInvalid.Wrap("disputes are not ascending and unique")
	}
	return nil
}

// validateReferences checks that each record of a case or dispute stands in a trail.
func (g *GenesisState) validateReferences() error {
	sizes := map[string]uint64{}
	for i := range g.Trails {
		sizes[g.Trails[i].Id] = g.Trails[i].Head.Size_
	}
	var records []*RecordReference
	for i := range g.Cases {
		records = append(records, g.Cases[i].Disclosed, g.Cases[i].Received)
	}
	for i := range g.Disputes {
		records = append(records, &RecordReference{Trail: g.Disputes[i].Trail, Index: g.Disputes[i].Index})
	}
	for _, r := range records {
		if r != nil && r.Index >= sizes[r.Trail] {
			return ErrGenesisInvalid.Wrapf("record %d of %q, which has %d", r.Index, r.Trail, sizes[r.Trail])
		}
	}
	return nil
}

// validateDues checks the queue, and that it names nothing that there is not.
func (g *GenesisState) validateDues() error {
	cases, disputes := map[string]bool{}, map[string]bool{}
	for i := range g.Cases {
		cases[string(g.Cases[i].Id)] = true
	}
	for i := range g.Disputes {
		disputes[string(g.Disputes[i].Id)] = true
	}
	for i := range g.Dues {
		d := &g.Dues[i]
		if err := d.Validate(); err != nil {
			return err
		}
		for _, id := range d.Cases {
			if !cases[string(id)] {
				return ErrGenesisInvalid.Wrapf("due at %d: no case %X", d.At, id)
			}
		}
		for _, id := range d.Disputes {
			if !disputes[string(id)] {
				return ErrGenesisInvalid.Wrapf("due at %d: no dispute %X", d.At, id)
			}
		}
	}
	if !ascending(g.Dues, func(a, b Due) int { return cmp.Or(cmp.Compare(a.At, b.At), bytes.Compare(a.First(), b.First())) }) {
		return ErrGenesisInvalid.Wrap("dues are not ascending and unique")
	}
	return nil
}

// ascending reports whether each value comes after the one before it.
func ascending[T any](list []T, compare func(a, b T) int) bool {
	for i := 1; i < len(list); i++ {
		if compare(list[i-1], list[i]) >= 0 {
			return false
		}
	}
	return true
}
