package types

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// code is a transmitted code as decisions use it, or 0, which is no code, where
// the vocabulary does not have it.
func code[C vocabulary.Coded, E ~int32](e E) C {
	c, _ := vocabulary.Code[C](e)
	return c
}

// set is a list of codes as decisions use it.
func set[C vocabulary.Coded, E ~int32](codes []E) policy.Set[C] {
	s, _ := vocabulary.Codes[C](codes)
	return s
}

// checkCode refuses a code that is not in the vocabulary.
func checkCode[C vocabulary.Coded, E ~int32](e E) error {
	if _, ok := vocabulary.Code[C](e); !ok {
		return fmt.Errorf("code %d is unknown", int32(e))
	}
	return nil
}

// checkCodes refuses a list with a code that is not in the vocabulary, or that
// is listed twice.
func checkCodes[C vocabulary.Coded, E ~int32](codes []E) error {
	var seen policy.Set[C]
	for _, e := range codes {
		c, ok := vocabulary.Code[C](e)
		if !ok {
			return fmt.Errorf("code %d is unknown", int32(e))
		}
		if seen.Has(c) {
			return fmt.Errorf("code %d is listed twice", int32(e))
		}
		seen = seen.Add(c)
	}
	return nil
}
