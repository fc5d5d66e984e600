package app_test

import (
	"bytes"
	"context"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmtstate "github.com/cometbft/cometbft/state"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	clienttx "github.com/cosmos/cosmos-sdk/client/tx"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/recordindex"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesskeeper "github.com/assent-ledger/assent/x/access/keeper"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
	registrykeeper "github.com/assent-ledger/assent/x/registry/keeper"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// desk is an account that records for de-klinik on its trail main.
type desk struct {
	*assembly
	key *secp256k1.PrivKey
}

// records are the node's options.
type records struct{ home string }

func (r records) Get(name string) any {
	return map[string]any{"home": r.home, "record-index.enabled": true, "record-index.indexes": []string{"subject", "trail"}}[name]
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{assembly: newAssembly(t), key: secp256k1.GenPrivKeyFromSecret([]byte("desk"))}
	admin := sdk.AccAddress(secp256k1.GenPrivKeyFromSecret([]byte("admin")).PubKey().Address()).String()
	authority, registry := d.authority(t, "DE"), registrykeeper.NewMsgServer(d.Registry)
	_, err := registry.OnboardParticipant(d.ctx, &registrytypes.MsgOnboardParticipant{
		Authority: authority, Id: "de-klinik", Name: "Klinik", Admin: admin, Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	})
	require.NoError(t, err)
	_, err = registry.ActivateParticipant(d.ctx, &registrytypes.MsgActivateParticipant{Authority: authority, Participant: "de-klinik"})
	require.NoError(t, err)
	_, err = registry.BindAccount(d.ctx, &registrytypes.MsgBindAccount{
		Admin: admin, Address: d.address(), Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_RECORD},
	})
	require.NoError(t, err)
	_, err = accesskeeper.NewMsgServer(d.Access).OpenTrail(d.ctx, &accesstypes.MsgOpenTrail{Admin: admin, Name: "main"})
	require.NoError(t, err)
	d.SimWriteState()
	_, err = d.Commit()
	require.NoError(t, err)
	return d
}

// discarding is a node that keeps no results of blocks.
type discarding struct{ asked func() }

func (discarding) Status(context.Context) (*coretypes.ResultStatus, error) { return nil, nil }

func (discarding) Block(context.Context, *int64) (*coretypes.ResultBlock, error) {
	return &coretypes.ResultBlock{Block: &cmttypes.Block{}}, nil
}

func (d discarding) BlockResults(context.Context, *int64) (*coretypes.ResultBlockResults, error) {
	d.asked()
	return nil, cmtstate.ErrFinalizeBlockResponsesNotPersisted
}

// skipEarlier has the index begin with the next block.
func (d *desk) skipEarlier(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	require.NoError(t, d.CompleteRecords(ctx, discarding{cancel}))
}

func (d *desk) address() string { return sdk.AccAddress(d.key.PubKey().Address()).String() }

// accesses of the clinic's own data.
func accesses(n int) []accesstypes.Event {
	events := batchOf(n).Events
	for i := range events {
		events[i].Controller, events[i].Recipient, events[i].Side = "de-klinik", "de-klinik", accesstypes.Side_SIDE_RECIPIENT
		events[i].Subject = bytes.Repeat([]byte{7}, accesstypes.SubjectSize)
	}
	return events
}

// transaction that the desk signs.
func (d *desk) transaction(t *testing.T, messages ...sdk.Msg) []byte {
	t.Helper()
	config := d.Encoding().TxConfig
	builder := config.NewTxBuilder()
	require.NoError(t, builder.SetMsgs(messages...))
	builder.SetGasLimit(2_000_000)
	account := d.Account.GetAccount(d.NewContext(true), sdk.AccAddress(d.key.PubKey().Address()))
	data := authsigning.SignerData{
		Address: d.address(), ChainID: "assent-test-1", AccountNumber: account.GetAccountNumber(), Sequence: account.GetSequence(), PubKey: d.key.PubKey(),
	}
	const mode = signing.SignMode_SIGN_MODE_DIRECT
	require.NoError(t, builder.SetSignatures(signing.SignatureV2{PubKey: d.key.PubKey(), Sequence: data.Sequence, Data: &signing.SingleSignatureData{SignMode: mode}}))
	signature, err := clienttx.SignWithPrivKey(t.Context(), mode, data, builder, d.key, config, data.Sequence)
	require.NoError(t, err)
	require.NoError(t, builder.SetSignatures(signature))
	raw, err := config.TxEncoder()(builder.GetTx())
	require.NoError(t, err)
	return raw
}

// execute a block of transactions, without a commit.
func (d *desk) execute(t *testing.T, txs ...[]byte) []*abci.ExecTxResult {
	t.Helper()
	d.height = d.LastBlockHeight() + 1
	d.now = d.now.Add(1)
	response, err := d.FinalizeBlock(&abci.RequestFinalizeBlock{Height: d.height, Time: d.now, Txs: txs})
	require.NoError(t, err)
	return response.TxResults
}

// ask for the records of the trail, as over the node's RPC.
func (d *desk) ask(t *testing.T) accesstypes.QueryRecordsResponse {
	t.Helper()
	ctx := d.NewContextLegacy(true, cmtproto.Header{})
	r := &accesstypes.QueryRecordsByTrailRequest{Participant: "de-klinik", Name: "main", Caller: &caller.Caller{}}
	require.NoError(t, caller.Sign("assent-test-1", recordindex.MethodByTrail, r, d.key.PubKey().Bytes(), d.now.Unix(), d.key.Sign))
	body, err := r.Marshal()
	require.NoError(t, err)
	answer, err := d.Query(ctx, &abci.RequestQuery{Path: recordindex.MethodByTrail, Data: body})
	require.NoError(t, err)
	require.Zero(t, answer.Code, answer.Log)
	var response accesstypes.QueryRecordsResponse
	require.NoError(t, response.Unmarshal(answer.Value))
	return response
}

func TestANodeIsAskedForTheAccessesThatItCommitted(t *testing.T) {
	d := newDesk(t)
	require.NoError(t, d.KeepRecords(records{t.TempDir()}, log.NewNopLogger()))
	t.Cleanup(func() { _ = d.Close() })
	require.True(t, d.KeepsRecords())
	d.skipEarlier(t)

	first := &accesstypes.MsgRecordAccess{Recorder: d.address(), Trail: "de-klinik/main", Events: accesses(3)}
	second := &accesstypes.MsgRecordAccess{Recorder: d.address(), Trail: "de-klinik/main", FirstIndex: 3, Events: accesses(2)}
	results := d.execute(t, d.transaction(t, first, second))
	require.Zero(t, results[0].Code, results[0].Log)
	_, err := d.Commit()
	require.NoError(t, err)
	answer := d.ask(t)
	require.Len(t, answer.Records, 5)
	require.Equal(t, accesstypes.Coverage{Height: d.height, CompleteFrom: d.height, CompleteTo: d.height}, answer.Coverage)
	log, err := accesstypes.HeadFromProto(headOf(t, d))
	require.NoError(t, err)
	require.EqualValues(t, len(answer.Records), log.Size)

	// What fails, and what is only proposed, is in no trail.
	packed, err := codectypes.NewAnyWithValue(first)
	require.NoError(t, err)
	results = d.execute(t, d.transaction(t, first), d.transaction(t, &counciltypes.MsgSubmitProposal{
		Authority: d.address(), Title: "test", Messages: []*codectypes.Any{packed},
	}))
	require.NotZero(t, results[0].Code)
	require.NotZero(t, results[1].Code)
	_, err = d.Commit()
	require.NoError(t, err)
	require.Len(t, d.ask(t).Records, 5)
}

func headOf(t *testing.T, d *desk) accesstypes.Head {
	t.Helper()
	trail, err := d.Access.Trails.Get(d.NewContext(true), "de-klinik/main")
	require.NoError(t, err)
	return trail.Head
}

// A block that is not in the index must not be acknowledged.
func TestANodeWhoseDiskIsFullDoesNotCommit(t *testing.T) {
	d := newDesk(t)
	free := uint64(1 << 40)
	index, err := recordindex.Open(t.TempDir(), "assent-test-1", recordindex.ByTrail, func(string) (uint64, error) { return free, nil }, log.NewNopLogger())
	require.NoError(t, err)
	t.Cleanup(func() { _ = d.Close() })
	d.AttachRecords(t, index)
	d.skipEarlier(t)
	message := &accesstypes.MsgRecordAccess{Recorder: d.address(), Trail: "de-klinik/main", Events: accesses(3)}
	before := d.LastBlockHeight()
	d.execute(t, d.transaction(t, message))
	free = 0
	problem := panicOf(func() { _, _ = d.Commit() })
	require.ErrorContains(t, problem, "is not committed")
	require.ErrorContains(t, problem, "make room")
	require.Equal(t, before, d.LastBlockHeight())
}

// panicOf a function is the error that it panics with; nil if it does not.
func panicOf(do func()) (problem error) {
	defer func() { problem, _ = recover().(error) }()
	do()
	return nil
}

// The node is killed after the index has the block, and before the application has it: the
// block is executed again.
func TestANodeThatIsKilledBetweenItsIndexAndItsCommitGoesOn(t *testing.T) {
	d := newDesk(t)
	home := records{t.TempDir()}
	require.NoError(t, d.KeepRecords(home, log.NewNopLogger()))
	d.skipEarlier(t)
	raw := d.transaction(t, &accesstypes.MsgRecordAccess{Recorder: d.address(), Trail: "de-klinik/main", Events: accesses(3)})
	d.execute(t, raw)
	require.NoError(t, d.PrecommitRecords(d.height))
	require.NoError(t, d.CloseRecords())

	var err error
	d.App, err = app.New(log.NewNopLogger(), d.db, true, app.NoOptions{}, baseapp.SetChainID("assent-test-1"))
	require.NoError(t, err)
	require.Equal(t, d.height-1, d.LastBlockHeight())
	require.NoError(t, d.KeepRecords(home, log.NewNopLogger()))
	t.Cleanup(func() { _ = d.Close() })
	d.now = d.now.Add(-1)
	results := d.execute(t, raw)
	require.Zero(t, results[0].Code, results[0].Log)
	_, err = d.Commit()
	require.NoError(t, err)
	require.Len(t, d.ask(t).Records, 3)
}
