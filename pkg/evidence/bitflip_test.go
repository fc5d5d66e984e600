package evidence_test

import (
	"flag"
	"fmt"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/evidence"
)

var allBits = flag.Bool("bits", false, "flip every bit of the large bundle, not a sample")

// mixed is a bundle with one of everything: two trails, an erased record, an earlier head,
// validators that were absent or voted for no block.
func mixed(t require.TestingT, records, shown uint64) *evidence.Bundle {
	c := newChain(t, chainID, 10, 10, 10, 10, 7, 7, 3)
	c.record(t, clinic, int(records))
	c.record(t, other, 13)
	c.record(t, "de-praxis/main", 1)
	votes := []vote{2, cmttypes.BlockIDFlagAbsent, 2, 2, 2, cmttypes.BlockIDFlagNil}
	return c.bundle(t, votes,
		wanted{trail: clinic, records: upTo(shown), erased: []uint64{1}, from: records - 1},
		wanted{trail: other, records: []uint64{0, 7, 12}, from: 11})
}

// flips checks that no bundle that differs in one bit holds, whatever is trusted: nothing
// is trusted here, so that nothing but the bundle itself shows it.
func flips(t *testing.T, raw []byte, from, to, step int) {
	t.Helper()
	altered := append([]byte(nil), raw...)
	for bit := from; bit < to; bit += step {
		altered[bit/8] ^= 1 << (bit % 8)
		findings, err := evidence.Verify(altered, evidence.Trust{})
		if findings.Outcome != evidence.Failed || err == nil {
			t.Errorf("byte %d, bit %d: %s, %v", bit/8, bit%8, findings.Outcome, err)
		}
		altered[bit/8] ^= 1 << (bit % 8)
	}
}

func TestNoBitOfABundleCanBeFlipped(t *testing.T) {
	bundle := mixed(t, 20, 4)
	raw := encode(t, bundle)
	findings, err := evidence.Verify(raw, headerOf(t, bundle))
	require.NoError(t, err)
	require.Equal(t, evidence.Verified, findings.Outcome)
	flips(t, raw, 0, 8*len(raw), 1)
}

func TestNoBitOfALargeBundleCanBeFlipped(t *testing.T) {
	bundle := mixed(t, 300, 112)
	raw := encode(t, bundle)
	require.InDelta(t, 64<<10, len(raw), 1<<10)
	_, err := evidence.Verify(raw, headerOf(t, bundle))
	require.NoError(t, err)
	step := 251 // a prime: every bit of a byte, and every part, is met
	if *allBits {
		step = 1
	}
	const parts = 16
	for part := range parts {
		from, to := part*8*len(raw)/parts, (part+1)*8*len(raw)/parts
		t.Run(fmt.Sprintf("bits %d to %d", from, to), func(t *testing.T) { flips(t, raw, from, to, step) })
	}
}

func BenchmarkVerify(b *testing.B) {
	bundle := mixed(b, 300, 112)
	raw, trust := encode(b, bundle), headerOf(b, bundle)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := evidence.Verify(raw, trust); err != nil {
			b.Fatal(err)
		}
	}
}
