package translog

import (
	"errors"
	"fmt"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
)

// VerifyInclusion checks that the leaf with the given hash stands at index in the
// log that has the given size and root. It returns nil if it does.
//
// Size and root must come from one trusted head, and the leaf hash from the bytes
// of a record: a root alone does not say how many leaves it is over.
func VerifyInclusion(leaf Hash, index, size uint64, path []Hash, root Hash) error {
	err := proof.VerifyInclusion(rfc6962.DefaultHasher, index, size, leaf[:], raw(path), root[:])
	if err != nil {
		return fmt.Errorf("%w: leaf %d in size %d: %w", ErrProofInvalid, index, size, readable(err))
	}
	return nil
}

// VerifyConsistency checks that the log of size to and root toRoot begins with the
// log of size from and root fromRoot, so that nothing was removed or altered
// between them. It returns nil if it does.
func VerifyConsistency(from, to uint64, path []Hash, fromRoot, toRoot Hash) error {
	// Every log begins with the empty one, so no hash would be looked at: a false
	// root for size 0 has to be refused here.
	if (from == 0 && fromRoot != EmptyRoot()) || (to == 0 && toRoot != EmptyRoot()) {
		return fmt.Errorf("%w: size %d to %d: not the root of the empty log", ErrProofInvalid, from, to)
	}
	err := proof.VerifyConsistency(rfc6962.DefaultHasher, from, to, raw(path), fromRoot[:], toRoot[:])
	if err != nil {
		return fmt.Errorf("%w: size %d to %d: %w", ErrProofInvalid, from, to, readable(err))
	}
	return nil
}

// errRootMismatch stands for the library's error, which prints hashes as lists of
// numbers.
var errRootMismatch = errors.New("the path leads to another root")

func readable(err error) error {
	if _, ok := errors.AsType[proof.RootMismatchError](err); ok {
		return errRootMismatch
	}
	return err
}

func raw(hashes []Hash) [][]byte {
	out := make([][]byte, len(hashes))
	for i := range hashes {
		out[i] = hashes[i][:]
	}
	return out
}
