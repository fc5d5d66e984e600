package translog_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/assent-ledger/assent/pkg/translog"
)

// peer is the same log, kept by golang.org/x/mod/sumdb/tlog.
type peer struct {
	hashes tlog.HashReaderFunc
}

func newPeer(t *testing.T, leaves []translog.Hash) peer {
	t.Helper()
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			out[i] = stored[index]
		}
		return out, nil
	})
	for i, leaf := range leaves {
		added, err := tlog.StoredHashesForRecordHash(int64(i), tlog.Hash(leaf), reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, added...)
	}
	return peer{reader}
}

func (p peer) root(t *testing.T, size int) translog.Hash {
	t.Helper()
	if size == 0 {
		return translog.EmptyRoot() // tlog gives the zero hash instead
	}
	root, err := tlog.TreeHash(int64(size), p.hashes)
	if err != nil {
		t.Fatal(err)
	}
	return translog.Hash(root)
}

// toPeer returns the hashes as tlog has them.
func toPeer(hashes []translog.Hash) []tlog.Hash {
	out := make([]tlog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = tlog.Hash(h)
	}
	return out
}

// checkInclusion has the log's proof verified by this package and by tlog.
func checkInclusion(t *testing.T, log *translog.Log, index, size int) {
	t.Helper()
	root, err := log.RootAt(uint64(size))
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := log.Leaf(uint64(index))
	if err != nil {
		t.Fatal(err)
	}
	path, err := log.InclusionProof(uint64(index), uint64(size))
	if err != nil {
		t.Fatal(err)
	}
	if err := translog.VerifyInclusion(leaf, uint64(index), uint64(size), path, root); err != nil {
		t.Fatal(err)
	}
	err = tlog.CheckRecord(toPeer(path), int64(size), tlog.Hash(root), int64(index), tlog.Hash(leaf))
	if err != nil {
		t.Fatalf("leaf %d of %d: tlog: %v", index, size, err)
	}
}

// checkConsistency has the log's proof verified by this package and by tlog, which
// takes no size 0.
func checkConsistency(t *testing.T, log *translog.Log, from, to int) {
	t.Helper()
	fromRoot, err := log.RootAt(uint64(from))
	if err != nil {
		t.Fatal(err)
	}
	toRoot, err := log.RootAt(uint64(to))
	if err != nil {
		t.Fatal(err)
	}
	path, err := log.ConsistencyProof(uint64(from), uint64(to))
	if err != nil {
		t.Fatal(err)
	}
	if err := translog.VerifyConsistency(uint64(from), uint64(to), path, fromRoot, toRoot); err != nil {
		t.Fatal(err)
	}
	if from == 0 {
		return
	}
	err = tlog.CheckTree(toPeer(path), int64(to), tlog.Hash(toRoot), int64(from), tlog.Hash(fromRoot))
	if err != nil {
		t.Fatalf("size %d to %d: tlog: %v", from, to, err)
	}
}

func TestTlogAcceptsEveryProofOfSmallLogs(t *testing.T) {
	const limit = 130
	log := logOf(leaves(limit))
	for size := range limit + 1 {
		for index := range size {
			checkInclusion(t, log, index, size)
		}
		for from := range size + 1 {
			checkConsistency(t, log, from, size)
		}
	}
}

func TestTlogAcceptsProofsOfLargeLogs(t *testing.T) {
	const limit = 20_000
	hashes := leaves(limit)
	log, other := logOf(hashes), newPeer(t, hashes)
	rng := rand.New(rand.NewPCG(1, 2))
	sizes := edgeSizes(16384)
	for range 100 {
		sizes = append(sizes, 1+rng.IntN(limit))
	}
	for _, size := range sizes {
		if size == 0 {
			continue
		}
		if root, err := log.RootAt(uint64(size)); err != nil || root != other.root(t, size) {
			t.Fatalf("size %d: root %s, %v; tlog has %s", size, root, err, other.root(t, size))
		}
		for _, index := range []int{0, size / 2, size - 1, rng.IntN(size)} {
			checkInclusion(t, log, index, size)
			checkConsistency(t, log, index, size)
		}
	}
}

func TestProofsOfTlogAreAccepted(t *testing.T) {
	const size = 100
	hashes := leaves(size)
	other := newPeer(t, hashes)
	root := other.root(t, size)
	for index := range size {
		record, err := tlog.ProveRecord(size, int64(index), other.hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := translog.VerifyInclusion(hashes[index], uint64(index), size, fromPeer(record), root); err != nil {
			t.Error(err)
		}
		from := index + 1
		tree, err := tlog.ProveTree(size, int64(from), other.hashes)
		if err != nil {
			t.Fatal(err)
		}
		if err := translog.VerifyConsistency(uint64(from), size, fromPeer(tree), other.root(t, from), root); err != nil {
			t.Error(err)
		}
	}
}

func fromPeer(hashes []tlog.Hash) []translog.Hash {
	out := make([]translog.Hash, len(hashes))
	for i, h := range hashes {
		out[i] = translog.Hash(h)
	}
	return out
}

func TestLogIsTheSameHoweverItIsFed(t *testing.T) {
	hashes := leaves(300)
	want := logOf(hashes)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		var log translog.Log
		for rest := hashes; len(rest) > 0; {
			n := rng.IntN(len(rest) + 1)
			log.Append(rest[:n]...)
			rest = rest[n:]
		}
		for _, size := range []uint64{0, 1, 100, 255, 256, 257, 300} {
			a, errA := want.HeadAt(size)
			b, errB := log.HeadAt(size)
			if errA != nil || errB != nil || !a.Equal(b) {
				t.Fatalf("size %d: %v %v, %v %v", size, a, errA, b, errB)
			}
		}
	}
}

func TestHeadOfALogSharesNoMemoryWithIt(t *testing.T) {
	log := logOf(leaves(13))
	head := log.Head()
	before, err := log.RootAt(13)
	if err != nil {
		t.Fatal(err)
	}
	for i := range head.Edge {
		head.Edge[i] = translog.Hash{}
	}
	if after, err := log.RootAt(13); err != nil || after != before {
		t.Errorf("root %s, then %s, %v", before, after, err)
	}
}

func TestQuestionsBeyondTheLogAreRefused(t *testing.T) {
	log := logOf(leaves(10))
	for name, ask := range map[string]func() error{
		"leaf":                      func() error { _, err := log.Leaf(10); return err },
		"leaf of the empty log":     func() error { _, err := new(translog.Log).Leaf(0); return err },
		"head":                      func() error { _, err := log.HeadAt(11); return err },
		"root":                      func() error { _, err := log.RootAt(math.MaxUint64); return err },
		"inclusion size":            func() error { _, err := log.InclusionProof(0, 11); return err },
		"inclusion index":           func() error { _, err := log.InclusionProof(7, 7); return err },
		"inclusion in an empty log": func() error { _, err := log.InclusionProof(0, 0); return err },
		"consistency to":            func() error { _, err := log.ConsistencyProof(1, 11); return err },
		"consistency backwards":     func() error { _, err := log.ConsistencyProof(8, 7); return err },
	} {
		t.Run(name, func(t *testing.T) {
			if err := ask(); !errors.Is(err, translog.ErrOutOfRange) {
				t.Errorf("%v", err)
			}
		})
	}
}

// mutations returns what an altered path may look like: each hash flipped in its
// first and its last bit, each left out, neighbours swapped, one too many.
func mutations(path []translog.Hash) [][]translog.Hash {
	var out [][]translog.Hash
	for i := range path {
		first, last := slices.Clone(path), slices.Clone(path)
		first[i][0] ^= 0x80
		last[i][31] ^= 0x01
		out = append(out, first, last, slices.Delete(slices.Clone(path), i, i+1))
		if i > 0 {
			swapped := slices.Clone(path)
			swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
			out = append(out, swapped)
		}
	}
	extra := append(slices.Clone(path), translog.Hash{})
	return append(out, extra, append([]translog.Hash{{}}, path...))
}

func refused(t *testing.T, err error, format string, args ...any) {
	t.Helper()
	if !errors.Is(err, translog.ErrProofInvalid) {
		t.Errorf(format+": %v", append(args, err)...)
	}
}

func TestAlteredInclusionProofsAreRefused(t *testing.T) {
	hashes := leaves(33)
	log := logOf(hashes)
	for _, size := range []uint64{1, 2, 3, 7, 8, 9, 31, 32, 33} {
		root, err := log.RootAt(size)
		if err != nil {
			t.Fatal(err)
		}
		for index := range size {
			path, err := log.InclusionProof(index, size)
			if err != nil {
				t.Fatal(err)
			}
			leaf := hashes[index]
			for i, altered := range mutations(path) {
				err := translog.VerifyInclusion(leaf, index, size, altered, root)
				refused(t, err, "leaf %d of %d, mutation %d", index, size, i)
			}
			wrongLeaf, wrongRoot := leaf, root
			wrongLeaf[5] ^= 1
			wrongRoot[5] ^= 1
			refused(t, translog.VerifyInclusion(wrongLeaf, index, size, path, root), "leaf %d of %d: wrong leaf", index, size)
			refused(t, translog.VerifyInclusion(leaf, index, size, path, wrongRoot), "leaf %d of %d: wrong root", index, size)
			refused(t, translog.VerifyInclusion(leaf, size, size, path, root), "leaf %d of %d: index beyond", index, size)
			refused(t, translog.VerifyInclusion(leaf, index, 0, path, root), "leaf %d: size 0", index)
			for elsewhere := range size {
				if elsewhere != index {
					err := translog.VerifyInclusion(leaf, elsewhere, size, path, root)
					refused(t, err, "leaf %d of %d as leaf %d", index, size, elsewhere)
				}
			}
		}
	}
}

func TestAlteredConsistencyProofsAreRefused(t *testing.T) {
	log := logOf(leaves(33))
	for _, to := range []uint64{1, 2, 3, 7, 8, 9, 31, 32, 33} {
		toRoot, err := log.RootAt(to)
		if err != nil {
			t.Fatal(err)
		}
		for from := range to + 1 {
			fromRoot, err := log.RootAt(from)
			if err != nil {
				t.Fatal(err)
			}
			path, err := log.ConsistencyProof(from, to)
			if err != nil {
				t.Fatal(err)
			}
			for i, altered := range mutations(path) {
				err := translog.VerifyConsistency(from, to, altered, fromRoot, toRoot)
				refused(t, err, "%d to %d, mutation %d", from, to, i)
			}
			wrongFrom, wrongTo := fromRoot, toRoot
			wrongFrom[0] ^= 1
			wrongTo[0] ^= 1
			refused(t, translog.VerifyConsistency(from, to, path, wrongFrom, toRoot), "%d to %d: wrong old root", from, to)
			if from > 0 { // every log begins with the empty one
				refused(t, translog.VerifyConsistency(from, to, path, fromRoot, wrongTo), "%d to %d: wrong new root", from, to)
			}
			if from != to {
				refused(t, translog.VerifyConsistency(to, from, path, toRoot, fromRoot), "%d to %d: backwards", to, from)
			}
		}
	}
}

func TestAFalseEmptyLogIsRefused(t *testing.T) {
	wrong := leaves(1)[0]
	refused(t, translog.VerifyConsistency(0, 0, nil, wrong, wrong), "0 to 0")
	refused(t, translog.VerifyConsistency(0, 1, nil, wrong, wrong), "0 to 1")
	if err := translog.VerifyConsistency(0, 0, nil, translog.EmptyRoot(), translog.EmptyRoot()); err != nil {
		t.Error(err)
	}
}

func TestARewrittenLogIsNotConsistent(t *testing.T) {
	hashes := leaves(20)
	log := logOf(hashes)
	rewritten := slices.Clone(hashes)
	rewritten[3][0] ^= 1
	other := logOf(rewritten)
	fromRoot, err := log.RootAt(11)
	if err != nil {
		t.Fatal(err)
	}
	toRoot, err := other.RootAt(20)
	if err != nil {
		t.Fatal(err)
	}
	for name, prover := range map[string]*translog.Log{"the log": log, "the rewritten log": other} {
		path, err := prover.ConsistencyProof(11, 20)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, translog.VerifyConsistency(11, 20, path, fromRoot, toRoot), "proof by %s", name)
	}
}

// A node's preimage is 0x01 and two hashes. Offered as the bytes of a leaf it must
// not give the hash of the node, or a log of half the size would have the same root.
func TestANodeCannotBeOfferedAsALeaf(t *testing.T) {
	hashes := leaves(4)
	log := logOf(hashes)
	root, err := log.RootAt(4)
	if err != nil {
		t.Fatal(err)
	}
	node := func(left, right translog.Hash) translog.Hash {
		return logOf([]translog.Hash{left, right}).Head().Root()
	}
	left, right := node(hashes[0], hashes[1]), node(hashes[2], hashes[3])
	if node(left, right) != root {
		t.Fatal("the root is not the node over the two halves")
	}

	children := slices.Concat(hashes[0][:], hashes[1][:])
	for _, data := range [][]byte{children, slices.Concat([]byte{0x01}, children), slices.Concat([]byte{0x00}, children)} {
		forged := translog.LeafHash(data)
		if forged == left {
			t.Fatalf("%d bytes hash to a node", len(data))
		}
		refused(t, translog.VerifyInclusion(forged, 0, 2, []translog.Hash{right}, root), "%d bytes of a node as leaf", len(data))
	}
	// Whoever knows an inner hash can present it as a leaf hash of a smaller log: the
	// size is what a root stands with, and only leaf hashes of records count.
	if err := translog.VerifyInclusion(left, 0, 4, []translog.Hash{right}, root); err == nil {
		t.Error("an inner node passed for a leaf of the true size")
	}
}

func BenchmarkLogAppend(b *testing.B) {
	added := leaves(1000)
	b.ReportAllocs()
	for b.Loop() {
		var log translog.Log
		log.Append(added...)
	}
}

func BenchmarkInclusionProof(b *testing.B) {
	const size = 20_000
	log := logOf(leaves(size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := log.InclusionProof(12_345, size); err != nil {
			b.Fatal(err)
		}
	}
}
