package types

// First is the id by which an entry of the queue is told from others of the same moment;
// nil if it holds nothing.
func (d Due) First() []byte {
	switch {
	case len(d.Cases) > 0:
		return d.Cases[0]
	case len(d.Disputes) > 0:
		return d.Disputes[0]
	default:
		return nil
	}
}

// Count is the number of ids that an entry holds.
func (d Due) Count() int { return len(d.Cases) + len(d.Disputes) }

// Validate checks an entry that comes with a genesis.
func (d Due) Validate() error {
	if d.At <= 0 || len(d.Cases) > MaxCases || len(d.Disputes) > 1 || (len(d.Cases) == 0) == (len(d.Disputes) == 0) {
		return ErrGenesisInvalid.Wrapf("%d cases and %d disputes due at %d", len(d.Cases), len(d.Disputes), d.At)
	}
	for _, list := range [][][]byte{d.Cases, d.Disputes} {
		for _, id := range list {
			if len(id) != DigestSize {
				return ErrGenesisInvalid.Wrapf("due at %d: an id of %d bytes", d.At, len(id))
			}
		}
	}
	return nil
}
