package evidence_test

import (
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/evidence"
)

var update = flag.Bool("update", false, "rewrite testdata/bundle.evidence; its header's hash must then be changed here")

// golden is a bundle that was written once, and the hash of its header.
func golden(t require.TestingT) ([]byte, evidence.Trust) {
	hash, err := hex.DecodeString("d3373ce7d6e6dd531b309f0224f05058b67c43106ef2a9b134f5fb938377d062")
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join("testdata", "bundle.evidence"))
	require.NoError(t, err)
	return raw, evidence.Trust{Height: 3, Hash: hash}
}

// A bundle that was given to somebody must verify for ever.
func TestTheBundleThatWasWrittenOnceVerifies(t *testing.T) {
	if *update {
		require.NoError(t, os.WriteFile(filepath.Join("testdata", "bundle.evidence"), encode(t, mixed(t, 9, 3)), 0o644))
	}
	raw, trust := golden(t)
	findings, err := evidence.Verify(raw, trust)
	require.NoError(t, err)
	require.Len(t, findings.Trails, 2)
}
