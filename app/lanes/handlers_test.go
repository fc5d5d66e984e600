package lanes_test

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// accounts have sequence 0 each, and each pays for itself.
type accounts struct{}

func (accounts) Payer(_ sdk.Context, address []byte) string { return string(address) }

func (accounts) Sequence(sdk.Context, []byte) (uint64, bool) { return 0, true }

// noAccounts break off whatever asks them.
type noAccounts struct{}

var errBroken = errors.New("broken")

func (noAccounts) Payer(sdk.Context, []byte) string { panic(errBroken) }

func (noAccounts) Sequence(sdk.Context, []byte) (uint64, bool) { panic(errBroken) }

func txConfig(t testing.TB) client.TxConfig {
	t.Helper()
	a, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	require.NoError(t, err)
	return a.Encoding().TxConfig
}

func context() sdk.Context {
	return sdk.Context{}.WithConsensusParams(nodeconfig.ConsensusParams().ToProto())
}

// transaction that an account signs, in form alone.
func transaction(t testing.TB, config client.TxConfig, signer *secp256k1.PrivKey, sequence, gas uint64, message sdk.Msg) []byte {
	t.Helper()
	builder := config.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(message))
	builder.SetGasLimit(gas)
	require.NoError(t, builder.SetSignatures(signing.SignatureV2{
		PubKey: signer.PubKey(), Sequence: sequence,
		Data: &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT, Signature: make([]byte, 64)},
	}))
	raw, err := config.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	return raw
}

// offered are transactions of three accounts: what is urgent and what is not.
func offered(t testing.TB, config client.TxConfig) [][]byte {
	t.Helper()
	var txs [][]byte
	for i := range 3 {
		key := secp256k1.GenPrivKeyFromSecret([]byte{byte(i)})
		address := sdk.AccAddress(key.PubKey().Address()).String()
		txs = append(
			txs,
			transaction(t, config, key, 0, 500_000, &accesstypes.MsgOpenTrail{Admin: address, Name: "main"}),
			transaction(t, config, key, 1, 500_000, &consenttypes.MsgWithdrawConsent{Relayer: address}),
			transaction(t, config, key, 0, 500_000, &registrytypes.MsgSuspendParticipant{Authority: address, Participant: "de-praxis"}),
		)
	}
	return txs
}

func prepare(t testing.TB, l *lanes.Lanes, txs [][]byte) [][]byte {
	t.Helper()
	response, err := l.PrepareProposal(context(), &abci.RequestPrepareProposal{Txs: txs, MaxTxBytes: 2 << 20, Height: 5})
	require.NoError(t, err)
	return response.Txs
}

func process(t testing.TB, l *lanes.Lanes, txs [][]byte) abci.ResponseProcessProposal_ProposalStatus {
	t.Helper()
	response, err := l.ProcessProposal(context(), &abci.RequestProcessProposal{Txs: txs, Height: 5})
	require.NoError(t, err)
	return response.Status
}

const (
	accepted = abci.ResponseProcessProposal_ACCEPT
	rejected = abci.ResponseProcessProposal_REJECT
)

func TestWhatIsPreparedIsAcceptedAndTheUrgentIsInFront(t *testing.T) {
	config := txConfig(t)
	l := lanes.New(config.TxDecoder(), accounts{}, log.NewNopLogger())
	txs := offered(t, config)
	chosen := prepare(t, l, append([][]byte{{1, 2, 3}, txs[0]}, txs...))
	require.Equal(t, accepted, process(t, l, chosen))
	require.Len(t, chosen, 6, "of each account one suspension, or one trail and the withdrawal behind it")
	require.Equal(t, accepted, process(t, l, nil))
	require.Equal(t, rejected, process(t, l, append(slices.Clone(chosen), []byte{1, 2, 3})), "a transaction that cannot be read")
	require.Equal(t, rejected, process(t, l, [][]byte{txs[0], txs[5]}), "a suspension behind another one's trail")
}

// A proposal is judged before it is executed: whatever breaks off must neither stop the
// node nor pass.
func TestWhatBreaksOffIsRefusedAndStopsNobody(t *testing.T) {
	config := txConfig(t)
	txs := offered(t, config)
	broken := lanes.New(config.TxDecoder(), noAccounts{}, log.NewNopLogger())
	require.Empty(t, prepare(t, broken, txs), "the proposal is empty, which everybody accepts")

	decode := func([]byte) (sdk.Tx, error) { panic(errBroken) }
	undecodable := lanes.New(decode, accounts{}, log.NewNopLogger())
	require.Empty(t, prepare(t, undecodable, txs))
	require.Equal(t, rejected, process(t, undecodable, txs))
	require.Equal(t, accepted, process(t, undecodable, nil))

	whole := lanes.New(config.TxDecoder(), accounts{}, log.NewNopLogger())
	response, err := whole.ProcessProposal(sdk.Context{}, &abci.RequestProcessProposal{Txs: txs})
	require.NoError(t, err)
	require.Equal(t, rejected, response.Status, "without consensus parameters nothing can be judged")
}

// What is offered is a list of transactions, each behind its length in two bytes. Neither
// handler breaks off or fails, what is prepared is a part of what was offered and is
// accepted, and both answer the same when asked again.
func FuzzProposals(f *testing.F) {
	config := txConfig(f)
	var whole []byte
	for _, raw := range offered(f, config) {
		whole = append(binary.BigEndian.AppendUint16(whole, uint16(len(raw))), raw...)
	}
	f.Add(whole)
	f.Add([]byte{0, 0})
	f.Fuzz(func(t *testing.T, input []byte) {
		var txs [][]byte
		for len(input) >= 2 {
			n := min(int(binary.BigEndian.Uint16(input)), len(input)-2)
			txs = append(txs, input[2:2+n])
			input = input[2+n:]
		}
		offer := map[[32]byte]bool{}
		for _, raw := range txs {
			offer[sha256.Sum256(raw)] = true
		}
		l := lanes.New(config.TxDecoder(), accounts{}, log.NewNopLogger())
		chosen := prepare(t, l, txs)
		for _, raw := range chosen {
			require.True(t, offer[sha256.Sum256(raw)])
		}
		require.Equal(t, accepted, process(t, l, chosen))
		require.Equal(t, chosen, prepare(t, l, txs))
		require.Equal(t, process(t, l, txs), process(t, l, txs))
	})
}
