package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

// admission is the error of asking who an address is.
func (f fixture) admission(name string) error {
	_, err := f.k.Sender(f.ctx, key(name))
	return err
}

func TestASenderIsAnAuthorityOrAnAccountOfWhoMayActOrReport(t *testing.T) {
	f := newFixture(t)
	for name, want := range map[string]permission.Sender{
		"DE":                 {Standing: permission.Authority, Payer: "DE"},
		"FR":                 {Standing: permission.Authority, Payer: "FR"}, // suspended
		"de-charite":         {Standing: permission.Account, Payer: "de-charite"},
		"de-paused/recorder": {Standing: permission.Account, Payer: "de-paused"},
		"fr-aphp":            {Standing: permission.Account, Payer: "fr-aphp"},
	} {
		got, err := f.k.Sender(f.ctx, key(name))
		require.NoError(t, err, name)
		require.Equal(t, want, got, name)
	}
	for name, want := range map[string]error{
		"de-waiting": types.ErrParticipantNotActive,
		"de-gone":    types.ErrParticipantNotActive,
		"stranger":   types.ErrAccountUnknown,
		"council":    types.ErrAccountUnknown,
	} {
		got, err := f.k.Sender(f.ctx, key(name))
		require.ErrorIs(t, err, want, name)
		require.Zero(t, got)
	}
	_, err := f.k.Sender(f.ctx, nil)
	require.ErrorIs(t, err, types.ErrAccountUnknown)
}

func TestASuccessorIsASenderWhileTheHandoverWaitsAndUsesAQuotaOfItsOwn(t *testing.T) {
	f := newFixture(t)
	require.ErrorIs(t, f.admission("committee"), types.ErrAccountUnknown)
	require.NoError(t, f.send(t, &types.MsgTransferAuthority{Authority: addr("DE"), Successor: addr("committee")}))
	got, err := f.k.Sender(f.ctx, key("committee"))
	require.NoError(t, err)
	require.Equal(t, permission.Sender{Standing: permission.Successor, Payer: "DE/successor"}, got)

	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Duration(params().HandoverLifetime) * time.Second))
	require.ErrorIs(t, f.admission("committee"), types.ErrAccountUnknown, "closed")
}
