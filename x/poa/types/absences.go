package types

import (
	"math/big"
	"math/bits"
)

// Miss adds the height of a block that was not signed and forgets those that are no
// longer in the window, in blocks, that ends there. Whoever signs again is written
// nothing about: how much it missed follows from the height. A height that comes before
// the last one is the first that counts: it is another chain's, with this one's state.
func (a Absences) Miss(height, window int64) Absences {
	missed := a.number(height, window)
	missed.SetBit(missed, 0, 1)
	return Absences{Participant: a.Participant, Last: height, Missed: missed.Bytes()}
}

// Count is how many blocks were missed of the window, in blocks, that ends at a height.
func (a Absences) Count(height, window int64) int64 {
	count := 0
	for _, b := range a.number(height, window).Bytes() {
		count += bits.OnesCount8(b)
	}
	return int64(count)
}

// Heights that were missed, in order.
func (a Absences) Heights() []int64 {
	missed := new(big.Int).SetBytes(a.Missed)
	var heights []int64
	for i := missed.BitLen() - 1; i >= 0; i-- {
		if missed.Bit(i) == 1 {
			heights = append(heights, a.Last-int64(i))
		}
	}
	return heights
}

// number has bit i set if the block of i heights before was missed, within a window of
// at most maxWindow.
func (a Absences) number(height, window int64) *big.Int {
	missed := new(big.Int)
	later := height - a.Last
	if later < 0 || later >= window {
		return missed
	}
	missed.Lsh(missed.SetBytes(a.Missed), uint(later))
	mask := new(big.Int).Lsh(big.NewInt(1), uint(window))
	return missed.And(missed, mask.Sub(mask, big.NewInt(1)))
}

// Validate checks that the last height was missed, that none is before the beginning, and
// that the number has no zeros in front.
func (a Absences) Validate() error {
	if err := checkParticipant(a.Participant); err != nil {
		return err
	}
	n := len(a.Missed)
	if n == 0 || n > maxWindow/8 || a.Missed[0] == 0 || a.Missed[n-1]&1 == 0 {
		return ErrGenesisInvalid.Wrapf("absences of %s: %d bytes, want 1 to %d without zeros in front, and the last bit set", a.Participant, n, maxWindow/8)
	}
	if first := a.Last - int64(new(big.Int).SetBytes(a.Missed).BitLen()) + 1; first < 0 {
		return ErrGenesisInvalid.Wrapf("absences of %s from height %d", a.Participant, first)
	}
	return nil
}
