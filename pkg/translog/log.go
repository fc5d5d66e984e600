package translog

import (
	"fmt"
	"math/bits"
)

// Log is a whole log in memory: the leaf hashes and the root of every perfect
// subtree over them, 64 bytes a leaf in all. It answers for its own past as well:
// every question takes the size of the log that it is about.
//
// The zero value is the empty log. A Log may be read from several goroutines at
// once, but not while it is being appended to.
type Log struct {
	// levels[k][i] is the root of the perfect subtree over the 2^k leaves that
	// start at i*2^k. The leaves are level 0.
	levels [][]Hash
}

// Append adds leaf hashes to the end of the log.
func (l *Log) Append(leaves ...Hash) {
	if len(l.levels) == 0 {
		l.levels = make([][]Hash, 1)
	}
	l.levels[0] = append(l.levels[0], leaves...)
	for k := 0; k < len(l.levels); k++ {
		below := l.levels[k]
		if len(below) < 2 {
			break
		}
		if k+1 == len(l.levels) {
			l.levels = append(l.levels, nil)
		}
		for i := len(l.levels[k+1]); i < len(below)/2; i++ {
			l.levels[k+1] = append(l.levels[k+1], nodeHash(&below[2*i], &below[2*i+1]))
		}
	}
}

// Size returns the number of leaves.
func (l *Log) Size() uint64 {
	if len(l.levels) == 0 {
		return 0
	}
	return uint64(len(l.levels[0]))
}

// Leaf returns the leaf hash at an index.
func (l *Log) Leaf(index uint64) (Hash, error) {
	if index >= l.Size() {
		return Hash{}, fmt.Errorf("%w: leaf %d of %d", ErrOutOfRange, index, l.Size())
	}
	return l.levels[0][index], nil
}

// Head returns the head of the log, which shares no memory with it.
func (l *Log) Head() Head {
	return Head{Size: l.Size(), Edge: l.subtrees(0, l.Size())}
}

// HeadAt returns the head that the log had when it had the given size.
func (l *Log) HeadAt(size uint64) (Head, error) {
	if size > l.Size() {
		return Head{}, fmt.Errorf("%w: size %d of %d", ErrOutOfRange, size, l.Size())
	}
	return Head{Size: size, Edge: l.subtrees(0, size)}, nil
}

// RootAt returns the root that the log had when it had the given size.
func (l *Log) RootAt(size uint64) (Hash, error) {
	head, err := l.HeadAt(size)
	if err != nil {
		return Hash{}, err
	}
	return head.Root(), nil
}

// InclusionProof returns the proof that the leaf at an index is in the log of the
// given size: PATH of RFC 6962, section 2.1.1.
func (l *Log) InclusionProof(index, size uint64) ([]Hash, error) {
	if size > l.Size() {
		return nil, fmt.Errorf("%w: size %d of %d", ErrOutOfRange, size, l.Size())
	}
	if index >= size {
		return nil, fmt.Errorf("%w: leaf %d of %d", ErrOutOfRange, index, size)
	}
	return l.path(index, 0, size), nil
}

// ConsistencyProof returns the proof that the log of size to begins with the log
// of size from: PROOF of RFC 6962, section 2.1.2. It is empty if from is 0 or to.
func (l *Log) ConsistencyProof(from, to uint64) ([]Hash, error) {
	if to > l.Size() {
		return nil, fmt.Errorf("%w: size %d of %d", ErrOutOfRange, to, l.Size())
	}
	if from > to {
		return nil, fmt.Errorf("%w: from size %d to %d", ErrOutOfRange, from, to)
	}
	if from == 0 {
		return nil, nil
	}
	return l.subproof(from, 0, to), nil
}

// path returns the hashes that lead from the leaf at index to the root over the
// leaves [lo, hi), from the leaf upwards.
func (l *Log) path(index, lo, hi uint64) []Hash {
	if hi-lo == 1 {
		return nil
	}
	mid := lo + split(hi-lo)
	if index < mid {
		return append(l.path(index, lo, mid), l.root(mid, hi))
	}
	return append(l.path(index, mid, hi), l.root(lo, mid))
}

// subproof returns the hashes that connect the first from leaves to the root over
// the leaves [lo, hi). The root over [0, from) itself is left out: the verifier
// has it.
func (l *Log) subproof(from, lo, hi uint64) []Hash {
	if from == hi {
		if lo == 0 {
			return nil
		}
		return []Hash{l.root(lo, hi)}
	}
	mid := lo + split(hi-lo)
	if from <= mid {
		return append(l.subproof(from, lo, mid), l.root(mid, hi))
	}
	return append(l.subproof(from, mid, hi), l.root(lo, mid))
}

// root returns the root over the leaves [lo, hi), of which there is at least one.
func (l *Log) root(lo, hi uint64) Hash {
	return fold(l.subtrees(lo, hi))
}

// subtrees returns the roots of the perfect subtrees that make up the leaves
// [lo, hi), the largest first. lo must be a multiple of the largest one's size,
// as it is for every node of the tree.
func (l *Log) subtrees(lo, hi uint64) []Hash {
	roots := make([]Hash, 0, bits.OnesCount64(hi-lo))
	for lo < hi {
		k := bits.Len64(hi-lo) - 1
		roots = append(roots, l.levels[k][lo>>k])
		lo += 1 << k
	}
	return roots
}

// split returns the largest power of two smaller than n, which must be above 1.
func split(n uint64) uint64 {
	return 1 << (bits.Len64(n-1) - 1)
}
