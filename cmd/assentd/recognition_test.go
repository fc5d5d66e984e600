package main

import (
	"context"
	"crypto/sha256"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"

	recognitiontypes "github.com/assent-ledger/assent/x/recognition/types"
)

// oneAgreement answers for a node that knows one agreement.
type oneAgreement struct {
	recognitiontypes.QueryClient
	agreement recognitiontypes.Agreement
}

func (n oneAgreement) Agreement(
	_ context.Context, request *recognitiontypes.QueryAgreementRequest, _ ...grpc.CallOption,
) (*recognitiontypes.QueryAgreementResponse, error) {
	if request.Id != n.agreement.Id {
		return nil, recognitiontypes.ErrAgreementUnknown
	}
	return &recognitiontypes.QueryAgreementResponse{Agreement: n.agreement}, nil
}

func TestVerifyTextComparesDigests(t *testing.T) {
	digest := sha256.Sum256([]byte("the text"))
	node := oneAgreement{agreement: recognitiontypes.Agreement{Id: "de-fr-care", Version: 2, DocumentDigest: digest[:]}}

	answer, err := verifyText(t.Context(), node, strings.NewReader("the text"), "de-fr-care")
	require.NoError(t, err)
	require.Contains(t, answer, "This is the text of de-fr-care, version 2")

	_, err = verifyText(t.Context(), node, strings.NewReader("the text "), "de-fr-care")
	require.ErrorIs(t, err, errOtherText)
	_, err = verifyText(t.Context(), node, strings.NewReader("the text"), "de-fr-other")
	require.ErrorIs(t, err, recognitiontypes.ErrAgreementUnknown)
}

func TestVerifyTextNeedsAFileThatIsThere(t *testing.T) {
	_, err := run(t, "recognition", "verify-text", filepath.Join(t.TempDir(), "none.pdf"), "de-fr-care")
	require.ErrorContains(t, err, "none.pdf")
}

func TestSimulateNeedsOneSupposition(t *testing.T) {
	for name, tc := range map[string]struct {
		args []string
		text string
	}{
		"none":                           {nil, "name one agreement"},
		"two":                            {[]string{"--suspended", "a", "--in-force", "b"}, "name one agreement"},
		"a party that brings into force": {[]string{"--in-force", "b", "--by", "DE"}, "only with --suspended"},
		"no file":                        {[]string{"--in-force", "b", "--requests", filepath.Join(t.TempDir(), "none.json")}, "none.json"},
	} {
		_, err := run(t, append([]string{"recognition", "simulate", "--from", "desk"}, tc.args...)...)
		require.ErrorContains(t, err, tc.text, name)
	}
}
