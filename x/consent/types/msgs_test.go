package types_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

func TestMessagesCarryWhatWasSigned(t *testing.T) {
	d := directive.Directive{
		Subject: [20]byte(id20(1)), Controller: "de-charite", Provision: policy.Provision{Effect: policy.EffectDeny},
		Validity: policy.Period{Until: policy.At(9)}, DocumentDigest: [32]byte{1}, Supersedes: [32]byte{2}, Sequence: 3, Deadline: 4,
	}
	signed, err := types.NewSignedDirective(d, []byte("signature"))
	require.NoError(t, err)
	require.Equal(t, []byte("signature"), signed.Signature)
	back, err := signed.Message()
	require.NoError(t, err)
	require.Equal(t, d, back)

	w := directive.Withdrawal{Subject: [20]byte(id20(1)), Directive: [32]byte{2}, Sequence: 3, Deadline: 4}
	withdrawal := types.NewSignedWithdrawal(w, nil)
	gone, err := withdrawal.Message()
	require.NoError(t, err)
	require.Equal(t, w, gone)

	d.Subject = [20]byte{}
	_, err = types.NewSignedDirective(d, nil)
	require.ErrorIs(t, err, types.ErrDirectiveInvalid)
	d.Subject, d.Validity.Until = [20]byte{1}, policy.At(0)
	_, err = types.NewSignedDirective(d, nil)
	require.ErrorIs(t, err, types.ErrDirectiveInvalid)
}
