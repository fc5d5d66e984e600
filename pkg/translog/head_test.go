package translog_test

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/translog"
)

// leaves returns n different leaf hashes.
func leaves(n int) []translog.Hash {
	out := make([]translog.Hash, n)
	for i := range out {
		out[i] = translog.LeafHash(fmt.Appendf(nil, "leaf %d", i))
	}
	return out
}

// logOf returns a log with the given leaves.
func logOf(hashes []translog.Hash) *translog.Log {
	var log translog.Log
	log.Append(hashes...)
	return &log
}

// edgeSizes are sizes around the powers of two, where trees change shape.
func edgeSizes(limit int) []int {
	sizes := []int{0, 1}
	for n := 2; n <= limit; n *= 2 {
		sizes = append(sizes, n-1, n, n+1)
	}
	slices.Sort(sizes)
	return slices.Compact(sizes)
}

func TestHeadRootIsTheRootThatTlogComputes(t *testing.T) {
	const limit = 1025
	hashes := leaves(limit)
	peer := newPeer(t, hashes)
	sizes := edgeSizes(1024)
	for n := range 131 {
		sizes = append(sizes, n)
	}
	for _, n := range sizes {
		head, err := translog.Head{}.Append(hashes[:n]...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := head.Root(), peer.root(t, n); got != want {
			t.Errorf("size %d: root %s, want %s", n, got, want)
		}
		if got, want := len(head.Edge), bits.OnesCount(uint(n)); got != want {
			t.Errorf("size %d: %d edge hashes, want %d", n, got, want)
		}
	}
}

func TestHeadAppendedInAnySplitsEqualsTheLogBuiltLeafByLeaf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hashes := leaves(rapid.IntRange(0, 300).Draw(t, "size"))
		var log translog.Log
		for _, leaf := range hashes {
			log.Append(leaf)
		}
		head, rest := translog.Head{}, hashes
		for len(rest) > 0 {
			n := rapid.IntRange(0, len(rest)).Draw(t, "batch")
			next, err := head.Append(rest[:n]...)
			if err != nil {
				t.Fatal(err)
			}
			head, rest = next, rest[n:]

			at, err := log.HeadAt(head.Size)
			if err != nil {
				t.Fatal(err)
			}
			if !head.Equal(at) {
				t.Fatalf("after %d leaves: head %v, log %v", head.Size, head, at)
			}
		}
		if !head.Equal(log.Head()) {
			t.Fatalf("head %v, log %v", head, log.Head())
		}
		if root, err := log.RootAt(head.Size); err != nil || root != head.Root() {
			t.Fatalf("root %s, log %s, %v", head.Root(), root, err)
		}
	})
}

func TestHeadAppendIsPure(t *testing.T) {
	hashes := leaves(64)
	for size := range 32 {
		head, err := translog.Head{}.Append(hashes[:size]...)
		if err != nil {
			t.Fatal(err)
		}
		before := translog.Head{Size: head.Size, Edge: slices.Clone(head.Edge)}

		one, err := head.Append(hashes[size:]...)
		if err != nil {
			t.Fatal(err)
		}
		two, err := head.Append(hashes[:7]...)
		if err != nil {
			t.Fatal(err)
		}
		if !head.Equal(before) {
			t.Fatalf("size %d: Append changed its receiver", size)
		}
		oneRoot := one.Root()
		for i := range two.Edge {
			two.Edge[i] = translog.Hash{}
		}
		if one.Root() != oneRoot || !head.Equal(before) {
			t.Fatalf("size %d: heads share memory", size)
		}
		same, err := head.Append()
		if err != nil || !same.Equal(before) {
			t.Fatalf("size %d: appending nothing gave %v, %v", size, same, err)
		}
		for i := range same.Edge {
			same.Edge[i] = translog.Hash{}
		}
		_ = append(one.Edge, translog.Hash{})
		if !head.Equal(before) {
			t.Fatalf("size %d: appending nothing shares memory", size)
		}
	}
}

func TestNewHeadCopiesItsEdge(t *testing.T) {
	edge := leaves(2)
	head, err := translog.NewHead(3, edge)
	if err != nil {
		t.Fatal(err)
	}
	root := head.Root()
	edge[0] = translog.Hash{}
	if head.Root() != root {
		t.Error("the head changed with the slice that it was made from")
	}
}

func TestMalformedHeadsAreRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		size uint64
		edge int
	}{
		{"hashes for an empty log", 0, 1},
		{"no hash for one leaf", 1, 0},
		{"too few", 7, 2},
		{"too many", 8, 2},
		{"too few for the greatest size", math.MaxUint64, 63},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := translog.NewHead(tc.size, leaves(tc.edge)); !errors.Is(err, translog.ErrHeadMalformed) {
				t.Errorf("NewHead: %v", err)
			}
			head := translog.Head{Size: tc.size, Edge: leaves(tc.edge)}
			if _, err := head.Append(leaves(1)...); !errors.Is(err, translog.ErrHeadMalformed) {
				t.Errorf("Append: %v", err)
			}
			if root := head.Root(); root != (translog.Hash{}) {
				t.Errorf("Root: %s", root)
			}
		})
	}
}

func TestHeadSizeCannotOverflow(t *testing.T) {
	for _, tc := range []struct {
		size uint64
		add  int
		ok   bool
	}{
		{math.MaxUint64, 0, true},
		{math.MaxUint64, 1, false},
		{math.MaxUint64 - 1, 1, true},
		{math.MaxUint64 - 1, 2, false},
		{math.MaxUint64 - 2000, 2000, true},
		{math.MaxUint64 - 2000, 2001, false},
		{math.MaxInt64, 1, true},
	} {
		head, err := translog.NewHead(tc.size, leaves(bits.OnesCount64(tc.size)))
		if err != nil {
			t.Fatal(err)
		}
		next, err := head.Append(leaves(tc.add)...)
		switch {
		case !tc.ok && !errors.Is(err, translog.ErrHeadOverflow):
			t.Errorf("%d + %d: %v, want %v", tc.size, tc.add, err, translog.ErrHeadOverflow)
		case tc.ok && err != nil:
			t.Errorf("%d + %d: %v", tc.size, tc.add, err)
		case tc.ok && (next.Size != tc.size+uint64(tc.add) || next.Root() == translog.Hash{}):
			t.Errorf("%d + %d: size %d", tc.size, tc.add, next.Size)
		}
	}
}

func TestEmptyRootIsTheHashOfNothing(t *testing.T) {
	const want = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	if got := (translog.Head{}).Root().String(); got != want {
		t.Errorf("head: %s", got)
	}
	if got := translog.EmptyRoot().String(); got != want {
		t.Errorf("EmptyRoot: %s", got)
	}
	var log translog.Log
	if got, err := log.RootAt(0); err != nil || got.String() != want {
		t.Errorf("log: %s, %v", got, err)
	}
}

func TestLeafHashIsTheRecordHashOfTlog(t *testing.T) {
	for _, n := range []int{0, 1, 31, 32, 64, 65, 1000} {
		data := make([]byte, n)
		for i := range data {
			data[i] = byte(rand.IntN(256))
		}
		if got, want := translog.LeafHash(data), translog.Hash(tlog.RecordHash(data)); got != want {
			t.Errorf("%d bytes: %s, want %s", n, got, want)
		}
	}
}

func TestHashFromBytesWantsTheExactLength(t *testing.T) {
	want := leaves(1)[0]
	if got, err := translog.HashFromBytes(want[:]); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
	for _, b := range [][]byte{nil, want[:31], append(want[:], 0)} {
		if _, err := translog.HashFromBytes(b); !errors.Is(err, translog.ErrHashLength) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func FuzzNewHead(f *testing.F) {
	f.Add(uint64(0), []byte{})
	f.Add(uint64(1), make([]byte, 32))
	f.Add(uint64(3), make([]byte, 64))
	f.Add(uint64(math.MaxUint64), make([]byte, 64*32))
	f.Fuzz(func(t *testing.T, size uint64, data []byte) {
		var edge []translog.Hash
		for chunk := range slices.Chunk(data, translog.HashSize) {
			if hash, err := translog.HashFromBytes(chunk); err == nil {
				edge = append(edge, hash)
			}
		}
		head, err := translog.NewHead(size, edge)
		if wellFormed := bits.OnesCount64(size) == len(edge); wellFormed != (err == nil) {
			t.Fatalf("size %d, %d hashes: %v", size, len(edge), err)
		}
		if err != nil {
			return
		}
		if head.Size != size || !slices.Equal(head.Edge, edge) {
			t.Fatal("NewHead altered its arguments")
		}
		// However the leaves are split, the head is the same.
		added := leaves(5)
		all, err := head.Append(added...)
		if err != nil {
			if size <= math.MaxUint64-5 {
				t.Fatal(err)
			}
			return
		}
		for _, leaf := range added {
			if head, err = head.Append(leaf); err != nil {
				t.Fatal(err)
			}
		}
		if !head.Equal(all) || head.Root() != all.Root() {
			t.Fatal("leaf by leaf is not the same as all at once")
		}
	})
}

func BenchmarkHeadAppend(b *testing.B) {
	for _, n := range []int{1, 1000, 2000} {
		b.Run(fmt.Sprintf("leaves=%d", n), func(b *testing.B) {
			head, err := translog.Head{}.Append(leaves(12345)...)
			if err != nil {
				b.Fatal(err)
			}
			added := leaves(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := head.Append(added...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
