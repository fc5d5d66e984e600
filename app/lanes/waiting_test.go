package lanes

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestBulkOfOnePayerWaitsUpToABlockAndOthersDoNotFeelIt(t *testing.T) {
	w := NewWaiting()
	for n := range 4 {
		one := item(n, "flood", "flood", uint64(n), 640_000, 50*mega, false)
		require.NoError(t, w.Room(&one))
		w.Add(one)
	}
	fifth := item(5, "flood", "another account", 0, 640_000, 50*mega, false)
	require.ErrorIs(t, w.Room(&fifth), ErrWaiting)
	other := item(6, "clinic", "clinic", 0, 640_000, 50*mega, false)
	require.NoError(t, w.Room(&other))
	urgent := item(7, "flood", "flood", 4, 300, mega, true)
	require.NoError(t, w.Room(&urgent), "what is urgent has room of its own")
}

func TestBulkNeverFillsTheMempool(t *testing.T) {
	w := NewWaiting()
	admitted := 0
	for n := range 200 {
		one := item(n, string(rune('a'+n%50)), "x", 0, 640_000, mega, false)
		if w.Room(&one) == nil {
			w.Add(one)
			admitted += len(one.Raw)
		}
	}
	require.LessOrEqual(t, admitted, MaxBulkBytes)
	require.Greater(t, admitted, MaxBulkBytes*9/10)
	urgent := item(1000, "clinic", "clinic", 0, 300, mega, true)
	require.NoError(t, w.Room(&urgent))
}

func TestTheUrgentIsBoundedOfOnePayerAndInAll(t *testing.T) {
	w := NewWaiting()
	admitted := 0
	for n := range 1000 {
		one := item(n, "flood", "flood", uint64(n), 300, mega, true)
		if w.Room(&one) == nil {
			w.Add(one)
			admitted++
		}
	}
	require.Equal(t, MaxUrgentPayerTxs, admitted)
	for n := range 1000 {
		one := item(2000+n, string(rune(200+n/5)), "x", 0, 40_000, mega, true)
		if w.Room(&one) == nil {
			w.Add(one)
		}
	}
	var bytes int
	for _, one := range w.Urgent() {
		bytes += len(one.Raw)
	}
	require.LessOrEqual(t, bytes, MaxUrgentWaiting)
	require.Greater(t, bytes, MaxUrgentWaiting*9/10)
}

// What is known to wait is what was admitted since the last block, and what was looked at
// again; its loads are the sums.
func TestWhatWaitsIsWhatWasAdmittedAndLookedAtAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := NewWaiting()
		model := map[[32]byte]Item{}
		before := map[[32]byte]Item{}
		n := 0
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			switch rapid.IntRange(0, 3).Draw(t, "step") {
			case 0, 1:
				n++
				one := item(n, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "payer"), "x", 0, 100, mega, rapid.Bool().Draw(t, "urgent"))
				w.Add(one)
				w.Add(one)
				model[one.Hash] = one
			case 2:
				for hash, one := range before {
					if rapid.Bool().Draw(t, "still waits") {
						w.Again(hash)
						model[hash] = one
					}
				}
				w.Again([32]byte{1})
			default:
				w.NextBlock()
				before, model = model, map[[32]byte]Item{}
			}
			var want load
			urgent := 0
			for _, one := range model {
				want.add(&one)
				if one.Urgent {
					urgent++
				}
			}
			require.Equal(t, want, w.all)
			require.Len(t, w.known, len(model))
			require.Len(t, w.Urgent(), urgent)
		}
	})
}
