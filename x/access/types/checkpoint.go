package types

import (
	"github.com/assent-ledger/assent/pkg/translog"
)

// Keep is the trail after a checkpoint of it was kept at a moment, in Unix seconds, and that
// checkpoint; nil if less than an interval has passed since the last one.
func (t Trail) Keep(at, interval int64) (Trail, *Checkpoint, error) {
	if t.Checkpoints > 0 && at-t.CheckpointAt < interval {
		return t, nil, nil
	}
	root, err := t.Root()
	if err != nil {
		return Trail{}, nil, err
	}
	c := &Checkpoint{Trail: t.Id, Number: t.Checkpoints, Size_: t.Head.Size_, Root: root[:], At: at}
	t.Checkpoints, t.CheckpointAt = t.Checkpoints+1, at
	return t, c, nil
}

// Dropped is the number of the checkpoint that goes once one with the given number is kept;
// false if none does.
func (c *Checkpoint) Dropped() (uint64, bool) {
	if c.Number < MaxCheckpoints {
		return 0, false
	}
	return c.Number - MaxCheckpoints, true
}

// OldestCheckpoint is the number of the oldest checkpoint of a trail that is kept.
func (t Trail) OldestCheckpoint() uint64 {
	if t.Checkpoints < MaxCheckpoints {
		return 0
	}
	return t.Checkpoints - MaxCheckpoints
}

// validate checks a checkpoint against the trail that it is of.
func (c *Checkpoint) validate(t Trail) error {
	switch {
	case c.Number < t.OldestCheckpoint() || c.Number >= t.Checkpoints:
		return ErrGenesisInvalid.Wrapf("checkpoint %d of %s, which keeps %d to %d", c.Number, t.Id, t.OldestCheckpoint(), t.Checkpoints)
	case c.Size_ == 0 || c.Size_ > t.Head.Size_:
		return ErrGenesisInvalid.Wrapf("checkpoint of %d records of %s, which has %d", c.Size_, t.Id, t.Head.Size_)
	case len(c.Root) != translog.HashSize:
		return ErrGenesisInvalid.Wrapf("root of %d bytes", len(c.Root))
	case c.At < t.OpenedAt || c.At > t.CheckpointAt:
		return ErrGenesisInvalid.Wrapf("checkpoint of %s kept at %d", t.Id, c.At)
	default:
		return nil
	}
}
