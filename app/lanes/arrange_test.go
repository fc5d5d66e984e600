package lanes

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// item of one signer; its bytes are its number and zeros.
func item(number int, payer, signer string, sequence uint64, bytes int, gas uint64, urgent bool) Item {
	raw := make([]byte, max(bytes, 8))
	binary.BigEndian.PutUint64(raw, uint64(number))
	return Item{
		Raw: raw, Hash: sha256.Sum256(raw), Payer: payer, Gas: gas, Urgent: urgent,
		Signers: []Signer{{Address: signer, Sequence: sequence}},
	}
}

func always(sequences map[string]uint64) Sequences {
	return func(address string) (uint64, bool) {
		next, known := sequences[address]
		return next, known
	}
}

const mega = 1_000_000

func limits() Limits { return Limits{Bytes: 4 << 20, BlockBytes: 4 << 20, Gas: 200 * mega} }

// drawItems draws transactions of a few payers, each with a few accounts, whose sequences
// come mostly in order; some are signed by two.
func drawItems(t *rapid.T) ([]Item, map[string]uint64) {
	next := map[string]uint64{}
	sent := map[string]uint64{}
	accounts := []string{"a1", "a2", "b1", "b2", "c1", "nobody"}
	for _, address := range accounts[:5] {
		next[address] = rapid.Uint64Range(0, 3).Draw(t, "next")
		sent[address] = next[address]
	}
	var items []Item
	for n := range rapid.IntRange(0, 60).Draw(t, "items") {
		address := rapid.SampledFrom(accounts).Draw(t, "signer")
		one := item(
			n, address[:1], address, sent[address],
			rapid.SampledFrom([]int{100, 5_000, 200_000, 640_000}).Draw(t, "bytes"),
			rapid.SampledFrom([]uint64{0, 100_000, 5 * mega, 50 * mega}).Draw(t, "gas"),
			rapid.Bool().Draw(t, "urgent"),
		)
		if rapid.IntRange(0, 9).Draw(t, "gap") == 0 {
			one.Signers[0].Sequence += rapid.Uint64Range(0, 2).Draw(t, "by")
		} else {
			sent[address]++
		}
		if other := rapid.SampledFrom(accounts).Draw(t, "other signer"); other != address && rapid.IntRange(0, 4).Draw(t, "two sign") == 0 {
			one.Signers = append(one.Signers, Signer{Address: other, Sequence: sent[other]})
			sent[other]++
		}
		items = append(items, one)
	}
	return rapid.Permutation(items).Draw(t, "arrival"), next
}

func drawLimits(t *rapid.T) Limits {
	l := Limits{
		BlockBytes: rapid.Int64Range(1<<20, 4<<20).Draw(t, "block bytes"),
		Gas:        rapid.SampledFrom([]int64{-1, 0, 50 * mega, 200 * mega}).Draw(t, "gas"),
	}
	l.Bytes = rapid.Int64Range(0, l.BlockBytes).Draw(t, "bytes")
	return l
}

// Whatever Arrange makes, Check accepts; and every account's transactions are in
// order of sequence, from its next one on, without a gap.
func TestWhateverIsArrangedIsAccepted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		items, next := drawItems(t)
		l := drawLimits(t)
		chosen := Arrange(items, always(next), l)
		process := l
		process.Bytes = l.BlockBytes
		require.NoError(t, Check(chosen, process))

		seen := map[[32]byte]bool{}
		due := map[string]uint64{}
		var bytes int64
		for _, one := range chosen {
			require.False(t, seen[one.Hash], "twice")
			seen[one.Hash] = true
			bytes += one.Size()
			for _, s := range one.Signers {
				if _, known := due[s.Address]; !known {
					due[s.Address] = next[s.Address]
				}
				require.Equal(t, due[s.Address], s.Sequence)
				due[s.Address]++
			}
		}
		require.LessOrEqual(t, bytes, l.Bytes)
		requireNothingUrgentLeft(t, items, chosen, seen, due, next, l)
	})
}

// requireNothingUrgentLeft says that no urgent transaction was left out that could have
// come after what was chosen and fits.
func requireNothingUrgentLeft(
	t *rapid.T, items, chosen []Item, seen map[[32]byte]bool, due, next map[string]uint64, l Limits,
) {
	left := l.room()
	for i := range chosen {
		require.True(t, left.take(&chosen[i]))
	}
	for i := range items {
		one := &items[i]
		if !one.Urgent || seen[one.Hash] {
			continue
		}
		isDue := true
		for _, s := range one.Signers {
			want, known := due[s.Address]
			if !known {
				want, known = next[s.Address]
			}
			isDue = isDue && known && want == s.Sequence
		}
		spare := left
		require.False(t, isDue && spare.take(one), "%s %d was left out", one.Signers[0].Address, one.Signers[0].Sequence)
	}
}

func TestTheUrgentComesFirstAndKeepsItsRoom(t *testing.T) {
	var items []Item
	for n := range 20 {
		items = append(items, item(n, "flood", "flood", uint64(n), 640_000, 50*mega, false))
	}
	items = append(items, item(100, "clinic", "clinic", 7, 300, mega, true), item(101, "flood", "other", 0, 300, mega, true))
	chosen := Arrange(items, always(map[string]uint64{"flood": 0, "clinic": 7, "other": 0}), limits())
	require.Len(t, chosen, 2+3, "three of the largest fill seven eighths of the gas")
	require.True(t, chosen[0].Urgent && chosen[1].Urgent)
}

func TestPayersTakeTurns(t *testing.T) {
	var items []Item
	for n := range 50 {
		items = append(items, item(n, "flood", "flood", uint64(n), 100_000, mega, false))
	}
	for n := range 5 {
		items = append(items, item(100+n, "clinic", "clinic", uint64(n), 100_000, mega, false))
	}
	chosen := Arrange(items, always(map[string]uint64{"flood": 0, "clinic": 0}), limits())
	for i := range 10 {
		require.Equal(t, []string{"flood", "clinic"}[i%2], chosen[i].Payer)
	}
}

func TestTheUrgentOfAnAccountFollowsItsOwnBulk(t *testing.T) {
	items := []Item{
		item(1, "clinic", "desk", 0, 1000, mega, false),
		item(2, "clinic", "desk", 1, 300, mega, true),
		item(3, "clinic", "relay", 0, 300, mega, true),
	}
	chosen := Arrange(items, always(map[string]uint64{"desk": 0, "relay": 0}), limits())
	require.Equal(t, []Item{items[2], items[0], items[1]}, chosen)
	require.NoError(t, Check(chosen, limits()))
}

func TestProposalsOutOfOrderOrOverTheirShareAreRefused(t *testing.T) {
	bulk := func(n int) Item { return item(n, "flood", "flood", uint64(n), 600_000, 10*mega, false) }
	urgent := item(100, "clinic", "clinic", 0, 300, mega, true)
	require.NoError(t, Check([]Item{urgent, bulk(0)}, limits()))
	require.ErrorIs(t, Check([]Item{bulk(0), urgent}, limits()), ErrOrder)
	var many []Item
	for n := range 6 {
		many = append(many, bulk(n))
	}
	require.NoError(t, Check(many, limits()))
	require.ErrorIs(t, Check(append(many, bulk(6)), limits()), ErrShare, "4.2 MB of 4 MiB")
	require.ErrorIs(t, Check([]Item{
		item(1, "a", "a", 0, 10, 50*mega, false), item(2, "a", "a", 1, 10, 50*mega, false),
		item(3, "a", "a", 2, 10, 50*mega, false), item(4, "a", "a", 3, 10, 50*mega, false),
	}, limits()), ErrShare, "200 of 175 million gas")
	require.NoError(t, Check(nil, limits()))
}
