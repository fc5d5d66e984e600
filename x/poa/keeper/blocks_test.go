package keeper_test

import (
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/poa/types"
)

const (
	doubleVote = abci.MisbehaviorType_DUPLICATE_VOTE
	lightFork  = abci.MisbehaviorType_LIGHT_CLIENT_ATTACK
)

// misses has a validator miss a number of blocks, one after the other.
func (f *fixture) misses(t testing.TB, blocks int, keys ...types.ConsensusKey) {
	t.Helper()
	for range blocks {
		f.pass(1)
		f.absent(keys...)
		require.NoError(t, f.k.BeginBlock(f.ctx))
	}
}

func TestNothingIsWrittenWhileEverybodySigns(t *testing.T) {
	f := newFixture(t)
	f.pass(1)
	f.ctx = f.ctx.WithVoteInfos([]abci.VoteInfo{
		{Validator: abci.Validator{Address: keyOf("de-charite").Address()}, BlockIdFlag: 2},
		{Validator: abci.Validator{Address: keyOf("cn-31-ruijin").Address()}, BlockIdFlag: 3},
	})
	require.NoError(t, f.k.BeginBlock(f.ctx))
	_, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Zero(t, *f.writes)
	f.misses(t, 1, keyOf("de-charite"))
	require.Equal(t, 1, *f.writes)
}

func TestWhoMissesTooMuchIsJailedAndComesBack(t *testing.T) {
	f := newFixture(t)
	f.misses(t, 5, keyOf("de-charite"))
	require.True(t, f.validator(t, "de-charite").Active(), "5 of 20 may be missed")
	f.misses(t, 1, keyOf("de-charite"))
	v := f.validator(t, "de-charite")
	require.True(t, v.Jailed())
	require.Equal(t, f.now()+60, v.JailedUntil)
	require.Equal(t, []string{"EventValidatorJailed"}, f.events())
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t))
	require.Empty(t, f.export(t).Absences)
	f.misses(t, 2, keyOf("de-charite")) // Its last votes are still asked for.
	require.Empty(t, f.export(t).Absences)
	f.pass(60)
	require.NoError(t, f.unjail("de-charite"))
	require.Equal(t, map[string]int64{"de-charite": 2000}, f.told(t))
	f.misses(t, 5, keyOf("de-charite"))
	require.True(t, f.validator(t, "de-charite").Active(), "it begins anew")
}

func TestOldAbsencesAreForgottenWithTheWindow(t *testing.T) {
	f := newFixture(t)
	for range 10 {
		f.misses(t, 1, keyOf("de-charite"))
		f.pass(3) // One in four: 5 of 20.
	}
	require.True(t, f.validator(t, "de-charite").Active())
	require.Len(t, f.export(t).Absences[0].Heights(), 5)
	f.misses(t, 1, keyOf("de-charite"))
	f.misses(t, 1, keyOf("de-charite"))
	require.True(t, f.validator(t, "de-charite").Jailed())
}

func TestTheLastOneIsNotJailed(t *testing.T) {
	f := newFixture(t)
	f.misses(t, 6, keyOf("de-charite"), keyOf("cn-31-ruijin"))
	require.Equal(t, []string{"EventValidatorJailed"}, f.events())
	set, err := f.k.Set(f.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, set.Active())
	f.misses(t, 30, keyOf("de-charite"), keyOf("cn-31-ruijin"))
	set, err = f.k.Set(f.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, set.Active())
}

func TestARotatedKeyMissesNothingAndWhatTheValidatorMissedStays(t *testing.T) {
	f := newFixture(t)
	f.misses(t, 5, keyOf("de-charite"))
	require.NoError(t, f.rotate("de-charite", keyOf("second")))
	f.misses(t, 2, keyOf("de-charite")) // Two blocks pass until the engine asks for the new one.
	require.True(t, f.validator(t, "de-charite").Active())
	require.Len(t, f.export(t).Absences[0].Heights(), 5)
	f.misses(t, 1, keyOf("second"))
	require.True(t, f.validator(t, "de-charite").Jailed(), "no rotation saves who is down")
}

func TestTheLastThatStandsIsNotJailedToLeaveAnEquivocatorAlone(t *testing.T) {
	f := newFixture(t)
	f.misses(t, 5, keyOf("cn-31-ruijin"))
	f.pass(1)
	f.found(doubleVote, keyOf("de-charite"))
	f.absent(keyOf("cn-31-ruijin"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t))
	require.True(t, f.validator(t, "cn-31-ruijin").Active())
}

func TestEvidenceAboutAKeyWhoseRecordIsGoneStopsNobody(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.rotate("de-charite", keyOf("second")))
	require.NoError(t, f.k.Validators.Remove(f.ctx, "de-charite"))
	f.pass(1)
	f.found(doubleVote, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	use, err := f.k.Keys.Get(f.ctx, keyOf("de-charite").Address())
	require.NoError(t, err)
	require.True(t, use.Tombstoned, "and the key never comes back")
}

// A block may hold any number of evidence about one key; the one behind it counts too.
func TestEvidenceBehindALotOfOtherEvidenceConvicts(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.admit("fr-aphp", keyOf("fr-aphp"), 0))
	f.told(t)
	f.pass(1)
	f.found(doubleVote, append(slices.Repeat([]types.ConsensusKey{keyOf("fr-aphp")}, 3_000), keyOf("de-charite"))...)
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Equal(t, map[string]int64{"de-charite": 0, "fr-aphp": 0}, f.told(t))
}

func TestWhoSignsTwoBlocksOfAHeightIsRemovedAndItsKeyNeverReturns(t *testing.T) {
	for _, kind := range []abci.MisbehaviorType{doubleVote, lightFork} {
		f := newFixture(t)
		f.found(kind, keyOf("de-charite"))
		require.NoError(t, f.k.BeginBlock(f.ctx))
		require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t))
		require.Equal(t, []string{"EventEquivocation", "EventEquivocatorRemoved"}, f.events())
		require.Equal(t, types.ValidatorStatus_VALIDATOR_STATUS_REMOVED, f.validator(t, "de-charite").Status)
		f.pass(10)
		f.found(kind, keyOf("de-charite"))
		require.NoError(t, f.k.BeginBlock(f.ctx))
		require.Empty(t, f.events(), "once is enough")
		f.refused(t, types.ErrKeyTombstoned, func() error { return f.admit("de-charite", keyOf("de-charite"), 0) })
		f.refused(t, types.ErrKeyTombstoned, func() error { return f.rotate("cn-31-ruijin", keyOf("de-charite")) })
		f.refused(t, types.ErrValidatorNotJailed, func() error { return f.unjail("de-charite") })
		f.pass(f.ctx.ConsensusParams().Evidence.MaxAgeNumBlocks * 2)
		f.refused(t, types.ErrKeyTombstoned, func() error { return f.admit("fr-aphp", keyOf("de-charite"), 0) })
		require.NoError(t, f.admit("de-charite", keyOf("another key"), 0), "the council may forgive")
	}
}

func TestTheLastOneIsRemovedWhenSomebodyElseValidates(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.remove("cn-31-ruijin"))
	require.Equal(t, map[string]int64{"cn-31-ruijin": 0}, f.told(t))
	f.pass(10)
	f.found(doubleVote, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Empty(t, f.told(t))
	require.True(t, f.validator(t, "de-charite").Equivocated)
	f.refused(t, types.ErrEquivocated, func() error { return f.rotate("de-charite", keyOf("second")) })
	state := f.export(t)
	g := emptyFixture(t)
	_, err := g.k.InitGenesis(g.ctx, state)
	require.NoError(t, err)
	require.Equal(t, state, g.export(t))
	require.NoError(t, f.admit("fr-aphp", keyOf("fr-aphp"), 0))
	require.Equal(t, map[string]int64{"fr-aphp": 1000, "de-charite": 0}, f.told(t))
}

func TestEvidenceAboutAKeyThatWasRotatedAwayConvicts(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.rotate("de-charite", keyOf("second")))
	f.told(t)
	f.pass(5)
	f.found(doubleVote, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t), "by its new key")
	f.pass(10)
	f.refused(t, types.ErrKeyTombstoned, func() error { return f.admit("de-charite", keyOf("de-charite"), 0) })
	f.export(t)
}

func TestEvidenceAboutTheJailedAndTheGone(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.leave("cn-31-ruijin"))
	f.pass(1)
	f.found(doubleVote, keyOf("de-jailed"), keyOf("cn-31-ruijin"), keyOf("a stranger"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	for _, participant := range []string{"de-jailed", "cn-31-ruijin"} {
		require.Equal(t, types.ValidatorStatus_VALIDATOR_STATUS_REMOVED, f.validator(t, participant).Status)
	}
	f.pass(100)
	f.refused(t, types.ErrValidatorNotJailed, func() error { return f.unjail("de-jailed") })
	f.export(t)
}

func TestOtherMisbehaviourIsNotJudged(t *testing.T) {
	f := newFixture(t)
	f.found(abci.MisbehaviorType_UNKNOWN, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Zero(t, *f.writes)
}

// The four mistakes at which the consensus engine stops every node.

func TestAnAbsentKeyIsNeverRemoved(t *testing.T) {
	f := newFixture(t)
	// Jailed, so out of the engine's set, and then found to have equivocated.
	f.misses(t, 6, keyOf("de-charite"))
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t))
	f.pass(1)
	f.found(doubleVote, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Empty(t, f.told(t))
}

func TestAKeyIsNeverNamedTwiceInABlock(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.setPower("de-charite", 5000))
	f.misses(t, 0)
	f.found(doubleVote, keyOf("de-charite"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Len(t, updates, 1)
	require.Zero(t, updates[0].Power)
}

func TestTheSetIsNeverEmptied(t *testing.T) {
	f := newFixture(t)
	f.found(doubleVote, keyOf("de-charite"), keyOf("cn-31-ruijin"))
	require.NoError(t, f.k.BeginBlock(f.ctx))
	require.Len(t, f.told(t), 1)
	set, err := f.k.Set(f.ctx)
	require.NoError(t, err)
	require.Equal(t, 1, set.Active())
}

func TestAKeyTypeThatWasNotAllowedBeforeTheBlockIsNeverNamed(t *testing.T) {
	f := newFixture(t)
	f.allow(types.Ed25519, types.MLDSA65)
	require.NoError(t, f.rotate("de-charite", quantumKey(t)))
	f.told(t)
	f.pass(10)
	// The council took the type away although it is in use, in whatever way.
	f.allow(types.Ed25519)
	require.NoError(t, f.setPower("de-charite", 5000))
	require.Empty(t, f.told(t), "it stays as the engine has it")
	f.misses(t, 6, quantumKey(t))
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t), "a removal names no type")
	f.pass(60)
	f.refused(t, types.ErrKeyTypeNotAllowed, func() error { return f.unjail("de-charite") })
}
