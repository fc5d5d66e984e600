package app_test

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// Whoever reaches a node may ask it by path, without saying who asks.
func TestWhatIsKeptAboutSubjectsIsNotReadByPath(t *testing.T) {
	s := newAssembly(t)
	s.commit(t)
	for _, path := range []string{"/store/consent/key", "store/consent/key", "/store/consent/subspace", "/store/consent/", "/store/consent"} {
		for _, prove := range []bool{false, true} {
			answer, err := s.Query(t.Context(), &abci.RequestQuery{Path: path, Data: []byte{1}, Prove: prove})
			require.NoError(t, err)
			require.NotZero(t, answer.Code, path)
			require.Contains(t, answer.Log, "say who asks", path)
			require.Empty(t, answer.Value)
			require.Nil(t, answer.ProofOps)
		}
	}
	for _, path := range []string{"//store/consent/key", "/store//consent/key", "/Store/consent/key", "/store/consent%2Fkey", "/store/ consent/key"} {
		answer, err := s.Query(t.Context(), &abci.RequestQuery{Path: path, Data: []byte{1}})
		require.NoError(t, err)
		require.NotZero(t, answer.Code, path)
	}
	answer, err := s.Query(t.Context(), &abci.RequestQuery{Path: "/store/" + accesstypes.StoreKey + "/key", Data: accesstypes.TrailKey("de-praxis/main")})
	require.NoError(t, err)
	require.Zero(t, answer.Code, answer.Log)
	answer, err = s.Query(t.Context(), &abci.RequestQuery{Path: consenttypes.MethodSubject, Data: nil})
	require.NoError(t, err)
	require.NotZero(t, answer.Code, "and the module's own query asks who wants to know")
}
