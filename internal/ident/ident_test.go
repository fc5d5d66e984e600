package ident_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/ident"
)

func TestParticipantIdsAreLowerCaseWordsJoinedByHyphens(t *testing.T) {
	for id, want := range map[string]bool{
		"de-charite": true, "cn-31-xyz": true, "a": true, "7": true, strings.Repeat("x", 64): true,
		"": false, "-": false, "de-": false, "-de": false, "de--x": false, "De-x": false, "de_x": false, "de x": false,
		"dé-x": false, strings.Repeat("x", 65): false,
	} {
		require.Equal(t, want, ident.Participant(id), "%q", id)
	}
}

func TestJurisdictionIdsAreThoseOfISO3166(t *testing.T) {
	for id, want := range map[string]bool{
		"DE": true, "EU": true, "CN-31": true, "GB-ENG": true, "US-C": true,
		"": false, "D": false, "DEU": false, "de": false, "DE-": false, "CN-3100": false, "CN-ab": false, "CN-31-1": false, "D1": false,
	} {
		require.Equal(t, want, ident.Jurisdiction(id), "%q", id)
	}
	require.Equal(t, "cn-31-", ident.Prefix("CN-31"))
}
