package audit

import (
	"math/bits"

	"github.com/transparency-dev/merkle/rfc6962"

	"github.com/assent-ledger/assent/pkg/translog"
)

// paths gathers the paths of a few leaves of a log that is read once, from its first
// leaf to its last. Of all other hashes it keeps the right edge alone, so its memory
// grows with the number of paths and not with the log.
type paths struct {
	size uint64
	// edge is the perfect subtrees along the right side, the largest first.
	edge []subtree
	// siblings are the complete subtrees beside one that is wanted.
	siblings map[node]translog.Hash
}

// node is the perfect subtree over the 2^level leaves that start at index * 2^level.
type node struct {
	level int
	index uint64
}

type subtree struct {
	level int
	hash  translog.Hash
	// wanted says that a path begins in it.
	wanted bool
}

func newPaths() *paths { return &paths{siblings: map[node]translog.Hash{}} }

// append adds a leaf, whose path may be wanted.
func (p *paths) append(leaf translog.Hash, wanted bool) {
	p.size++
	p.edge = append(p.edge, subtree{hash: leaf, wanted: wanted})
	for len(p.edge) > 1 && p.edge[len(p.edge)-2].level == p.edge[len(p.edge)-1].level {
		p.merge()
	}
}

// merge puts the parent in the place of the two smallest subtrees of the edge.
func (p *paths) merge() {
	last := len(p.edge) - 1
	left, right := p.edge[last-1], p.edge[last]
	index := p.size>>right.level - 1
	if left.wanted {
		p.siblings[node{right.level, index}] = right.hash
	}
	if right.wanted {
		p.siblings[node{left.level, index - 1}] = left.hash
	}
	parent := subtree{level: left.level + 1, wanted: left.wanted || right.wanted}
	copy(parent.hash[:], rfc6962.DefaultHasher.HashChildren(left.hash[:], right.hash[:]))
	p.edge = append(p.edge[:last-1], parent)
}

// wantConsistency has the path gathered that shows that what comes later begins with the
// log as it is now. The log must not be empty.
func (p *paths) wantConsistency() { p.edge[len(p.edge)-1].wanted = true }

// head is the head of the log, or of the leaves of it from one on that starts a subtree.
func (p *paths) head(from uint64) (translog.Head, error) {
	start, edge := uint64(0), []translog.Hash{}
	for _, tree := range p.edge {
		if start >= from {
			edge = append(edge, tree.hash)
		}
		start += 1 << tree.level
	}
	return translog.NewHead(p.size-from, edge)
}

// inclusion is the path of a leaf that was wanted: PATH of RFC 6962, section 2.1.1.
func (p *paths) inclusion(index uint64) ([]translog.Hash, error) {
	return p.from(node{index: index})
}

// consistency is the proof that the log begins with an earlier head for which it was
// wanted: PROOF of RFC 6962, section 2.1.2. It is the path of the earlier head's smallest
// subtree, after that subtree's hash unless it is all of the earlier log.
func (p *paths) consistency(earlier translog.Head) ([]translog.Hash, error) {
	if earlier.Size == p.size {
		return nil, nil
	}
	level := bits.TrailingZeros64(earlier.Size)
	path, err := p.from(node{level, earlier.Size>>level - 1})
	if len(earlier.Edge) > 1 {
		path = append([]translog.Hash{earlier.Edge[len(earlier.Edge)-1]}, path...)
	}
	return path, err
}

// from is the path from a wanted node to the root.
func (p *paths) from(at node) ([]translog.Hash, error) {
	var path []translog.Hash
	for ; uint64(1)<<at.level < p.size; at = (node{at.level + 1, at.index / 2}) {
		sibling := node{at.level, at.index ^ 1}
		start := sibling.index << sibling.level
		if start >= p.size {
			continue
		}
		hash, ok := p.siblings[sibling]
		if !ok {
			var err error
			if hash, err = p.onEdge(sibling, start); err != nil {
				return nil, err
			}
		}
		path = append(path, hash)
	}
	return path, nil
}

// onEdge is the root over a subtree that has no complete parent: one of the edge's, or the
// incomplete one at its end.
func (p *paths) onEdge(at node, start uint64) (translog.Hash, error) {
	for _, tree := range p.edge {
		if tree.level == at.level && start+1<<at.level <= p.size {
			return tree.hash, nil
		}
	}
	rest, err := p.head(start)
	return rest.Root(), err
}
