package app_test

import (
	"bytes"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/internal/permission"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// simulation of a message in the name of an authority, which did not sign it.
func (s *assembly) simulation(t *testing.T, message sdk.Msg) []byte {
	t.Helper()
	builder := s.Encoding().TxConfig.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(message))
	builder.SetGasLimit(5_000_000)
	account := s.Account.GetAccount(s.NewContext(true), sdk.MustAccAddressFromBech32(s.authority(t, "DE")))
	require.NoError(t, builder.SetSignatures(signing.SignatureV2{
		PubKey: account.GetPubKey(), Sequence: account.GetSequence(), Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT},
	}))
	raw, err := s.Encoding().TxConfig.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	return raw
}

func TestAStrangerIsToldNothingOfSubjectsByASimulation(t *testing.T) {
	s := newAssembly(t)
	there, absent := bytes.Repeat([]byte{1}, 20), bytes.Repeat([]byte{2}, 20)
	subject := consenttypes.NewSubject(there, permission.Member{Participant: "de-charite", Jurisdiction: "DE"}, 1)
	require.NoError(t, s.Consent.Subjects.Set(s.ctx, there, subject))
	s.commit(t)
	_, err := s.Commit()
	require.NoError(t, err)
	authority := s.authority(t, "DE")
	ask := func(message sdk.Msg) (string, error) {
		raw := s.simulation(t, message)
		answer, err := s.Query(t.Context(), &abci.RequestQuery{Path: "/app/simulate", Data: raw})
		require.NoError(t, err)
		_, _, err = s.Simulate(raw)
		return answer.Log, err
	}
	texts := map[string]bool{}
	for _, id := range [][]byte{there, absent} {
		log, err := ask(&consenttypes.MsgInvalidateConsent{Authority: authority, Subject: id, Directive: make([]byte, 32)})
		require.ErrorIs(t, err, sdkerrors.ErrUnauthorized)
		require.Contains(t, log, "with --gas")
		texts[log] = true
	}
	require.Len(t, texts, 1)
	_, err = ask(&accesstypes.MsgRecordAccess{Recorder: authority})
	require.ErrorIs(t, err, sdkerrors.ErrUnauthorized)
	_, err = ask(&registrytypes.MsgSuspendParticipant{Authority: authority, Participant: "de-node-0"})
	require.NotErrorIs(t, err, sdkerrors.ErrUnauthorized, "what is not about subjects is simulated")
}

// Whoever reaches a node may ask it by path, without saying who asks.
func TestWhatIsKeptAboutSubjectsIsNotReadByPath(t *testing.T) {
	s := newAssembly(t)
	s.commit(t)
	for _, path := range []string{"/store/consent/key", "store/consent/key", "/store/consent/subspace", "/store/consent/", "/store/consent", "/store/cases/key", "/store/cases/subspace"} {
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
