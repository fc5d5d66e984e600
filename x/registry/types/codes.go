package types

import (
	"fmt"

	"github.com/assent-ledger/assent/pkg/policy"
)

// policyCode is a code of the vocabulary, as decisions use it.
type policyCode interface {
	~uint8
	Valid() bool
}

// code is a transmitted code as decisions use it, or 0, which is no code, where
// the vocabulary does not have it. It never wraps round to another code.
func code[C policyCode, E ~int32](e E) C {
	if e < 0 || e > 255 || !C(e).Valid() {
		return 0
	}
	return C(e)
}

// set is a list of codes as decisions use it. What is not in the vocabulary
// leaves a set that is not empty, so it never comes to mean any code.
func set[C policyCode, E ~int32](codes []E) policy.Set[C] {
	var s policy.Set[C]
	for _, e := range codes {
		s = s.Add(code[C](e))
	}
	return s
}

// checkCode refuses a code that is not in the vocabulary.
func checkCode[C policyCode, E ~int32](e E) error {
	if code[C](e) == 0 {
		return fmt.Errorf("code %d is unknown", int32(e))
	}
	return nil
}

// checkCodes refuses a list with a code that is not in the vocabulary, or that
// is listed twice.
func checkCodes[C policyCode, E ~int32](codes []E) error {
	var seen policy.Set[C]
	for _, e := range codes {
		if err := checkCode[C](e); err != nil {
			return err
		}
		c := code[C](e)
		if seen.Has(c) {
			return fmt.Errorf("code %d is listed twice", int32(e))
		}
		seen = seen.Add(c)
	}
	return nil
}
