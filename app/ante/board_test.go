package ante_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/multisig"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// board is a multisig of the chain's keyring.
type board struct {
	name    string
	key     *kmultisig.LegacyAminoPubKey
	address string
}

// newBoard makes keys of its own for its members.
func (c *chain) newBoard(t testing.TB, name string, threshold int, members ...string) board {
	t.Helper()
	for _, member := range members {
		_, err := localnet.NewKey(c.keys, member)
		require.NoError(t, err)
	}
	address, err := multisig.Save(c.keys, name, threshold, members...)
	require.NoError(t, err)
	key, ok := c.public(t, name).(*kmultisig.LegacyAminoPubKey)
	require.True(t, ok)
	return board{name: name, key: key, address: address}
}

func (c *chain) public(t testing.TB, name string) cryptotypes.PubKey {
	t.Helper()
	record, err := c.keys.Key(name)
	require.NoError(t, err)
	key, err := record.GetPubKey()
	require.NoError(t, err)
	return key
}

// take has the board take over the authority of a jurisdiction from a single key.
func (c *chain) take(t testing.TB, b board, jurisdiction string, signers ...string) {
	t.Helper()
	authority := localnet.AuthorityKey(jurisdiction)
	c.execute(t, authority, &registrytypes.MsgTransferAuthority{Authority: c.address(t, authority), Successor: b.address})
	check, deliver := c.answers(t, c.together(t, b, signers, &registrytypes.MsgAcceptAuthority{
		Successor: b.address, Jurisdiction: jurisdiction,
	}))
	require.NoError(t, check)
	require.NoError(t, deliver)
}

// draft is a transaction of the board that the named members are to sign.
func (c *chain) draft(t testing.TB, b board, signers []string, messages ...sdk.Msg) (*multisig.Draft, multisig.Target) {
	t.Helper()
	account := c.Account.GetAccount(c.NewContext(true), sdk.MustAccAddressFromBech32(b.address))
	require.NotNil(t, account)
	factory := clienttx.Factory{}.WithTxConfig(c.Encoding().TxConfig).WithChainID(chainID).WithGas(2_000_000)
	builder, err := factory.BuildUnsignedTx(messages...)
	require.NoError(t, err)
	var chosen []cryptotypes.PubKey
	for _, signer := range signers {
		chosen = append(chosen, c.public(t, signer))
	}
	draft, err := multisig.Prepare(c.Encoding().TxConfig, builder, b.key, chosen, account.GetSequence())
	require.NoError(t, err)
	return draft, multisig.Target{ChainID: chainID, AccountNumber: account.GetAccountNumber()}
}

// together is a transaction that the named members of the board have signed.
func (c *chain) together(t testing.TB, b board, signers []string, messages ...sdk.Msg) []byte {
	t.Helper()
	draft, target := c.draft(t, b, signers, messages...)
	var signatures []signing.SignatureV2
	for _, signer := range signers {
		signature, err := draft.Sign(t.Context(), c.keys, signer, target)
		require.NoError(t, err)
		signatures = append(signatures, signature)
	}
	require.NoError(t, draft.Combine(t.Context(), target, signatures...))
	bytes, err := c.Encoding().TxConfig.TxEncoder()(draft.Tx())
	require.NoError(t, err)
	return bytes
}

// suspension is what the tests have a board of DE do.
func suspension(b board) sdk.Msg {
	return &registrytypes.MsgSuspendParticipant{Authority: b.address, Participant: klinik}
}

func reinstatement(b board) sdk.Msg {
	return &registrytypes.MsgReinstateParticipant{Authority: b.address, Participant: klinik}
}

func TestAnyTwoOfThreeMembersActAsTheAuthority(t *testing.T) {
	c := newChain(t)
	c.join(t)
	_, err := localnet.NewKey(c.keys, "stranger")
	require.NoError(t, err)
	b := c.newBoard(t, "board", 2, "ada", "bea", "cyd")
	c.take(t, b, "DE", "cyd", "ada")
	for i, pair := range [][]string{{"ada", "bea"}, {"bea", "cyd"}, {"ada", "cyd"}, {"cyd", "bea"}} {
		message := suspension(b)
		if i%2 == 1 {
			message = reinstatement(b)
		}
		check, deliver := c.answers(t, c.together(t, b, pair, message))
		require.NoError(t, check, pair)
		require.NoError(t, deliver, pair)
	}
	authority := localnet.AuthorityKey("DE")
	check, deliver := c.answers(t, c.encode(t, offer{signer: authority, messages: []sdk.Msg{c.onboarding(t)}}))
	require.ErrorIs(t, check, registrytypes.ErrAccountUnknown, "the single key has handed over")
	require.ErrorIs(t, deliver, registrytypes.ErrAccountUnknown)
}

func TestEverySizeOfBoardActs(t *testing.T) {
	for _, size := range []struct {
		name    string
		k       int
		members []string
	}{
		{"one of two", 1, []string{"a", "b"}},
		{"two of two", 2, []string{"a", "b"}},
		{"one of seven", 1, []string{"a", "b", "c", "d", "e", "f", "g"}},
		{"seven of seven", 7, []string{"a", "b", "c", "d", "e", "f", "g"}},
	} {
		t.Run(size.name, func(t *testing.T) {
			c := newChain(t)
			c.join(t)
			b := c.newBoard(t, "board", size.k, size.members...)
			c.take(t, b, "DE", size.members[:size.k]...)
			last := size.members[len(size.members)-size.k:]
			check, deliver := c.answers(t, c.together(t, b, last, suspension(b)))
			require.NoError(t, check)
			require.NoError(t, deliver)
		})
	}
}

// rewritten is a transaction with other signer infos or signatures.
func rewritten(t testing.TB, tx []byte, change func(*txtypes.SignerInfo, *txtypes.TxRaw)) []byte {
	t.Helper()
	var raw txtypes.TxRaw
	require.NoError(t, raw.Unmarshal(tx))
	var info txtypes.AuthInfo
	require.NoError(t, info.Unmarshal(raw.AuthInfoBytes))
	change(info.SignerInfos[0], &raw)
	var err error
	raw.AuthInfoBytes, err = info.Marshal()
	require.NoError(t, err)
	out, err := raw.Marshal()
	require.NoError(t, err)
	return out
}

func TestWhoSignsIsPartOfWhatIsSigned(t *testing.T) {
	c := newChain(t)
	c.join(t)
	b := c.newBoard(t, "board", 2, "ada", "bea", "cyd")
	c.take(t, b, "DE", "ada", "bea")
	first := c.together(t, b, []string{"ada", "bea"}, suspension(b))
	second := c.together(t, b, []string{"bea", "cyd"}, suspension(b))
	var other txtypes.TxRaw
	require.NoError(t, other.Unmarshal(second))
	half := len(other.Signatures[0]) / 2

	for name, change := range map[string]func(*txtypes.SignerInfo, *txtypes.TxRaw){
		"other members are marked": func(info *txtypes.SignerInfo, _ *txtypes.TxRaw) {
			marked := info.ModeInfo.GetMulti().Bitarray.Elems
			if marked[0] == 0b011_00000 {
				marked[0] = 0b101_00000
			} else {
				marked[0] = 0b011_00000
			}
		},
		"signatures of other members": func(_ *txtypes.SignerInfo, raw *txtypes.TxRaw) { raw.Signatures = other.Signatures },
		"signatures exchanged": func(_ *txtypes.SignerInfo, raw *txtypes.TxRaw) {
			s := raw.Signatures[0]
			raw.Signatures[0] = append(append([]byte(nil), s[half:]...), s[:half]...)
		},
		"one member's signature for both": func(_ *txtypes.SignerInfo, raw *txtypes.TxRaw) {
			s := raw.Signatures[0]
			raw.Signatures[0] = append(append([]byte(nil), s[:half]...), s[:half]...)
		},
		"another sequence": func(info *txtypes.SignerInfo, _ *txtypes.TxRaw) { info.Sequence++ },
	} {
		t.Run(name, func(t *testing.T) {
			want := sdkerrors.ErrUnauthorized
			if name == "another sequence" {
				want = sdkerrors.ErrWrongSequence
			}
			check, deliver := c.answers(t, rewritten(t, first, change))
			require.ErrorIs(t, check, want)
			require.ErrorIs(t, deliver, want)
		})
	}
	check, deliver := c.answers(t, first)
	require.NoError(t, check)
	require.NoError(t, deliver)
	check, deliver = c.answers(t, first)
	require.ErrorIs(t, check, sdkerrors.ErrWrongSequence, "replayed")
	require.ErrorIs(t, deliver, sdkerrors.ErrWrongSequence)
}

func TestAMultisigSignedForAnotherChainOrAccountIsRefused(t *testing.T) {
	c := newChain(t)
	c.join(t)
	b := c.newBoard(t, "board", 2, "ada", "bea", "cyd")
	c.take(t, b, "DE", "ada", "bea")
	pair := []string{"ada", "bea"}
	for name, target := range map[string]func(multisig.Target) multisig.Target{
		"chain":   func(m multisig.Target) multisig.Target { m.ChainID = "assent-test-2"; return m },
		"account": func(m multisig.Target) multisig.Target { m.AccountNumber++; return m },
	} {
		t.Run(name, func(t *testing.T) {
			draft, right := c.draft(t, b, pair, suspension(b))
			var signatures []signing.SignatureV2
			for _, signer := range pair {
				signature, err := draft.Sign(t.Context(), c.keys, signer, target(right))
				require.NoError(t, err)
				signatures = append(signatures, signature)
			}
			require.ErrorContains(t, draft.Combine(t.Context(), right, signatures...), "is not of this transaction")
			require.NoError(t, draft.Combine(t.Context(), target(right), signatures...))
			bytes, err := c.Encoding().TxConfig.TxEncoder()(draft.Tx())
			require.NoError(t, err)
			check, deliver := c.answers(t, bytes)
			require.ErrorIs(t, check, sdkerrors.ErrUnauthorized)
			require.ErrorIs(t, deliver, sdkerrors.ErrUnauthorized)
		})
	}
}

func TestTwoBoardsWithMoreKeysThanOneTransactionMayHaveAreRefused(t *testing.T) {
	c := newChain(t)
	c.join(t)
	de := c.newBoard(t, "de-board", 1, "a", "b", "c", "d")
	fr := c.newBoard(t, "fr-board", 1, "e", "f", "g", "h")
	c.take(t, de, "DE", "a")
	c.take(t, fr, "FR", "e")
	builder := c.Encoding().TxConfig.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(suspension(de), &registrytypes.MsgSuspendParticipant{Authority: fr.address, Participant: "fr-node-1"}))
	builder.SetGasLimit(2_000_000)
	require.NoError(t, builder.SetSignatures(formally(de), formally(fr)))
	bytes, err := c.Encoding().TxConfig.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	check, deliver := c.answers(t, bytes)
	require.ErrorIs(t, check, sdkerrors.ErrTooManySignatures)
	require.ErrorIs(t, deliver, sdkerrors.ErrTooManySignatures)
}

// formally is a signature of the right form by a board's first member, of nothing.
func formally(b board) signing.SignatureV2 {
	signature := make([]byte, 64)
	signature[31], signature[63] = 1, 1
	array := cryptotypes.NewCompactBitArray(len(b.key.PubKeys))
	array.SetIndex(0, true)
	return signing.SignatureV2{PubKey: b.key, Sequence: 1, Data: &signing.MultiSignatureData{
		BitArray: array, Signatures: []signing.SignatureData{
			&signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT, Signature: signature},
		},
	}}
}
