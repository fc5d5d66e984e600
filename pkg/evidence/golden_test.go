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
	hash, err := hex.DecodeString("9515d214ae93211965e24bea324f2fa229151ebec34417c5a01b3ada48d57104")
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
