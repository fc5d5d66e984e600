package types

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/assent-ledger/assent/internal/ident"
)

func TestJurisdictionID(t *testing.T) {
	for _, id := range []string{"DE", "EU", "CN-31", "US-CA", "ZZ-1", "GB-NIR"} {
		require.NoError(t, CheckJurisdictionID(id), id)
	}
	for _, id := range []string{"", "D", "de", "DEU", "D1", "CN-", "CN-3141", "CN-3a", "CN-3-1", "-31", "CN_31", "ÄÖ", "DE "} {
		require.ErrorIs(t, CheckJurisdictionID(id), ErrJurisdictionInvalid, id)
	}
}

func TestParticipantID(t *testing.T) {
	for _, id := range []string{"de-charite", "cn-31-xyz", "fr-aphp-75", "a", strings.Repeat("a", 64)} {
		require.NoError(t, CheckParticipantID(id), id)
	}
	for _, id := range []string{"", "DE-x", "-de", "de-", "de--x", "de_x", "de x", "dé", strings.Repeat("a", 65)} {
		require.ErrorIs(t, CheckParticipantID(id), ErrParticipantInvalid, id)
	}
}

func TestScheme(t *testing.T) {
	for _, scheme := range []string{"DE/gematik", "CN-31/Data-Broker-2"} {
		require.NoError(t, checkScheme(scheme), scheme)
	}
	for _, scheme := range []string{"", "DE", "DE/", "/x", "de/x", "DE/x/y", "DE/a b", "DE/" + strings.Repeat("a", 62)} {
		require.Error(t, checkScheme(scheme), scheme)
	}
}

func TestName(t *testing.T) {
	for _, name := range []string{"Charité – Universitätsmedizin", "瑞金医院", strings.Repeat("a", 128)} {
		require.NoError(t, checkName(name), name)
	}
	for _, name := range []string{"", strings.Repeat("a", 129), "a\nb", "a\x00", "\x7f", "\u0085", "\xff"} {
		require.Error(t, checkName(name), name)
	}
}

func TestMetadata(t *testing.T) {
	digest := bytes.Repeat([]byte{7}, 32)
	require.NoError(t, checkMetadata(nil, ""))
	require.NoError(t, checkMetadata(digest, "https://example.org/x.json"))
	require.NoError(t, checkMetadata(digest, strings.Repeat("u", 256)))
	require.Error(t, checkMetadata(digest, ""))
	require.Error(t, checkMetadata(nil, "https://example.org"))
	require.Error(t, checkMetadata(digest[:31], "https://example.org"))
	require.Error(t, checkMetadata(digest, strings.Repeat("u", 257)))
	require.Error(t, checkMetadata(digest, "https://example.org/ä"))
	require.Error(t, checkMetadata(digest, "https://example.org/a b"))
}

func TestAddressIsLowerCaseBech32OfTwentyBytes(t *testing.T) {
	encode := func(n int) string {
		text, err := bech32.ConvertAndEncode("assent", bytes.Repeat([]byte{9}, n))
		require.NoError(t, err)
		return text
	}
	require.NoError(t, checkAddress(encode(20)))
	for _, address := range []string{"", "x", encode(19), encode(21), encode(32), strings.ToUpper(encode(20)), encode(20) + "q", strings.Repeat("a", 200)} {
		require.ErrorIs(t, checkAddress(address), ErrAccountInvalid, address)
	}
}

// Whatever passes a check can be printed, kept as a key and read back.
func TestChecksNeverPanicAndBound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-z0-9/-]{0,70}`)).Draw(t, "text")
		if CheckJurisdictionID(s) == nil {
			require.LessOrEqual(t, len(s), 6)
			require.NoError(t, CheckParticipantID(ident.Prefix(s)+"x"))
		}
		if CheckParticipantID(s) == nil {
			require.LessOrEqual(t, len(s), ident.MaxLength)
		}
		if checkName(s) == nil {
			require.LessOrEqual(t, len(s), MaxNameBytes)
		}
		if checkScheme(s) == nil {
			require.LessOrEqual(t, len(s), MaxSchemeBytes)
		}
	})
}
