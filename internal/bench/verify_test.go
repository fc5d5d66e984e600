package bench

import (
	"testing"

	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// answered is the data of a result with verdicts of these effects.
func answered(t *testing.T, effects ...vocabulary.Effect) []byte {
	t.Helper()
	var response accesstypes.MsgRecordAccessResponse
	for _, effect := range effects {
		response.Verdicts = append(response.Verdicts, accesstypes.Verdict{Effect: effect, Basis: vocabulary.Basis_BASIS_CONSENT})
	}
	packed, err := codectypes.NewAnyWithValue(&response)
	require.NoError(t, err)
	data := sdk.TxMsgData{MsgResponses: []*codectypes.Any{packed}}
	bytes, err := data.Marshal()
	require.NoError(t, err)
	return bytes
}

func TestVerdictsAreCountedAndHeldAgainstWhatWasDrawn(t *testing.T) {
	const permit, deny = vocabulary.Effect_EFFECT_PERMIT, vocabulary.Effect_EFFECT_DENY
	h := held{verdicts: map[string]int{}}
	require.NoError(t, h.judge(&sent{n: 3, denied: 1}, answered(t, permit, deny, permit)))
	require.Equal(t, map[string]int{"EFFECT_PERMIT by BASIS_CONSENT": 2, "EFFECT_DENY by BASIS_CONSENT": 1}, h.verdicts)

	require.ErrorContains(t, h.judge(&sent{n: 3, denied: 0}, answered(t, permit, deny, permit)), "3 verdicts with 1 refusals, want 3 with 0")
	require.ErrorContains(t, h.judge(&sent{n: 3, denied: 1}, answered(t, permit, deny)), "2 verdicts")
	require.ErrorContains(t, h.judge(&sent{n: 3}, nil), "0 responses")
}
