package policy

import "math/bits"

// Set is a set of codes held in 64 bits, one for each number from 1 to 63. The
// zero value is the empty set. In a match, a permit, a rule, an accreditation or
// a requirement the empty set means any code (see Fits).
//
// Bit 0 stands for whatever is not a code: 0 itself and numbers above 63. It is
// never found by Has, yet it keeps the set from being empty, so a set that was
// made of unspecified codes fits nothing instead of everything.
type Set[C ~uint8] uint64

// setLimit is the first number a Set cannot hold.
const setLimit = 64

// SetOf is the set of the given codes.
func SetOf[C ~uint8](codes ...C) Set[C] {
	var s Set[C]
	for _, c := range codes {
		s = s.Add(c)
	}
	return s
}

// Add is the set with one more code.
func (s Set[C]) Add(c C) Set[C] {
	if c >= setLimit {
		c = 0
	}
	return s | 1<<c
}

// Has reports whether the code is listed. It is false for 0 and for numbers above 63.
func (s Set[C]) Has(c C) bool {
	return c > 0 && s&(1<<c) != 0 // A bit beyond the set is none.
}

// Empty reports whether nothing is listed.
func (s Set[C]) Empty() bool { return s == 0 }

// Fits reports whether the set, read as a condition, lets the code through: it
// is empty (any code) or lists it.
func (s Set[C]) Fits(c C) bool { return s == 0 || s.Has(c) }

// SubsetOf reports whether every code listed here is listed in t. It compares
// the two as plain sets: the empty set is a subset of every other.
func (s Set[C]) SubsetOf(t Set[C]) bool { return s&^t == 0 }

// Codes lists the codes in ascending order; 0 comes first where the set was
// given something that is not a code.
func (s Set[C]) Codes() []C {
	if s == 0 {
		return nil
	}
	codes := make([]C, 0, bits.OnesCount64(uint64(s)))
	for rest := uint64(s); rest != 0; rest &= rest - 1 {
		codes = append(codes, C(bits.TrailingZeros64(rest)))
	}
	return codes
}
