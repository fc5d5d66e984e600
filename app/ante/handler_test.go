package ante_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"
	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/client"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/networks/local"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

const chainID = "assent-test-1"

// chain is an application that is fed blocks by hand.
type chain struct {
	*app.App
	keys   keyring.Keyring
	height int64
	now    time.Time
}

func newChain(t testing.TB) *chain {
	t.Helper()
	return newChainWith(t, func(*registrytypes.Params) {})
}

// newChainWith is a chain whose genesis has other parameters of the registry.
func newChainWith(t testing.TB, change func(*registrytypes.Params)) *chain {
	t.Helper()
	a, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.NoOptions{}, baseapp.SetChainID(chainID))
	require.NoError(t, err)
	founders, err := localnet.ReadFounding(a.Encoding().Codec, local.Founding)
	require.NoError(t, err)
	c := &chain{App: a, now: time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)}
	network, err := localnet.Write(localnet.Spec{
		Dir: t.TempDir(), ChainID: chainID, Validators: 1, BasePort: 26650, GenesisTime: c.now, Founders: founders,
		Codec: a.Encoding().Codec, Genesis: a.DefaultGenesis(),
	})
	require.NoError(t, err)
	c.keys, err = localnet.OpenKeyring(network.Dir, a.Encoding().Codec)
	require.NoError(t, err)
	file, err := os.ReadFile(filepath.Join(network.Dir, "node0", "config", "genesis.json"))
	require.NoError(t, err)
	var genesis genutiltypes.AppGenesis
	require.NoError(t, json.Unmarshal(file, &genesis))
	var state map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(genesis.AppState, &state))
	var registry registrytypes.GenesisState
	a.Encoding().Codec.MustUnmarshalJSON(state[registrytypes.ModuleName], &registry)
	change(&registry.Params)
	state[registrytypes.ModuleName] = a.Encoding().Codec.MustMarshalJSON(&registry)
	document, err := json.Marshal(state)
	require.NoError(t, err)
	params := nodeconfig.ConsensusParams().ToProto()
	_, err = a.InitChain(&abci.RequestInitChain{
		ChainId: chainID, Time: c.now, InitialHeight: 1, ConsensusParams: &params, AppStateBytes: document,
	})
	require.NoError(t, err)
	c.block(t)
	return c
}

// block executes transactions in a block of their own and commits it.
func (c *chain) block(t testing.TB, txs ...[]byte) []*abci.ExecTxResult {
	t.Helper()
	c.height++
	c.now = c.now.Add(time.Second)
	response, err := c.FinalizeBlock(&abci.RequestFinalizeBlock{Height: c.height, Time: c.now, Txs: txs})
	require.NoError(t, err)
	_, err = c.Commit()
	require.NoError(t, err)
	return response.TxResults
}

// offer is a transaction that a test may spoil before it is signed or sent.
type offer struct {
	signer   string
	messages []sdk.Msg
	chainID  string
	sequence *uint64
	// unsigned spoils what is signed; signed what was signed.
	unsigned func(client.TxBuilder)
	signed   func(testing.TB, client.TxBuilder)
	// raw spoils the bytes.
	raw func([]byte) []byte
}

func (c *chain) encode(t testing.TB, o offer) []byte {
	t.Helper()
	record, err := c.keys.Key(o.signer)
	require.NoError(t, err)
	address, err := record.GetAddress()
	require.NoError(t, err)
	var number, sequence uint64
	if account := c.Account.GetAccount(c.NewContext(true), address); account != nil {
		number, sequence = account.GetAccountNumber(), account.GetSequence()
	}
	if o.sequence != nil {
		sequence = *o.sequence
	}
	if o.chainID == "" {
		o.chainID = chainID
	}
	config := c.Encoding().TxConfig
	factory := clienttx.Factory{}.WithTxConfig(config).WithKeybase(c.keys).WithChainID(o.chainID).WithGas(2_000_000).
		WithSignMode(signing.SignMode_SIGN_MODE_DIRECT).WithAccountNumber(number).WithSequence(sequence)
	builder, err := factory.BuildUnsignedTx(o.messages...)
	require.NoError(t, err)
	if o.unsigned != nil {
		o.unsigned(builder)
	}
	require.NoError(t, clienttx.Sign(t.Context(), factory, o.signer, builder, true))
	if o.signed != nil {
		o.signed(t, builder)
	}
	bytes, err := config.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	if o.raw != nil {
		bytes = o.raw(bytes)
	}
	return bytes
}

// answers that a node gives to a transaction: when it comes, and when it is executed.
func (c *chain) answers(t testing.TB, tx []byte) (check, deliver error) {
	t.Helper()
	checked, err := c.CheckTx(&abci.RequestCheckTx{Type: abci.CheckTxType_New, Tx: tx})
	require.NoError(t, err)
	if checked.Code != 0 {
		check = errorsmod.ABCIError(checked.Codespace, checked.Code, checked.Log)
	}
	if result := c.block(t, tx)[0]; result.Code != 0 {
		deliver = errorsmod.ABCIError(result.Codespace, result.Code, result.Log)
	}
	return check, deliver
}

func (c *chain) address(t testing.TB, key string) string {
	t.Helper()
	record, err := c.keys.Key(key)
	require.NoError(t, err)
	address, err := record.GetAddress()
	require.NoError(t, err)
	return address.String()
}

// onboarding is a message that the authority of DE may send.
func (c *chain) onboarding(t *testing.T) sdk.Msg {
	t.Helper()
	return &registrytypes.MsgOnboardParticipant{
		Authority: c.address(t, localnet.AuthorityKey("DE")), Id: "de-klinik", Name: "Klinik", Admin: c.address(t, "stranger"),
		Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	}
}

func TestAWellFormedTransactionPasses(t *testing.T) {
	c := newChain(t)
	_, err := localnet.NewKey(c.keys, "stranger")
	require.NoError(t, err)
	check, deliver := c.answers(t, c.encode(t, offer{signer: localnet.AuthorityKey("DE"), messages: []sdk.Msg{c.onboarding(t)}}))
	require.NoError(t, check)
	require.NoError(t, deliver)
	_, found, err := c.Registry.PolicyParticipant(c.NewContext(true), "de-klinik")
	require.NoError(t, err)
	require.True(t, found)
}

// altered changes the only signature of a built transaction.
func altered(change func([]byte) []byte) func(testing.TB, client.TxBuilder) {
	return func(t testing.TB, b client.TxBuilder) {
		t.Helper()
		signatures, err := b.GetTx().GetSignaturesV2()
		require.NoError(t, err)
		single, ok := signatures[0].Data.(*signing.SingleSignatureData)
		require.True(t, ok)
		single.Signature = change(append([]byte(nil), single.Signature...))
		require.NoError(t, b.SetSignatures(signatures...))
	}
}

// highS replaces s by n - s, which is as valid and another signature.
func highS(sig []byte) []byte {
	order := [32]byte{
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
		0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
	}
	borrow := 0
	for i := 31; i >= 0; i-- {
		d := int(order[i]) - int(sig[32+i]) - borrow
		borrow = 0
		if d < 0 {
			d, borrow = d+256, 1
		}
		sig[32+i] = byte(d)
	}
	return sig
}

func TestASpoiltTransactionIsRefusedWithItsErrorAndChangesNothing(t *testing.T) {
	authority := localnet.AuthorityKey("DE")
	replayed := uint64(0)
	one := func(m sdk.Msg) []sdk.Msg { return []sdk.Msg{m} }
	for _, c := range []struct {
		name  string
		offer func(*testing.T, *chain) offer
		want  error
	}{
		{"signed for another chain", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), chainID: "assent-test-2"}
		}, sdkerrors.ErrUnauthorized},
		{"replayed", func(t *testing.T, c *chain) offer {
			c.block(t, c.encode(t, offer{signer: authority, messages: one(&registrytypes.MsgActivateParticipant{
				Authority: c.address(t, authority), Participant: "de-node-0",
			})}))
			return offer{signer: authority, messages: one(c.onboarding(t)), sequence: &replayed}
		}, sdkerrors.ErrWrongSequence},
		{"one bit of the signature changed", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), signed: altered(func(s []byte) []byte {
				s[5] ^= 1
				return s
			})}
		}, sdkerrors.ErrUnauthorized},
		{"signature with high s", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), signed: altered(highS)}
		}, ante.ErrSignatureForm},
		{"signature of 65 bytes", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), signed: altered(func(s []byte) []byte { return append(s, 0) })}
		}, ante.ErrSignatureForm},
		{"signature of zeros", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), signed: altered(func([]byte) []byte { return make([]byte, 64) })}
		}, ante.ErrSignatureForm},
		{"sender that nobody admitted", func(t *testing.T, c *chain) offer {
			return offer{signer: "stranger", messages: one(&accesstypes.MsgOpenTrail{Admin: c.address(t, "stranger"), Name: "main"})}
		}, registrytypes.ErrAccountUnknown},
		{"a fee", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), unsigned: func(b client.TxBuilder) {
				b.SetFeeAmount(sdk.NewCoins(sdk.NewInt64Coin("euro", 1)))
			}}
		}, ante.ErrFeesNotSupported},
		{"more gas than one transaction may use", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), unsigned: func(b client.TxBuilder) {
				b.SetGasLimit(ante.MaxTxGas + 1)
			}}
		}, ante.ErrTooMuchGas},
		{"more keys than signers", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), raw: func(b []byte) []byte {
				var tx txtypes.TxRaw
				require.NoError(t, tx.Unmarshal(b))
				var info txtypes.AuthInfo
				require.NoError(t, info.Unmarshal(tx.AuthInfoBytes))
				info.SignerInfos = append(info.SignerInfos, info.SignerInfos[0])
				spoilt, err := info.Marshal()
				require.NoError(t, err)
				tx.AuthInfoBytes, tx.Signatures = spoilt, append(tx.Signatures, tx.Signatures[0])
				spoilt, err = tx.Marshal()
				require.NoError(t, err)
				return spoilt
			}}
		}, sdkerrors.ErrTxDecode},
		{"another account as the payer", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), unsigned: func(b client.TxBuilder) {
				b.SetFeePayer(sdk.MustAccAddressFromBech32(c.address(t, "stranger")))
			}}
		}, ante.ErrFeesNotSupported},
		{"unordered", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), unsigned: func(b client.TxBuilder) {
				b.SetUnordered(true)
				b.SetTimeoutTimestamp(c.now.Add(time.Minute))
			}}
		}, ante.ErrUnorderedNotSupported},
		{"a message for the council", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(&registrytypes.MsgRegisterJurisdiction{Council: c.address(t, authority), Id: "ES"})}
		}, ante.ErrMessageNotSendable},
		{"a message that comes with the SDK", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(&authtypes.MsgUpdateParams{Authority: c.address(t, authority), Params: authtypes.DefaultParams()})}
		}, ante.ErrMessageNotSendable},
		{"memo too long", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), unsigned: func(b client.TxBuilder) {
				b.SetMemo(string(make([]byte, 1000)))
			}}
		}, sdkerrors.ErrMemoTooLarge},
		{"a field that nobody knows", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), raw: func(b []byte) []byte {
				var tx txtypes.TxRaw
				require.NoError(t, tx.Unmarshal(b))
				// Field 900, a varint: critical, since below 1024.
				tx.BodyBytes = append(tx.BodyBytes, 0xa0, 0x38, 1)
				spoilt, err := tx.Marshal()
				require.NoError(t, err)
				return spoilt
			}}
		}, sdkerrors.ErrTxDecode},
		{"bytes cut short", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(c.onboarding(t)), raw: func(b []byte) []byte { return b[:len(b)-3] }}
		}, sdkerrors.ErrTxDecode},
		{"a batch for a trail that nobody opened", func(t *testing.T, c *chain) offer {
			return offer{signer: authority, messages: one(&accesstypes.MsgRecordAccess{
				Recorder: c.address(t, authority), Trail: "de-klinik/main", Events: []accesstypes.Event{access("de-klinik")},
			})}
		}, accesstypes.ErrTrailUnknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			chain := newChain(t)
			_, err := localnet.NewKey(chain.keys, "stranger")
			require.NoError(t, err)
			tx := chain.encode(t, c.offer(t, chain))
			before := exported(t, chain)
			check, deliver := chain.answers(t, tx)
			require.ErrorIs(t, check, c.want, "when it comes")
			require.ErrorIs(t, deliver, c.want, "when it is executed")
			require.Equal(t, before, exported(t, chain))
		})
	}
}

func exported(t *testing.T, c *chain) string {
	t.Helper()
	state, err := c.Export(nil)
	require.NoError(t, err)
	return string(state.AppState)
}

// access is a well-formed event of an institution that reads its own data.
func access(institution string) accesstypes.Event {
	digest := make([]byte, 32)
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_RECIPIENT, Exchange: digest, Subject: digest[:20], Controller: institution, Recipient: institution,
		Actor: digest, Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Action: vocabulary.Action_ACTION_ACCESS,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, OccurredAt: 1, Resource: digest, Salt: digest[:16],
	}
}

// withoutSenders leaves out of an exported state the accounts and what senders have
// used: executing counts both even where the message fails.
func withoutSenders(t *testing.T, state string) map[string]json.RawMessage {
	t.Helper()
	var modules map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(state), &modules))
	delete(modules, "auth")
	var registry map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(modules["registry"], &registry))
	require.Contains(t, registry, "usages")
	delete(registry, "usages")
	var err error
	modules["registry"], err = json.Marshal(registry)
	require.NoError(t, err)
	return modules
}
