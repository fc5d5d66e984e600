package types_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/consent/types"
)

const custodialVector = "2e096ac51d4881056da05328cf2b4a039ec1bd2b"

func TestIDsHaveOneText(t *testing.T) {
	id := bytes.Repeat([]byte{0xab}, 20)
	text := types.SubjectID(id)
	require.Equal(t, "0x"+strings.Repeat("ab", 20), text)
	parsed, err := types.ParseSubjectID(text)
	require.NoError(t, err)
	require.Equal(t, id, parsed)
	for _, wrong := range []string{
		"", "0x", text[2:], "0X" + text[2:], strings.ToUpper(text), "0x" + strings.Repeat("AB", 20), text + "00", text[:40],
		text[:41], " " + text, "0x" + strings.Repeat("zz", 20), "0x0x" + text[4:],
	} {
		_, err := types.ParseSubjectID(wrong)
		require.Error(t, err, "%q", wrong)
	}
	id = bytes.Repeat([]byte{0xcd}, 32)
	parsed, err = types.ParseDirectiveID(types.DirectiveID(id))
	require.NoError(t, err)
	require.Equal(t, id, parsed)
	_, err = types.ParseDirectiveID(text)
	require.Error(t, err)
}

func TestCustodialIDsAreFixedByTheProtocol(t *testing.T) {
	// printf 'assent/custodial/v1\0\0\0\0\0\0\0\012de-charite' and 20 zero bytes, sha256sum, the first 40 digits.
	require.Equal(t, custodialVector, hex.EncodeToString(types.CustodialID("de-charite", make([]byte, 20))))
	require.NotEqual(t, types.CustodialID("ab", []byte("c")), types.CustodialID("a", []byte("bc")))
	require.Len(t, types.CustodialID("de-charite", id20(1)), types.SubjectIDLength)
}
