package keeper_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

func allow(id string, bytes uint64) *types.MsgSetStateAllowance {
	return &types.MsgSetStateAllowance{Authority: addr("DE"), Participant: id, StateAllowance: bytes}
}

func bindReader(address string) *types.MsgBindAccount {
	return &types.MsgBindAccount{Admin: addr("de-charite"), Address: addr(address), Permissions: []types.Permission{4}}
}

func (f fixture) room(t *testing.T, participant string) uint64 {
	t.Helper()
	room, err := f.k.Room(f.ctx, participant)
	require.NoError(t, err)
	return room
}

func TestAnInstitutionMayOccupyWhatTheParameterSaysUntilItsAuthoritySaysOtherwise(t *testing.T) {
	f := newFixture(t)
	require.EqualValues(t, types.DefaultStateAllowance, f.room(t, "de-charite"))
	require.NoError(t, f.send(t, allow("de-charite", 500)))
	require.Equal(t, &types.EventStateAllowanceSet{Participant: "de-charite", StateAllowance: 500}, f.event(t))
	require.EqualValues(t, 500, f.room(t, "de-charite"))
	require.EqualValues(t, types.DefaultStateAllowance, f.room(t, "de-waiting"), "nobody else's")
	require.NoError(t, f.send(t, allow("de-charite", 0)))
	require.EqualValues(t, types.DefaultStateAllowance, f.room(t, "de-charite"))
}

func TestAClaimIsRefusedBeyondTheAllowanceAndCountsNothingThen(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, allow("de-charite", 500)))
	require.NoError(t, f.k.Claim(f.ctx, "de-charite", 300))
	require.ErrorIs(t, f.k.Claim(f.ctx, "de-charite", 201), types.ErrStateAllowanceExhausted)
	require.EqualValues(t, 200, f.room(t, "de-charite"))
	require.NoError(t, f.k.Claim(f.ctx, "de-charite", 200))
	require.Zero(t, f.room(t, "de-charite"))
}

func TestWhatMustBeAcceptedCountsBeyondTheAllowance(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, allow("de-charite", 500)))
	require.NoError(t, f.k.Occupy(f.ctx, "de-charite", 700))
	require.Zero(t, f.room(t, "de-charite"))
	require.NoError(t, f.send(t, allow("de-charite", 1000)))
	require.EqualValues(t, 300, f.room(t, "de-charite"))
}

func TestABoundAccountOccupiesState(t *testing.T) {
	f := newFixture(t)
	before := f.room(t, "de-charite")
	require.NoError(t, f.send(t, bindReader("a")))
	used := before - f.room(t, "de-charite")
	require.NotZero(t, used)
	require.NoError(t, f.send(t, allow("de-charite", 2*used-1)))
	f.pass(1)
	f.refused(t, bindReader("b"), types.ErrStateAllowanceExhausted)
}

func TestStateAllowanceRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"by another jurisdiction's authority":       {&types.MsgSetStateAllowance{Authority: addr("CN-31"), Participant: "de-charite"}, types.ErrNotAuthority},
		"by the participant itself":                 {&types.MsgSetStateAllowance{Authority: addr("de-charite"), Participant: "de-charite"}, types.ErrNotAuthority},
		"the authority of a suspended jurisdiction": {&types.MsgSetStateAllowance{Authority: addr("FR"), Participant: "fr-aphp"}, types.ErrJurisdictionNotActive},
		"a participant that is not there":           {allow("de-nobody", 1), types.ErrParticipantUnknown},
		"an id that is none":                        {allow("DE", 1), types.ErrParticipantInvalid},
		"more than the parameter":                   {allow("de-charite", types.DefaultMaxStateAllowance+1), types.ErrUsageInvalid},
		"a signer that is no address":               {&types.MsgSetStateAllowance{Authority: "x", Participant: "de-charite"}, types.ErrAccountInvalid},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestUsageIsShownFilledUpToTheLastBlock(t *testing.T) {
	f := newFixture(t)
	ask := func(payer string) types.Usage {
		t.Helper()
		r, err := f.queries.Usage(f.ctx, &types.QueryUsageRequest{Payer: payer})
		require.NoError(t, err)
		return r.Usage
	}
	quota := types.DefaultQuota()
	full := types.NewUsage("DE", quota, f.now())
	require.Equal(t, full, ask("DE"))
	require.NoError(t, f.k.TakeQuota(f.ctx, "DE", 1000, types.LargestTxGas))
	require.Equal(t, quota.GasBurst-types.LargestTxGas, ask("DE").Gas)
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Second))
	require.Equal(t, quota.GasBurst-types.LargestTxGas+quota.GasPerSecond, ask("DE").Gas)
	require.NoError(t, f.k.GiveBackQuota(f.ctx, "DE", types.LargestTxGas))
	require.Equal(t, quota.GasBurst, ask("DE").Gas)
	for _, payer := range []string{"", "Nobody!", "DE/x"} {
		_, err := f.queries.Usage(f.ctx, &types.QueryUsageRequest{Payer: payer})
		require.Error(t, err, payer)
	}
	_, err := f.queries.Usage(f.ctx, nil)
	require.Error(t, err)
}
