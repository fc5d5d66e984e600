package app_test

import (
	"crypto/sha256"
	"fmt"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/codec/unknownproto"
	sdk "github.com/cosmos/cosmos-sdk/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// batchOf n accesses, each by other people to something else.
func batchOf(n int) *accesstypes.MsgRecordAccess {
	m := &accesstypes.MsgRecordAccess{Recorder: sdk.AccAddress(make([]byte, 20)).String(), Trail: "de-bench-000/archive-00"}
	for i := range n {
		digest := sha256.Sum256(fmt.Append(nil, i))
		m.Events = append(m.Events, accesstypes.Event{
			Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: digest[:], Subject: digest[:20], Controller: "de-bench-000", Recipient: "de-bench-001",
			Actor: digest[:], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: vocabulary.Purpose_PURPOSE_TREATMENT,
			Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_EHR}, Action: vocabulary.Action_ACTION_ACCESS,
			OccurredAt: 1_790_000_000, Resource: digest[:], Salt: digest[:16],
		})
	}
	return m
}

// BenchmarkDecode reads a batch of 1,000 accesses: the message alone, its fields once more
// to find unknown ones, the whole transaction as it comes, and who has to sign it.
func BenchmarkDecode(b *testing.B) {
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	require.NoError(b, err)
	encoding := template.Encoding()
	builder := encoding.TxConfig.NewTxBuilder()
	message := batchOf(1000)
	require.NoError(b, builder.SetMsgs(message))
	raw, err := encoding.TxConfig.TxEncoder()(builder.GetTx())
	require.NoError(b, err)
	var wire txtypes.TxRaw
	require.NoError(b, wire.Unmarshal(raw))
	bytes, err := message.Marshal()
	require.NoError(b, err)
	for name, read := range map[string]func() error{
		"message": func() error {
			var m accesstypes.MsgRecordAccess
			return m.Unmarshal(bytes)
		},
		"unknown fields": func() error {
			_, err := unknownproto.RejectUnknownFields(wire.BodyBytes, &txtypes.TxBody{}, true, encoding.InterfaceRegistry)
			return err
		},
		"transaction": func() error {
			_, err := encoding.TxConfig.TxDecoder()(raw)
			return err
		},
		"transaction and signers": func() error {
			tx, err := encoding.TxConfig.TxDecoder()(raw)
			if err != nil {
				return err
			}
			_, err = tx.(authsigning.SigVerifiableTx).GetSigners()
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, read())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(message.Events)), "ns/event")
			b.ReportMetric(float64(len(bytes))/float64(len(message.Events)), "bytes/event")
		})
	}
}
