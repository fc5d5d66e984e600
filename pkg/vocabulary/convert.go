package vocabulary

import (
	"math"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Coded is a type of code of package policy.
type Coded interface {
	~uint8
	Valid() bool
}

// Code is a transmitted code as decisions use it; false if the vocabulary does
// not have it. It never wraps round to another code.
func Code[C Coded, E ~int32](e E) (C, bool) {
	if e <= 0 || e > math.MaxUint8 || !C(e).Valid() {
		return 0, false
	}
	return C(e), true
}

// Codes is a list of codes as decisions use it; false unless every one is in
// the vocabulary, and they are ascending and unique. What is not in the
// vocabulary leaves a set that is not empty, so it never comes to mean any code.
func Codes[C Coded, E ~int32](list []E) (policy.Set[C], bool) {
	var set policy.Set[C]
	ok := true
	for i, e := range list {
		c, known := Code[C](e)
		ok = ok && known && (i == 0 || list[i-1] < e)
		set = set.Add(c)
	}
	return set, ok
}

// List writes a set as messages carry it: ascending.
func List[E ~int32, C ~uint8](set policy.Set[C]) []E {
	var list []E
	for _, c := range set.Codes() {
		list = append(list, E(c))
	}
	return list
}
