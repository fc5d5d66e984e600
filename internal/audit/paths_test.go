package audit

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/translog"
)

func leaf(i uint64) translog.Hash { return translog.LeafHash(fmt.Appendf(nil, "leaf %d", i)) }

// gather reads a log of a size, wanting the paths of some leaves and the consistency with
// an earlier size.
func gather(t require.TestingT, size uint64, wanted []uint64, from uint64) (*paths, *translog.Log, translog.Head) {
	p, log := newPaths(), &translog.Log{}
	var earlier translog.Head
	for i := range size {
		p.append(leaf(i), slices.Contains(wanted, i))
		log.Append(leaf(i))
		if p.size == from {
			var err error
			earlier, err = p.head(0)
			require.NoError(t, err)
			p.wantConsistency()
		}
	}
	return p, log, earlier
}

// same checks everything that was gathered against a log that has all hashes.
func same(t require.TestingT, size uint64, wanted []uint64, from uint64) {
	p, log, earlier := gather(t, size, wanted, from)
	for _, index := range wanted {
		want, err := log.InclusionProof(index, size)
		require.NoError(t, err)
		got, err := p.inclusion(index)
		require.NoError(t, err)
		require.Equal(t, want, got, "leaf %d of %d", index, size)
	}
	head, err := p.head(0)
	require.NoError(t, err)
	require.True(t, head.Equal(log.Head()))
	want, err := log.ConsistencyProof(from, size)
	require.NoError(t, err)
	got, err := p.consistency(earlier)
	require.NoError(t, err)
	require.Equal(t, want, got, "%d to %d", from, size)
}

func TestPathsAreThoseOfAWholeLog(t *testing.T) {
	for size := uint64(1); size <= 40; size++ {
		for index := range size {
			same(t, size, []uint64{index}, index+1)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Uint64Range(1, 3000).Draw(t, "size")
		wanted := rapid.SliceOfN(rapid.Uint64Range(0, size-1), 1, 8).Draw(t, "wanted")
		same(t, size, wanted, rapid.Uint64Range(1, size).Draw(t, "from"))
	})
}

func TestPathsKeepNoMoreThanTheyNeed(t *testing.T) {
	p, _, _ := gather(t, 1<<16, []uint64{1, 40_000}, 9)
	require.Len(t, p.edge, 1)
	require.Less(t, len(p.siblings), 3*16)
}

func TestSelectionsThatAreUnclearAreRefused(t *testing.T) {
	subject := &[20]byte{}
	for name, s := range map[string]Selection{
		"nothing":                       {Trail: "de-klinik/main"},
		"records of no trail":           {Records: []Range{{}}},
		"an earlier head of no trail":   {Subject: subject, FromSize: 1},
		"records and a subject":         {Trail: "de-klinik/main", Records: []Range{{}}, Subject: subject},
		"a range that runs backwards":   {Trail: "de-klinik/main", Records: []Range{{2, 1}}},
		"ranges that descend":           {Trail: "de-klinik/main", Records: []Range{{5, 6}, {1, 2}}},
		"ranges that share a record":    {Trail: "de-klinik/main", Records: []Range{{5, 6}, {6, 7}}},
		"ranges that are too many":      {Trail: "de-klinik/main", Records: []Range{{1, 1 << 15}, {1 << 16, 1 << 16}}},
		"more than a bundle holds":      {Trail: "de-klinik/main", Records: []Range{{0, 1 << 15}}},
		"all indexes that there may be": {Trail: "de-klinik/main", Records: []Range{{0, 1<<64 - 1}}},
	} {
		require.Error(t, s.Validate(), name)
	}
	for name, s := range map[string]Selection{
		"a record":                   {Trail: "de-klinik/main", Records: []Range{{7, 7}}},
		"as many as a bundle holds":  {Trail: "de-klinik/main", Records: []Range{{1, 1 << 15}}},
		"two ranges side by side":    {Trail: "de-klinik/main", Records: []Range{{5, 6}, {7, 7}}},
		"a subject":                  {Subject: subject},
		"a subject on a trail":       {Trail: "de-klinik/main", Subject: subject},
		"an earlier head on its own": {Trail: "de-klinik/main", FromSize: 1},
	} {
		require.NoError(t, s.Validate(), name)
	}
}

func TestASelectionWantsWhatItsRangesHold(t *testing.T) {
	s := Selection{Records: []Range{{3, 3}, {7, 9}, {20, 21}}}
	for index := range uint64(25) {
		want := index == 3 || (index >= 7 && index <= 9) || index == 20 || index == 21
		require.Equal(t, want, s.wants(translog.Record{Index: index}), index)
	}
}
