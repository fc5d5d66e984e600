package ante_test

import (
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"
	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	txsigning "github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/internal/permission"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

func TestAQuotaHoldsOneOfTheLargestTransactionsOfThisChain(t *testing.T) {
	require.EqualValues(t, registrytypes.LargestTxGas, ante.MaxTxGas)
	require.EqualValues(t, registrytypes.LargestTxBytes, nodeconfig.MaxTxBytes)
}

// scarce is a quota of fifty million gas at once, and next to nothing afterwards.
func scarce(p *registrytypes.Params) {
	p.Quota.GasBurst, p.Quota.GasPerSecond = 50_000_000, 100_000
	p.Quota.BytesBurst, p.Quota.BytesPerSecond = registrytypes.LargestTxBytes, 1<<10
}

// million gas.
const million = 1_000_000

// opening is a transaction, with a gas limit in millions, that opens a trail; it is
// the n-th of an account.
func (c *chain) opening(t *testing.T, signer, trail string, sequence, gas uint64) []byte {
	t.Helper()
	return c.encode(t, offer{
		signer: signer, sequence: &sequence, messages: []sdk.Msg{&accesstypes.MsgOpenTrail{Admin: c.address(t, signer), Name: trail}},
		unsigned: func(b client.TxBuilder) { b.SetGasLimit(gas * million) },
	})
}

// check is what a node says to a transaction that comes, or that it looks at again.
func (c *chain) check(t *testing.T, kind abci.CheckTxType, tx []byte) error {
	t.Helper()
	r, err := c.CheckTx(&abci.RequestCheckTx{Type: kind, Tx: tx})
	require.NoError(t, err)
	if r.Code == 0 {
		return nil
	}
	return errorsmod.ABCIError(r.Codespace, r.Code, r.Log)
}

const (
	comes   = abci.CheckTxType_New
	recheck = abci.CheckTxType_Recheck
)

func executed(result *abci.ExecTxResult) error {
	if result.Code == 0 {
		return nil
	}
	return errorsmod.ABCIError(result.Codespace, result.Code, result.Log)
}

// scarceChain has an institution whose admins are "admin", "desk" and "till", and a
// quota that is used up quickly.
func scarceChain(t *testing.T) *chain {
	t.Helper()
	c := newChainWith(t, scarce)
	c.join(t)
	c.bind(t, "desk", permission.Relay)
	c.bind(t, "till", permission.Relay)
	// What founding used is earned back.
	c.now = c.now.Add(time.Hour)
	c.block(t)
	return c
}

func (c *chain) left(t *testing.T, payer string) registrytypes.Usage {
	t.Helper()
	usage, err := c.Registry.Usages.Get(c.NewContext(true), payer)
	require.NoError(t, err)
	return usage
}

func TestAFloodIsRefusedWhenItComesAndNobodyElseFeelsIt(t *testing.T) {
	c := scarceChain(t)
	first, second := c.opening(t, "desk", "a", 0, 20), c.opening(t, "desk", "b", 1, 20)
	third := c.opening(t, "desk", "c", 2, 20)
	require.NoError(t, c.check(t, comes, first))
	require.NoError(t, c.check(t, comes, second))
	require.ErrorIs(t, c.check(t, comes, third), registrytypes.ErrQuotaExhausted)
	require.ErrorIs(t, c.check(t, comes, c.opening(t, "till", "c", 0, 20)), registrytypes.ErrQuotaExhausted,
		"the quota is the institution's, not the account's")
	require.NoError(t, c.check(t, comes, c.opening(t, "desk", "c", 2, 9)), "there is room for a smaller one")
	authority := localnet.AuthorityKey("DE")
	require.NoError(t, c.check(t, comes, c.encode(t, offer{signer: authority, messages: []sdk.Msg{
		&registrytypes.MsgSuspendParticipant{Authority: c.address(t, authority), Participant: klinik},
	}})))
}

func TestWhatWaitsIsLookedAtAgainAfterEachBlockAgainstWhatWasUsedInIt(t *testing.T) {
	t.Run("nothing of it was executed", func(t *testing.T) {
		c := scarceChain(t)
		first, second := c.opening(t, "desk", "a", 0, 20), c.opening(t, "desk", "b", 1, 20)
		require.NoError(t, c.check(t, comes, first))
		require.NoError(t, c.check(t, comes, second))
		c.block(t)
		require.NoError(t, c.check(t, recheck, first))
		require.NoError(t, c.check(t, recheck, second))
		require.ErrorIs(t, c.check(t, comes, c.opening(t, "desk", "c", 2, 20)), registrytypes.ErrQuotaExhausted,
			"what waits counts again")
	})
	t.Run("a part of it was executed", func(t *testing.T) {
		c := scarceChain(t)
		first, second := c.opening(t, "desk", "a", 0, 20), c.opening(t, "desk", "b", 1, 20)
		require.NoError(t, c.check(t, comes, first))
		require.NoError(t, c.check(t, comes, second))
		require.NoError(t, executed(c.block(t, first)[0]))
		require.NoError(t, c.check(t, recheck, second))
		require.NoError(t, c.check(t, comes, c.opening(t, "desk", "c", 2, 20)), "what was not used came back")
	})
	t.Run("others of the institution used it up", func(t *testing.T) {
		c := scarceChain(t)
		waiting := c.opening(t, "desk", "a", 0, 20)
		require.NoError(t, c.check(t, comes, waiting))
		// Trail main is there: both fail, and pay.
		results := c.block(t, c.opening(t, "till", "main", 0, 20), c.opening(t, "till", "main", 1, 20))
		require.ErrorIs(t, executed(results[1]), accesstypes.ErrTrailExists)
		require.ErrorIs(t, c.check(t, recheck, waiting), registrytypes.ErrQuotaExhausted)
	})
}

func TestAQuotaExhaustedMidBlockRefusesWhatFollowsAndKeepsWhatCameBefore(t *testing.T) {
	c := scarceChain(t)
	authority := localnet.AuthorityKey("DE")
	before := c.left(t, "DE")
	results := c.block(
		t,
		c.opening(t, "desk", "a", 0, 20),
		c.opening(t, "till", "main", 0, 25), // exists: fails
		c.opening(t, "till", "main", 1, 20), // fails
		c.opening(t, "desk", "b", 1, 20),
		c.encode(t, offer{signer: authority, messages: []sdk.Msg{&registrytypes.MsgSetRoles{Authority: c.address(t, authority), Participant: klinik}}}),
		c.opening(t, "desk", "c", 1, 4),
	)
	require.NoError(t, executed(results[0]))
	require.ErrorIs(t, executed(results[1]), accesstypes.ErrTrailExists)
	require.ErrorIs(t, executed(results[2]), accesstypes.ErrTrailExists)
	require.ErrorIs(t, executed(results[3]), registrytypes.ErrQuotaExhausted)
	require.NotErrorIs(t, executed(results[4]), registrytypes.ErrQuotaExhausted)
	require.NoError(t, executed(results[5]), "its sequence is the one that the refused one did not use")
	for trail, there := range map[string]bool{"a": true, "b": false, "c": true} {
		_, err := c.Access.TrailSize(c.NewContext(true), klinik+"/"+trail)
		require.Equal(t, there, err == nil, trail)
	}
	require.Less(t, c.left(t, "DE").Gas, before.Gas)
	require.EqualValues(t, 50*million-45*million-uint64(results[0].GasUsed)-uint64(results[5].GasUsed), c.left(t, klinik).Gas)
}

func TestAQuotaIsFilledAgainInTime(t *testing.T) {
	c := scarceChain(t)
	c.block(t, c.opening(t, "till", "main", 0, 50))
	tx := c.opening(t, "desk", "a", 0, 20)
	require.ErrorIs(t, c.check(t, comes, tx), registrytypes.ErrQuotaExhausted)
	c.now = c.now.Add(198 * time.Second)
	c.block(t)
	require.ErrorIs(t, c.check(t, comes, tx), registrytypes.ErrQuotaExhausted, "19.9 of 20 million")
	require.NoError(t, executed(c.block(t, tx)[0]), "the block is a second later")
}

func TestASuccessPaysWhatItUsedAndAFailureWhatItAskedFor(t *testing.T) {
	c := scarceChain(t)
	tx := c.opening(t, "desk", "a", 0, 20)
	result := c.block(t, tx)[0]
	require.NoError(t, executed(result))
	usage := c.left(t, klinik)
	require.EqualValues(t, 50*million-result.GasUsed, usage.Gas)
	require.EqualValues(t, registrytypes.LargestTxBytes-len(tx), usage.Bytes)
	require.Equal(t, c.now.Unix(), usage.At)

	tx = c.opening(t, "desk", "a", 1, 20)
	require.Error(t, executed(c.block(t, tx)[0]))
	after := c.left(t, klinik)
	require.EqualValues(t, 30*million, after.Gas, "full again, and then what it asked for")

	// Its account's key is known now, so this one uses less than the first.
	result = c.block(t, c.opening(t, "desk", "b", 2, 20))[0]
	require.NoError(t, executed(result))
	after = c.left(t, klinik)
	limit := uint64(result.GasUsed) - 1
	outOfGas := c.encode(t, offer{
		signer: "desk", messages: []sdk.Msg{&accesstypes.MsgOpenTrail{Admin: c.address(t, "desk"), Name: "c"}},
		unsigned: func(b client.TxBuilder) { b.SetGasLimit(limit) },
	})
	require.ErrorIs(t, executed(c.block(t, outOfGas)[0]), sdkerrors.ErrOutOfGas)
	require.EqualValues(t, after.Gas+100_000-limit, c.left(t, klinik).Gas)
}

func TestBytesAreUsedUpLikeGas(t *testing.T) {
	c := scarceChain(t)
	batch := func(first, n int, sequence uint64) []byte {
		events := make([]accesstypes.Event, n)
		for i := range events {
			events[i] = access(klinik)
		}
		return c.encode(t, offer{signer: "desk", sequence: &sequence, messages: []sdk.Msg{&accesstypes.MsgRecordAccess{
			Recorder: c.address(t, "desk"), Trail: klinik + "/main", FirstIndex: uint64(first), Events: events,
		}}, unsigned: func(b client.TxBuilder) { b.SetGasLimit(10 * million) }})
	}
	require.NoError(t, c.check(t, comes, batch(0, 1500, 0)))
	require.NoError(t, c.check(t, comes, batch(1500, 1500, 1)))
	third := batch(3000, 1500, 2)
	require.Greater(t, 3*len(third), registrytypes.LargestTxBytes)
	require.ErrorIs(t, c.check(t, comes, third), registrytypes.ErrQuotaExhausted)
}

func TestTheFirstSignerPays(t *testing.T) {
	c := scarceChain(t)
	authority := localnet.AuthorityKey("DE")
	before := c.left(t, "DE")
	tx := c.signedByBoth(t, "desk", authority,
		&accesstypes.MsgOpenTrail{Admin: c.address(t, "desk"), Name: "a"},
		&registrytypes.MsgReinstateParticipant{Authority: c.address(t, authority), Participant: klinik})
	require.ErrorIs(t, executed(c.block(t, tx)[0]), registrytypes.ErrStatusTransition)
	require.EqualValues(t, 48*million, c.left(t, klinik).Gas)
	require.Equal(t, before, c.left(t, "DE"))
}

func TestNobodyUsesAnothersQuota(t *testing.T) {
	c := scarceChain(t)
	before := c.left(t, klinik)
	forged := c.encode(t, offer{
		signer: "desk", messages: []sdk.Msg{&accesstypes.MsgOpenTrail{Admin: c.address(t, "desk"), Name: "a"}},
		unsigned: func(b client.TxBuilder) { b.SetGasLimit(50 * million) },
		signed:   altered(func(s []byte) []byte { s[5] ^= 1; return s }),
	})
	require.ErrorIs(t, c.check(t, comes, forged), sdkerrors.ErrUnauthorized)
	require.ErrorIs(t, executed(c.block(t, forged)[0]), sdkerrors.ErrUnauthorized)
	require.Equal(t, before, c.left(t, klinik))
	require.NoError(t, c.check(t, comes, c.opening(t, "desk", "a", 0, 50)))
}

func TestASimulationTakesNothing(t *testing.T) {
	c := scarceChain(t)
	tx := c.opening(t, "desk", "a", 0, 50)
	simulated, _, err := c.Simulate(tx)
	require.NoError(t, err)
	require.NoError(t, c.check(t, comes, tx))
	_, _, err = c.Simulate(c.opening(t, "desk", "b", 1, 50))
	require.NoError(t, err, "though nothing is left")
	result := c.block(t, tx)[0]
	require.NoError(t, executed(result))
	require.EqualValues(t, simulated.GasUsed, result.GasUsed, "quota is not metered")
}

func TestWhoPaysIsSettledBeforeTheMessagesRun(t *testing.T) {
	c := scarceChain(t)
	next, err := localnet.NewKey(c.keys, "next")
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority, &registrytypes.MsgTransferAuthority{Authority: c.address(t, authority), Successor: next})
	before := c.left(t, "DE")
	result := c.block(t, c.encode(t, offer{signer: "next", messages: []sdk.Msg{&registrytypes.MsgAcceptAuthority{Successor: next, Jurisdiction: "DE"}}}))[0]
	require.NoError(t, executed(result))
	require.Equal(t, before, c.left(t, "DE"))
	require.EqualValues(t, 50*million-result.GasUsed, c.left(t, registrytypes.SuccessorPayer("DE")).Gas)
}

// signedByBoth is a transaction of two messages by two accounts.
func (c *chain) signedByBoth(t *testing.T, first, second string, messages ...sdk.Msg) []byte {
	t.Helper()
	config := c.Encoding().TxConfig
	factory := clienttx.Factory{}.WithTxConfig(config).WithKeybase(c.keys).WithChainID(chainID).WithGas(2 * million).
		WithSignMode(signing.SignMode_SIGN_MODE_DIRECT)
	builder, err := factory.BuildUnsignedTx(messages...)
	require.NoError(t, err)
	names := []string{first, second}
	var signatures []signing.SignatureV2
	for _, round := range []bool{true, false} { // The first round says who signs, the second signs that.
		signatures = signatures[:0]
		for _, name := range names {
			account := c.Account.GetAccount(c.NewContext(true), sdk.MustAccAddressFromBech32(c.address(t, name)))
			data := &signing.SingleSignatureData{SignMode: signing.SignMode_SIGN_MODE_DIRECT}
			if !round {
				adaptable, ok := builder.GetTx().(authsigning.V2AdaptableTx)
				require.True(t, ok)
				text, err := config.SignModeHandler().GetSignBytes(t.Context(), signingv1beta1.SignMode_SIGN_MODE_DIRECT,
					txsigning.SignerData{ChainID: chainID, AccountNumber: account.GetAccountNumber()}, adaptable.GetSigningTxData())
				require.NoError(t, err)
				data.Signature, _, err = c.keys.Sign(name, text, signing.SignMode_SIGN_MODE_DIRECT)
				require.NoError(t, err)
			}
			signatures = append(signatures, signing.SignatureV2{PubKey: c.public(t, name), Data: data, Sequence: account.GetSequence()})
		}
		require.NoError(t, builder.SetSignatures(signatures...))
	}
	bytes, err := config.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	return bytes
}

// BenchmarkQuota is what a transaction's quota costs in a block: taken, and given
// back. The store is written once a block, however many transactions there are.
func BenchmarkQuota(b *testing.B) {
	c := newChain(b)
	ctx, _ := c.NewContext(false).CacheContext()
	ctx = ctx.WithBlockTime(c.now)
	b.ReportAllocs()
	for b.Loop() {
		branch, write := ctx.CacheContext()
		if err := c.Registry.TakeQuota(branch, "DE", 1, 1000); err != nil {
			b.Fatal(err)
		}
		if err := c.Registry.GiveBackQuota(branch, "DE", 1000); err != nil {
			b.Fatal(err)
		}
		write()
	}
}
