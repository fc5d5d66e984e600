package translog

import (
	"fmt"
	"math/bits"
	"slices"
)

// Head is a log reduced to what is needed to append to it: its size and the
// roots of the perfect subtrees along its right edge, the largest first. There
// is one such subtree for every bit that is set in the size, so a head holds at
// most 64 hashes.
//
// The zero value is the empty log. A Head that comes from [NewHead], [Head.Append]
// or a [Log] is well formed, and its Edge must not be modified.
type Head struct {
	Size uint64
	Edge []Hash
}

// NewHead returns the head with the given size and edge, which it copies. It
// fails unless there is one hash for every bit that is set in the size.
//
// It cannot tell whether the hashes are right: only a log or a trusted root can.
func NewHead(size uint64, edge []Hash) (Head, error) {
	h := Head{Size: size, Edge: slices.Clone(edge)}
	if err := h.validate(); err != nil {
		return Head{}, err
	}
	return h, nil
}

// Append returns the head after the given leaf hashes have been appended, in
// their order. The receiver is not changed and shares no memory with the result.
func (h Head) Append(leaves ...Hash) (Head, error) {
	if err := h.validate(); err != nil {
		return Head{}, err
	}
	size, carry := bits.Add64(h.Size, uint64(len(leaves)), 0)
	if carry != 0 {
		return Head{}, fmt.Errorf("%w: %d leaves after %d", ErrHeadOverflow, len(leaves), h.Size)
	}

	// While it grows, the edge is at its longest just before a leaf is merged:
	// one hash per bit of a size on the way, and the leaf.
	edge := make([]Hash, len(h.Edge), bits.Len64(size)+1)
	copy(edge, h.Edge)
	for i := range leaves {
		edge = append(edge, leaves[i])
		// As in a binary counter, the leaf carries through the trailing ones of
		// the size before it.
		for range bits.TrailingZeros64(^(h.Size + uint64(i))) {
			last := len(edge) - 1
			edge[last-1] = nodeHash(&edge[last-1], &edge[last])
			edge = edge[:last]
		}
	}
	return Head{Size: size, Edge: slices.Clip(edge)}, nil
}

// Root returns the Merkle tree hash of the log. The root of a malformed head is
// the zero Hash, which is the root of no log.
func (h Head) Root() Hash {
	switch {
	case h.validate() != nil:
		return Hash{}
	case h.Size == 0:
		return EmptyRoot()
	default:
		return fold(h.Edge)
	}
}

// Equal reports whether two heads are the same.
func (h Head) Equal(other Head) bool {
	return h.Size == other.Size && slices.Equal(h.Edge, other.Edge)
}

func (h Head) validate() error {
	if want := bits.OnesCount64(h.Size); len(h.Edge) != want {
		return fmt.Errorf("%w: %d edge hashes for size %d, want %d", ErrHeadMalformed, len(h.Edge), h.Size, want)
	}
	return nil
}
