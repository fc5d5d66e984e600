package translog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// HashSize is the length of a Hash in bytes.
const HashSize = sha256.Size

// The prefixes of RFC 6962, section 2.1. They keep leaves and nodes apart: no
// node can be passed off as a record, nor a record as a node.
const (
	leafPrefix = 0x00
	nodePrefix = 0x01
)

// Hash is a SHA-256 hash of a leaf, a subtree or a whole log.
type Hash [HashSize]byte

// HashFromBytes returns b as a Hash. It fails unless b has HashSize bytes.
func HashFromBytes(b []byte) (Hash, error) {
	if len(b) != HashSize {
		return Hash{}, fmt.Errorf("%w: %d bytes, want %d", ErrHashLength, len(b), HashSize)
	}
	return Hash(b), nil
}

// String returns the hash in lower-case hexadecimal.
func (h Hash) String() string {
	return hex.EncodeToString(h[:])
}

// LeafHash returns the hash of a leaf: SHA-256(0x00 || data).
func LeafHash(data []byte) Hash {
	b := make([]byte, 0, 1+len(data))
	b = append(b, leafPrefix)
	return sha256.Sum256(append(b, data...))
}

// EmptyRoot returns the root of a log without leaves: SHA-256 of nothing.
func EmptyRoot() Hash {
	return sha256.Sum256(nil)
}

// nodeHash returns the hash of an inner node: SHA-256(0x01 || left || right).
func nodeHash(left, right *Hash) Hash {
	var b [1 + 2*HashSize]byte
	b[0] = nodePrefix
	copy(b[1:], left[:])
	copy(b[1+HashSize:], right[:])
	return sha256.Sum256(b[:])
}

// fold returns the root over perfect subtrees that stand side by side, the
// largest first. There must be at least one.
func fold(subtrees []Hash) Hash {
	last := len(subtrees) - 1
	root := subtrees[last]
	for i := last - 1; i >= 0; i-- {
		root = nodeHash(&subtrees[i], &root)
	}
	return root
}
