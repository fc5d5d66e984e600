package evidence_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/evidence"
)

// drawWanted draws what is to be proven of a trail of a size.
func drawWanted(t *rapid.T, trail string, size uint64) wanted {
	index := rapid.Uint64Range(0, size-1)
	w := wanted{trail: trail, from: rapid.Uint64Range(0, size).Draw(t, "from")}
	w.records = rapid.SliceOfNDistinct(index, 1, int(min(size, 6)), rapid.ID).Draw(t, "records")
	slices.Sort(w.records)
	w.erased = rapid.SliceOfN(rapid.SampledFrom(w.records), 0, 2).Draw(t, "erased")
	return w
}

func TestBundlesOfAnyLogsVerify(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChain(t, chainID, rapid.SliceOfN(rapid.Int64Range(1, 1000), 1, 5).Draw(t, "powers")...)
		first, second := rapid.Uint64Range(1, 70).Draw(t, "first"), rapid.Uint64Range(1, 70).Draw(t, "second")
		c.record(t, clinic, int(first))
		c.record(t, other, int(second))
		b := c.bundle(t, nil, drawWanted(t, clinic, first), drawWanted(t, other, second))
		raw, trust := encode(t, b), headerOf(t, b)
		findings, err := evidence.Verify(raw, trust)
		require.NoError(t, err)
		require.Len(t, findings.Trails, 2)
		_, err = evidence.Verify(raw, evidence.Trust{Validators: b.SignedHeader.Header.ValidatorsHash})
		require.NoError(t, err)

		// Records cannot change places, whatever is said of them.
		trail := b.Trails[rapid.IntRange(0, 1).Draw(t, "trail")]
		record := trail.Records[rapid.IntRange(0, len(trail.Records)-1).Draw(t, "record")]
		to := rapid.Uint64Range(0, 80).Filter(func(n uint64) bool { return n != record.Index }).Draw(t, "to")
		trail.Records, record.Index = []*evidence.Record{record}, to
		_, err = evidence.Verify(encode(t, b), trust)
		require.Error(t, err)
		require.NotErrorIs(t, err, evidence.ErrUnanchored)
	})
}

// Whatever byte is put wherever, removed or repeated, nothing else passes for the bundle.
func TestOnlyTheBundleItselfVerifies(t *testing.T) {
	b := mixed(t, 9, 3)
	raw, trust := encode(t, b), headerOf(t, b)
	rapid.Check(t, func(t *rapid.T) {
		from := rapid.IntRange(0, len(raw)).Draw(t, "from")
		to := rapid.IntRange(from, min(len(raw), from+80)).Draw(t, "to")
		instead := rapid.SliceOfN(rapid.Byte(), 0, 80).Draw(t, "instead")
		altered := slices.Concat(raw[:from], instead, raw[to:])
		_, err := evidence.Verify(altered, trust)
		require.Equal(t, slices.Equal(altered, raw), err == nil)
	})
}

func FuzzVerify(f *testing.F) {
	raw, trust := golden(f)
	original, err := evidence.Decode(raw)
	require.NoError(f, err)
	validators := evidence.Trust{Validators: original.SignedHeader.Header.ValidatorsHash}
	// Short inputs, so that the fuzzer does not spend its time on making them shorter: some
	// bytes of the bundle, or all of them, are others.
	f.Add(uint16(0), uint16(0), []byte{})
	f.Add(uint16(len(raw)/2), uint16(20), []byte{1})
	f.Add(uint16(0), uint16(len(raw)), []byte{8, 1})
	f.Fuzz(func(t *testing.T, at, cut uint16, instead []byte) {
		from := min(int(at), len(raw))
		altered := slices.Concat(raw[:from], instead, raw[min(from+int(cut), len(raw)):])
		findings, err := evidence.Verify(altered, trust)
		if (err == nil) != (findings.Outcome == evidence.Verified) {
			t.Fatalf("%s, %v", findings.Outcome, err)
		}
		if decoded, err := evidence.Decode(altered); err == nil && !slices.Equal(encode(t, decoded), altered) {
			t.Fatal("one bundle has two encodings")
		}
		// Without the validators' keys nobody makes another bundle of their set.
		if _, err := evidence.Verify(altered, validators); err == nil {
			decoded, err := evidence.Decode(altered)
			if err != nil || !slices.Equal(headerOf(t, decoded).Hash, trust.Hash) {
				t.Fatal("a forged header passed")
			}
		}
	})
}
