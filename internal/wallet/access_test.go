package wallet

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/x/access/types"
)

// contested is a record that is disputed on a ground, without a document.
func contested(g directive.Ground) Contested {
	return Contested{Trail: "de-charite/ris", Index: 1 << 63, Record: [32]byte{0xfb, 31: 0xff}, Ground: g}
}

func TestARequestIsAnItemOfAnEvent(t *testing.T) {
	s, err := testWallet(t).RequestAccess("de-charite", "de-access-service", deadline, deadline+86400)
	require.NoError(t, err)
	signature := s.Item.(*types.SubjectRequest).Signature
	require.Len(t, signature, 65)
	text, err := s.JSON()
	require.NoError(t, err)
	require.JSONEq(t, `{"issued_at":"1795348800","expires_at":"1795435200","signature":"`+
		base64.StdEncoding.EncodeToString(signature)+`"}`, string(text))
}

func TestADisputeIsAnItemOfItsMessage(t *testing.T) {
	for _, g := range directive.Grounds() {
		for _, document := range [][32]byte{{}, {0xff, 31: 1}} {
			say := contested(g)
			say.Document = document
			s, err := testWallet(t).Dispute("de-charite", say, deadline)
			if g == directive.GroundOther && document == ([32]byte{}) {
				require.ErrorIs(t, err, directive.ErrDocument)
				continue
			}
			require.NoError(t, err)
			statement, err := s.Item.(*types.SignedDispute).Statement()
			require.NoError(t, err)
			digest, err := statement.Digest(chainID)
			require.NoError(t, err)
			require.Equal(t, s.Digest, digest)
			text, err := s.JSON()
			require.NoError(t, err)
			require.Contains(t, string(text), `"ground":"GROUND_`+g.String()+`"`)
		}
	}
}

func TestRequestsAndDisputesUseUpNoSequence(t *testing.T) {
	w := testWallet(t)
	_, err := w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	for range 2 {
		_, err = w.RequestAccess("de-charite", "de-access-service", deadline, deadline+1)
		require.NoError(t, err)
		_, err = w.Dispute("de-charite", contested(directive.GroundNotPermitted), deadline)
		require.NoError(t, err)
	}
	require.Equal(t, []Account{{Holder: "de-charite", Sequence: 1}}, w.Accounts())
}

func TestAfterAChangeOfKeyTheNewKeyAsksForTheSameSubject(t *testing.T) {
	w := testWallet(t)
	first, err := w.Subject("de-charite")
	require.NoError(t, err)
	second, err := w.Address("de-charite", 1)
	require.NoError(t, err)
	require.NoError(t, w.Resume("de-charite", &second, 0))
	s, err := w.Dispute("de-charite", contested(directive.GroundNotAsRecorded), deadline)
	require.NoError(t, err)
	item := s.Item.(*types.SignedDispute)
	require.Equal(t, first[:], item.Subject)
	signer, err := directive.Recover(s.Digest, item.Signature)
	require.NoError(t, err)
	require.Equal(t, second, signer)
}
