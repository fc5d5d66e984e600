package evidence

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/translog"
)

// verify checks that a record is of its place, and that its leaf leads to the head's
// root. Size and root come from the head alone.
func (r *Record) verify(chainID, trail string, head translog.Head) (RecordFinding, error) {
	found := RecordFinding{Index: r.Index}
	leaf, err := r.readLeaf(chainID, trail, &found)
	if err != nil {
		return RecordFinding{}, fmt.Errorf("%w: trail %q, record %d: %w", ErrRecord, trail, r.Index, err)
	}
	path, err := hashes(r.Path)
	if err != nil {
		return RecordFinding{}, fmt.Errorf("%w: trail %q, record %d: %w", ErrPath, trail, r.Index, err)
	}
	if err := translog.VerifyInclusion(leaf, r.Index, head.Size, path, head.Root()); err != nil {
		return RecordFinding{}, fmt.Errorf("%w: trail %q, record %d: %w", ErrPath, trail, r.Index, err)
	}
	found.Leaf = leaf.String()
	return found, nil
}

// readLeaf computes the leaf hash of a record, or takes that of an erased one.
func (r *Record) readLeaf(chainID, trail string, found *RecordFinding) (translog.Hash, error) {
	erased, ok := r.Content.(*Record_Leaf)
	if ok {
		found.Erased = true
		return translog.HashFromBytes(erased.Leaf)
	}
	body := r.GetBody()
	record, err := translog.ParseRecord(body)
	switch {
	case err != nil:
		return translog.Hash{}, err
	case record.ChainID != chainID:
		return translog.Hash{}, fmt.Errorf("it is of chain %q", record.ChainID)
	case record.Trail != trail:
		return translog.Hash{}, fmt.Errorf("it is of trail %q", record.Trail)
	case record.Index != r.Index:
		return translog.Hash{}, fmt.Errorf("it is record %d", record.Index)
	}
	found.Record = describe(record)
	return translog.LeafHash(body), nil
}

// verify checks that a log with a head begins with the earlier one.
func (c *Consistency) verify(trail string, head translog.Head) (*ConsistencyFinding, error) {
	from, err := translog.HashFromBytes(c.FromRoot)
	if err != nil {
		return nil, fmt.Errorf("%w: trail %q: %w", ErrConsistency, trail, err)
	}
	path, err := hashes(c.Path)
	if err != nil {
		return nil, fmt.Errorf("%w: trail %q: %w", ErrConsistency, trail, err)
	}
	if err := translog.VerifyConsistency(c.FromSize, head.Size, path, from, head.Root()); err != nil {
		return nil, fmt.Errorf("%w: trail %q: %w", ErrConsistency, trail, err)
	}
	return &ConsistencyFinding{Size: c.FromSize, Root: from.String()}, nil
}

func hashes(raw [][]byte) ([]translog.Hash, error) {
	out := make([]translog.Hash, len(raw))
	for i, b := range raw {
		hash, err := translog.HashFromBytes(b)
		if err != nil {
			return nil, err
		}
		out[i] = hash
	}
	return out, nil
}
