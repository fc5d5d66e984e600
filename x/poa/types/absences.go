package types

import "slices"

// Miss adds the height of a block that was not signed and forgets those that are no
// longer in the window, in blocks, that ends there. Whoever signs again is written
// nothing about: how much it missed follows from the height.
func (a Absences) Miss(height, window int64) Absences {
	kept := slices.Clone(a.Spans)
	kept = slices.DeleteFunc(kept, func(s Span) bool { return s.Last <= height-window })
	if n := len(kept); n > 0 && kept[n-1].Last >= height-1 {
		kept[n-1].Last = max(kept[n-1].Last, height)
	} else {
		kept = append(kept, Span{First: height, Last: height})
	}
	a.Spans = kept
	return a
}

// Missed counts the blocks of the window, in blocks, that ends at a height.
func (a Absences) Missed(height, window int64) int64 {
	var missed int64
	for _, s := range a.Spans {
		if first, last := max(s.First, height-window+1), min(s.Last, height); first <= last {
			missed += last - first + 1
		}
	}
	return missed
}

// Validate checks that the spans are in order and do not touch.
func (a Absences) Validate() error {
	if err := checkParticipant(a.Participant); err != nil {
		return err
	}
	if len(a.Spans) == 0 {
		return ErrGenesisInvalid.Wrapf("absences of %s without any", a.Participant)
	}
	before := int64(-1)
	for _, s := range a.Spans {
		if s.First <= before+1 || s.Last < s.First {
			return ErrGenesisInvalid.Wrapf("absences of %s: %d to %d", a.Participant, s.First, s.Last)
		}
		before = s.Last
	}
	return nil
}
