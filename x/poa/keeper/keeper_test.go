package keeper_test

import (
	"bytes"
	"fmt"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"pgregory.net/rapid"

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
	require.Equal(t, 1, *f.writes)
	_, err = f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Equal(t, 2, *f.writes)
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
	updates := types.Diff(nil, exported.Validators)
	require.ElementsMatch(t, updates, cmttypes.TM2PB.ValidatorUpdates(cmttypes.NewValidatorSet(named)))
}

func TestQueries(t *testing.T) {
	f := newFixture(t)
	one, err := f.queries.Validator(f.ctx, &types.QueryValidatorRequest{Participant: "de-charite"})
	require.NoError(t, err)
	require.Equal(t, int64(2000), one.Validator.Power)
	_, err = one.Validator.ConsensusKey()
	require.NoError(t, err)
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

// Whatever becomes of the validators, the consensus engine accepts what it is
// told, and its set is the desired one, or the last that had somebody in it.
func TestEngineFollowsAnyTraceOfChanges(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t)
		validators, err := f.k.GenesisValidators(f.ctx)
		require.NoError(rt, err)
		first := make([]*cmttypes.Validator, len(validators))
		for i, v := range validators {
			first[i] = cmttypes.NewValidator(v.PubKey, v.Power)
		}
		engine := cmttypes.NewValidatorSet(first)

		for range rapid.IntRange(1, 12).Draw(rt, "blocks") {
			for range rapid.IntRange(0, 6).Draw(rt, "changes") {
				change(rt, f)
			}
			updates, err := f.k.EndBlock(f.ctx)
			require.NoError(rt, err)
			changes, err := cmttypes.PB2TM.ValidatorUpdates(updates)
			require.NoError(rt, err)
			if len(changes) > 0 {
				require.NoError(rt, engine.UpdateWithChangeSet(changes))
			}
			requireDesired(rt, f, engine)
			engine.IncrementProposerPriority(1)
		}
	})
}

// change the desired set in one way or another.
func change(t *rapid.T, f fixture) {
	participant := fmt.Sprintf("de-%d", rapid.IntRange(0, 7).Draw(t, "participant"))
	power := rapid.OneOf(rapid.Int64Range(types.MinPower, types.MaxPower), rapid.SampledFrom([]int64{types.MinPower, types.MaxPower})).Draw(t, "power")
	if rapid.Bool().Draw(t, "by message") {
		before, err := f.k.Validators.Get(f.ctx, participant)
		_, sent := f.msgs.SetPower(f.ctx, &types.MsgSetPower{Council: council, Participant: participant, Power: power})
		require.Equal(t, err == nil && before.Active(), sent == nil)
		return
	}
	// A key serves at most one validator, as admission and genesis demand.
	v := newValidator(t, participant, power)
	if rapid.Bool().Draw(t, "second key") {
		rotated := newValidator(t, participant+"-second", power)
		v.PubKey = rotated.PubKey
	}
	v.Status = types.ValidatorStatus(rapid.IntRange(1, 4).Draw(t, "status"))
	require.NoError(t, f.k.Validators.Set(f.ctx, participant, v))
	if rapid.IntRange(0, 9).Draw(t, "everybody leaves") > 0 {
		return
	}
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	for _, v := range state.Validators {
		v.Status = types.ValidatorStatus_VALIDATOR_STATUS_LEFT
		require.NoError(t, f.k.Validators.Set(f.ctx, v.Participant, v))
	}
}

func requireDesired(t *rapid.T, f fixture, engine *cmttypes.ValidatorSet) {
	desired, err := f.k.GenesisValidators(f.ctx)
	require.NoError(t, err)
	if len(desired) > 0 {
		require.Len(t, engine.Validators, len(desired))
		for _, v := range desired {
			_, member := engine.GetByAddress(v.Address)
			require.NotNil(t, member)
			require.Equal(t, v.Power, member.VotingPower)
		}
	}
	// What is kept as announced is what the engine has, in either case.
	announced := 0
	err = f.k.AnnouncedSet.Walk(f.ctx, nil, func(address []byte, a types.Announced) (bool, error) {
		announced++
		_, member := engine.GetByAddress(address)
		require.NotNil(t, member)
		require.True(t, bytes.Equal(address, member.Address))
		require.Equal(t, a.Power, member.VotingPower)
		return false, nil
	})
	require.NoError(t, err)
	require.Len(t, engine.Validators, announced)
}
