package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/evidence"
)

const (
	bundleFile   = "../../pkg/evidence/testdata/bundle.evidence"
	bundleHeader = "3:9515d214ae93211965e24bea324f2fa229151ebec34417c5a01b3ada48d57104"
)

func TestTheExitStatusTellsFailedFromCouldNotVerify(t *testing.T) {
	raw, err := os.ReadFile(bundleFile)
	require.NoError(t, err)
	findings, err := evidence.Verify(raw, evidence.Trust{})
	require.ErrorIs(t, err, evidence.ErrUnanchored)
	validators := findings.Validators.Hash
	spoilt := bytes.Clone(raw)
	spoilt[len(spoilt)/2] ^= 1
	spoiltFile := filepath.Join(t.TempDir(), "spoilt.evidence")
	require.NoError(t, os.WriteFile(spoiltFile, spoilt, 0o600))
	wrong := "3:" + validators
	for name, c := range map[string]struct {
		args    []string
		outcome evidence.Outcome
		status  int
	}{
		"the header is known":                {[]string{bundleFile, "--trust", bundleHeader}, evidence.Verified, 0},
		"the validators are known":           {[]string{bundleFile, "--validators", validators}, evidence.Verified, 0},
		"nothing is known":                   {[]string{bundleFile}, evidence.Unverified, statusUnverified},
		"a header of another height is":      {[]string{bundleFile, "--trust", "4" + bundleHeader[1:]}, evidence.Unverified, statusUnverified},
		"the header is another":              {[]string{bundleFile, "--trust", wrong}, evidence.Failed, statusFailed},
		"a bit is another":                   {[]string{spoiltFile, "--trust", bundleHeader}, evidence.Failed, statusFailed},
		"a bit is another, nothing is known": {[]string{spoiltFile}, evidence.Failed, statusFailed},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := run(t, append([]string{"audit", "verify", "--output", "json"}, c.args...)...)
			status := 0
			if err != nil {
				status = exitStatus(err)
			}
			require.Equal(t, c.status, status, "%v", err)
			var findings evidence.Findings
			require.NoError(t, json.Unmarshal([]byte(out), &findings), out)
			require.Equal(t, c.outcome, findings.Outcome)
		})
	}
	require.Equal(t, statusFailed, exitStatus(errors.New("anything else")))
}

func TestFindingsAreWrittenForPeople(t *testing.T) {
	out, err := run(t, "audit", "verify", bundleFile, "--trust", bundleHeader)
	require.NoError(t, err)
	require.Contains(t, out, "VERIFIED\n")
	require.Contains(t, out, "\nnot checked:\n")
}

func TestShowWritesWhatOtherProgramsRead(t *testing.T) {
	out, err := run(t, "audit", "show", bundleFile)
	require.NoError(t, err)
	var dump evidence.Dump
	require.NoError(t, json.Unmarshal([]byte(out), &dump))
	require.Len(t, dump.Trails, 2)
}

func TestWhatCannotBeMeantIsRefused(t *testing.T) {
	for name, args := range map[string][]string{
		"no file":                   {"verify", "nowhere.evidence"},
		"trust without a height":    {"verify", bundleFile, "--trust", bundleHeader[2:]},
		"trust in half a hash":      {"verify", bundleFile, "--trust", bundleHeader[:20]},
		"validators that are none":  {"verify", bundleFile, "--validators", "abcd"},
		"a range that is none":      {"prove", "--out", "x", "--trail", "de-praxis/main", "--record", "1-"},
		"a range that is backwards": {"prove", "--out", "x", "--trail", "de-praxis/main", "--record", "2-1"},
		"a record of no trail":      {"prove", "--out", "x", "--record", "1"},
		"a subject that is none":    {"prove", "--out", "x", "--subject", "0x12"},
		"nothing":                   {"prove", "--out", "x"},
		"no file to write":          {"prove", "--trail", "de-praxis/main", "--record", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := run(t, append([]string{"audit"}, args...)...)
			require.Error(t, err)
			require.Equal(t, statusFailed, exitStatus(err))
		})
	}
}
