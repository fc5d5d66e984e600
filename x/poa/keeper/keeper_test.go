package keeper_test

import (
	"encoding/hex"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/poa/types"
)

func setPower() *types.MsgSetPower {
	return &types.MsgSetPower{Council: council, Participant: "de-charite", Power: 5000}
}

func TestSetPowerChangesTheDesiredSetAndTheEngineIsToldAtTheEnd(t *testing.T) {
	f := newFixture(t)
	_, err := f.msgs.SetPower(f.ctx, setPower())
	require.NoError(t, err)

	v, err := f.k.Validators.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	require.Equal(t, int64(5000), v.Power)
	told, err := f.k.AnnouncedSet.Get(f.ctx, keyOf("de-charite").Address())
	require.NoError(t, err)
	require.Equal(t, int64(2000), told.Power)
	events := f.ctx.EventManager().ABCIEvents()
	require.Len(t, events, 1)
	event, err := sdk.ParseTypedEvent(events[0])
	require.NoError(t, err)
	require.Equal(t, &types.EventPowerSet{Participant: "de-charite", Power: 5000}, event)

	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Equal(t, []abci.ValidatorUpdate{abci.Ed25519ValidatorUpdate(keyOf("de-charite").Key, 5000)}, updates)
	told, err = f.k.AnnouncedSet.Get(f.ctx, keyOf("de-charite").Address())
	require.NoError(t, err)
	require.Equal(t, int64(5000), told.Power)

	updates, err = f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Empty(t, updates)
}

func TestSetPowerRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgSetPower)
		want  error
	}{
		{"another signer", func(m *types.MsgSetPower) { m.Council = "assent1other" }, types.ErrNotCouncil},
		{"no signer", func(m *types.MsgSetPower) { m.Council = "" }, types.ErrNotCouncil},
		{"no participant", func(m *types.MsgSetPower) { m.Participant = "" }, types.ErrValidatorInvalid},
		{"a participant without a validator", func(m *types.MsgSetPower) { m.Participant = "de-nobody" }, types.ErrValidatorUnknown},
		{"a validator in jail", func(m *types.MsgSetPower) { m.Participant = "de-jailed" }, types.ErrValidatorNotActive},
		{"too little power", func(m *types.MsgSetPower) { m.Power = types.MinPower - 1 }, types.ErrPowerInvalid},
		{"no power", func(m *types.MsgSetPower) { m.Power = 0 }, types.ErrPowerInvalid},
		{"too much power", func(m *types.MsgSetPower) { m.Power = types.MaxPower + 1 }, types.ErrPowerInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			before, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			msg := setPower()
			tc.spoil(msg)
			_, err = f.msgs.SetPower(f.ctx, msg)
			require.ErrorIs(t, err, tc.want)
			after, err := f.k.ExportGenesis(f.ctx)
			require.NoError(t, err)
			require.Equal(t, before, after)
			require.Zero(t, *f.writes)
			require.Empty(t, f.ctx.EventManager().Events())
		})
	}
}

func TestEndBlockWritesNothingWhereNothingChanged(t *testing.T) {
	f := newFixture(t)
	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Empty(t, updates)
	require.Zero(t, *f.writes)

	_, err = f.msgs.SetPower(f.ctx, setPower())
	require.NoError(t, err)
	require.Equal(t, 2, *f.writes, "the validator, and the height of the change")
	_, err = f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Equal(t, 3, *f.writes)
}

func TestGenesisTellsTheEngineOfEveryActiveValidator(t *testing.T) {
	f := emptyFixture(t)
	updates, err := f.k.InitGenesis(f.ctx, newGenesis(t))
	require.NoError(t, err)
	require.ElementsMatch(t, []abci.ValidatorUpdate{
		abci.Ed25519ValidatorUpdate(keyOf("cn-31-ruijin").Key, 1000),
		abci.Ed25519ValidatorUpdate(keyOf("de-charite").Key, 2000),
	}, updates)
	updates, err = f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Empty(t, updates)
}

func TestStateSurvivesExportAndImport(t *testing.T) {
	f := newFixture(t)
	exported, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.Equal(t, newGenesis(t), exported)

	_, err = f.msgs.SetPower(f.ctx, setPower())
	require.NoError(t, err)
	exported, err = f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	require.NoError(t, exported.Validate())
	g := emptyFixture(t)
	updates, err := g.k.InitGenesis(g.ctx, exported)
	require.NoError(t, err)
	require.Len(t, updates, 2)
	again, err := g.k.ExportGenesis(g.ctx)
	require.NoError(t, err)
	require.Equal(t, exported, again)
}

// What the genesis document names is what InitGenesis answers with, or the
// application refuses to start.
func TestGenesisValidatorsAreThoseOfTheGenesis(t *testing.T) {
	f := newFixture(t)
	validators, err := f.k.GenesisValidators(f.ctx)
	require.NoError(t, err)
	named := make([]*cmttypes.Validator, len(validators))
	for i, v := range validators {
		require.Equal(t, v.PubKey.Address(), v.Address)
		named[i] = cmttypes.NewValidator(v.PubKey, v.Power)
	}
	require.Equal(t, "cn-31-ruijin", validators[0].Name)
	exported, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	updates := types.Diff(nil, exported.Validators, types.KeyTypes{types.Ed25519})
	require.ElementsMatch(t, updates, cmttypes.TM2PB.ValidatorUpdates(cmttypes.NewValidatorSet(named)))
}

func TestQueries(t *testing.T) {
	f := newFixture(t)
	one, err := f.queries.Validator(f.ctx, &types.QueryValidatorRequest{Participant: "de-charite"})
	require.NoError(t, err)
	require.Equal(t, int64(2000), one.Validator.Power)
	require.Equal(t, keyOf("de-charite"), one.Validator.Key)
	_, err = f.queries.Validator(f.ctx, &types.QueryValidatorRequest{Participant: "de-nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.queries.Validator(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))

	all, err := f.queries.Validators(f.ctx, &types.QueryValidatorsRequest{})
	require.NoError(t, err)
	require.Equal(t, newGenesis(t).Validators, all.Validators)
	first, err := f.queries.Validators(f.ctx, &types.QueryValidatorsRequest{Pagination: &query.PageRequest{Limit: 2}})
	require.NoError(t, err)
	require.Len(t, first.Validators, 2)
	rest, err := f.queries.Validators(f.ctx, &types.QueryValidatorsRequest{Pagination: &query.PageRequest{Key: first.Pagination.NextKey}})
	require.NoError(t, err)
	require.Len(t, rest.Validators, 1)
	for _, page := range []*query.PageRequest{{Limit: 101}, {Offset: 1}, {CountTotal: true}} {
		_, err = f.queries.Validators(f.ctx, &types.QueryValidatorsRequest{Pagination: page})
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
	_, err = f.queries.Validators(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestKeysLivenessAndParametersAreShown(t *testing.T) {
	f := newFixture(t)
	found, err := f.queries.Key(f.ctx, &types.QueryKeyRequest{Address: hex.EncodeToString(keyOf("de-charite").Address())})
	require.NoError(t, err)
	require.Equal(t, "de-charite", found.Key.Participant)
	_, err = f.queries.Key(f.ctx, &types.QueryKeyRequest{Address: hex.EncodeToString(keyOf("nobody").Address())})
	require.Equal(t, codes.NotFound, status.Code(err))
	for _, address := range []string{"", "xy", "00"} {
		_, err = f.queries.Key(f.ctx, &types.QueryKeyRequest{Address: address})
		require.Equal(t, codes.InvalidArgument, status.Code(err), address)
	}
	f.absent(keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	liveness, err := f.queries.Liveness(f.ctx, &types.QueryLivenessRequest{Participant: "de-charite"})
	require.NoError(t, err)
	require.EqualValues(t, 1, liveness.Missed)
	require.Equal(t, []int64{firstHeight - 1}, liveness.Absences.Heights())
	_, err = f.queries.Liveness(f.ctx, &types.QueryLivenessRequest{Participant: "de-nobody"})
	require.Equal(t, codes.NotFound, status.Code(err))
	p, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, params(), p.Params)
}
