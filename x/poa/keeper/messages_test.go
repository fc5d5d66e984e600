package keeper_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/mldsa65"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/x/poa/keeper"
	"github.com/assent-ledger/assent/x/poa/types"
)

func (f *fixture) admit(participant string, key types.ConsensusKey, power int64) error {
	_, err := f.msgs.AdmitValidator(f.ctx, &types.MsgAdmitValidator{Council: council, Participant: participant, Key: key, Power: power})
	return err
}

func (f *fixture) setPower(participant string, power int64) error {
	_, err := f.msgs.SetPower(f.ctx, &types.MsgSetPower{Council: council, Participant: participant, Power: power})
	return err
}

func (f *fixture) remove(participant string) error {
	_, err := f.msgs.RemoveValidator(f.ctx, &types.MsgRemoveValidator{Council: council, Participant: participant})
	return err
}

func (f *fixture) leave(participant string) error {
	_, err := f.msgs.Leave(f.ctx, &types.MsgLeave{Operator: operator(participant)})
	return err
}

func (f *fixture) rotate(participant string, key types.ConsensusKey) error {
	_, err := f.msgs.RotateConsensusKey(f.ctx, &types.MsgRotateConsensusKey{Operator: operator(participant), Key: key})
	return err
}

func (f *fixture) unjail(participant string) error {
	_, err := f.msgs.Unjail(f.ctx, &types.MsgUnjail{Operator: operator(participant)})
	return err
}

// quantumKey is of the other type.
func quantumKey(t testing.TB) types.ConsensusKey {
	t.Helper()
	secret, err := mldsa65.GenPrivKeyFromSeed(bytes.Repeat([]byte{7}, mldsa65.SeedSize))
	require.NoError(t, err)
	key, err := types.NewConsensusKey(secret.PubKey())
	require.NoError(t, err)
	return key
}

func TestTheCouncilAdmitsAParticipant(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.admit("fr-aphp", keyOf("fr-aphp"), 0))
	require.Equal(t, []string{"EventValidatorAdmitted"}, f.events())
	require.Equal(t, map[string]int64{"fr-aphp": 1000}, f.told(t), "equal power unless the council says otherwise")
	require.Empty(t, f.told(t))
	f.pass(10)
	require.NoError(t, f.admit("fr-curie", keyOf("fr-curie"), 3000))
	require.Equal(t, map[string]int64{"fr-curie": 3000}, f.told(t))
}

func TestAdmissionsAreRefused(t *testing.T) {
	f := newFixture(t)
	f.refused(t, types.ErrNotCouncil, func() error {
		_, err := f.msgs.AdmitValidator(f.ctx, &types.MsgAdmitValidator{Council: operator("fr-aphp"), Participant: "fr-aphp", Key: keyOf("fr-aphp")})
		return err
	})
	f.refused(t, types.ErrValidatorExists, func() error { return f.admit("de-charite", keyOf("new"), 0) })
	f.refused(t, types.ErrValidatorExists, func() error { return f.admit("de-jailed", keyOf("new"), 0) })
	f.refused(t, types.ErrKeyInUse, func() error { return f.admit("fr-aphp", keyOf("de-charite"), 0) })
	f.refused(t, types.ErrKeyInUse, func() error { return f.admit("fr-aphp", keyOf("de-jailed"), 0) })
	f.refused(t, types.ErrKeyInvalid, func() error { return f.admit("fr-aphp", types.ConsensusKey{}, 0) })
	f.refused(t, types.ErrKeyTypeNotAllowed, func() error { return f.admit("fr-aphp", quantumKey(t), 0) })
	f.refused(t, types.ErrPowerInvalid, func() error { return f.admit("fr-aphp", keyOf("new"), types.MinPower-1) })
	f.refused(t, types.ErrValidatorInvalid, func() error { return f.admit("FR", keyOf("new"), 0) })
	f.registry.suspended["fr-aphp"] = true
	f.refused(t, errNotActive, func() error { return f.admit("fr-aphp", keyOf("fr-aphp"), 0) })
}

func TestASetHasRoomFor64AndABlockForTheirSignatures(t *testing.T) {
	f := newFixture(t)
	for i := range types.MaxValidators - 3 {
		f.pass(10)
		name := "fr-" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		require.NoError(t, f.admit(name, keyOf(name), 0))
	}
	f.pass(10)
	f.refused(t, types.ErrTooManyValidators, func() error { return f.admit("fr-one-more", keyOf("fr-one-more"), 0) })

	small := newFixture(t)
	params := small.ctx.ConsensusParams()
	params.Block.MaxBytes = params.Evidence.MaxBytes + 640<<10 + 5000
	small.ctx = small.ctx.WithConsensusParams(params)
	small.refused(t, types.ErrBlockTooSmall, func() error { return small.admit("fr-aphp", keyOf("fr-aphp"), 0) })
	require.ErrorIs(t, keeper.CheckBlockRoom(1<<20, 0, 1000), types.ErrBlockTooSmall, "where the engine would stop every node")
	require.NoError(t, keeper.CheckBlockRoom(4<<20, 1<<18, types.MaxValidators))
}

func TestOneVoluntaryChangeInAnInterval(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.setPower("de-charite", 1500))
	changes := map[string]func() error{
		"an admission": func() error { return f.admit("fr-aphp", keyOf("fr-aphp"), 0) },
		"a power":      func() error { return f.setPower("cn-31-ruijin", 1500) },
		"a departure":  func() error { return f.leave("de-charite") },
		"a rotation":   func() error { return f.rotate("de-charite", keyOf("second")) },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			f.refused(t, types.ErrChangeTooSoon, change)
			later := f.ctx
			f.pass(9)
			f.refused(t, types.ErrChangeTooSoon, change)
			f.pass(1)
			branch, _ := f.ctx.CacheContext()
			f.ctx = branch
			require.NoError(t, change())
			f.ctx = later
		})
	}
	require.NoError(t, f.remove("cn-31-ruijin"), "the council may have to be quick")
}

func TestAValidatorLeavesAndMayBeAdmittedAgain(t *testing.T) {
	f := newFixture(t)
	f.refused(t, errNotAllowed, func() error {
		_, err := f.msgs.Leave(f.ctx, &types.MsgLeave{Operator: "somebody"})
		return err
	})
	f.refused(t, types.ErrValidatorUnknown, func() error { return f.leave("fr-aphp") })
	require.NoError(t, f.leave("de-charite"))
	require.Equal(t, []string{"EventValidatorLeft"}, f.events())
	require.Equal(t, map[string]int64{"de-charite": 0}, f.told(t))
	f.pass(10)
	f.refused(t, types.ErrValidatorNotActive, func() error { return f.leave("de-charite") })
	f.refused(t, types.ErrKeyInUse, func() error { return f.admit("fr-aphp", keyOf("de-charite"), 0) })
	require.NoError(t, f.admit("de-charite", keyOf("de-charite"), 0), "with its own key too")
	require.Equal(t, map[string]int64{"de-charite": 1000}, f.told(t))
	f.export(t)
}

func TestTheLastValidatorNeitherLeavesNorIsRemoved(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.remove("cn-31-ruijin"))
	f.pass(10)
	f.refused(t, types.ErrTooFewValidators, func() error { return f.leave("de-charite") })
	f.refused(t, types.ErrTooFewValidators, func() error { return f.remove("de-charite") })
	require.NoError(t, f.remove("de-jailed"), "who does not validate is not counted")
}

func TestARemovalBelowTheMinimumIsRefused(t *testing.T) {
	f := newFixture(t)
	p := params()
	p.MinValidators = 2
	_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: council, Params: p})
	require.NoError(t, err)
	f.refused(t, types.ErrTooFewValidators, func() error { return f.remove("cn-31-ruijin") })
	f.refused(t, types.ErrTooFewValidators, func() error { return f.leave("cn-31-ruijin") })
	require.NoError(t, f.admit("fr-aphp", keyOf("fr-aphp"), 0))
	require.NoError(t, f.remove("cn-31-ruijin"))
	require.Equal(t, map[string]int64{"fr-aphp": 1000, "cn-31-ruijin": 0}, f.told(t))
	f.refused(t, types.ErrValidatorUnknown, func() error { return f.remove("fr-nobody") })
	f.refused(t, types.ErrNotCouncil, func() error {
		_, err := f.msgs.RemoveValidator(f.ctx, &types.MsgRemoveValidator{Council: "x", Participant: "fr-aphp"})
		return err
	})
}

// A participant that changes between two keys would otherwise spend everybody's changes,
// and be remembered for none of them.
func TestARotationNeverBringsAKeyBackAndWaitsForTheOneBefore(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.rotate("de-charite", keyOf("second")))
	f.pass(39)
	f.refused(t, types.ErrRotationTooSoon, func() error { return f.rotate("de-charite", keyOf("third")) })
	require.NoError(t, f.rotate("cn-31-ruijin", keyOf("another's second")), "each has its own interval")
	f.pass(10)
	f.refused(t, types.ErrKeyInUse, func() error { return f.rotate("de-charite", keyOf("de-charite")) })
	require.NoError(t, f.rotate("de-charite", keyOf("third")))
}

// The key of a validator in jail is in nobody's set: that it changes is no change of it.
func TestARotationInJailWaitsForNobodyAndNobodyForIt(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.setPower("de-charite", 1500))
	require.NoError(t, f.rotate("de-jailed", keyOf("second")))
	f.refused(t, types.ErrRotationTooSoon, func() error { return f.rotate("de-jailed", keyOf("third")) })
	f.pass(10)
	require.NoError(t, f.rotate("de-charite", keyOf("another's second")))
}

// The room in the set is for those who are in it, not for those who ever were.
func TestThoseWhoAreGoneTakeNoRoomInTheSet(t *testing.T) {
	f := newFixture(t)
	admitted := 0
	var last error
	for i := 0; last == nil && i < 2*types.MaxRecords; i++ {
		f.pass(10)
		name := fmt.Sprintf("fr-%04d", i)
		if last = f.admit(name, keyOf(name), 0); last != nil {
			break
		}
		admitted++
		f.told(t)
		require.NoError(t, f.remove(name))
		f.told(t)
	}
	require.ErrorIs(t, last, types.ErrTooManyValidators, "evidence may come about all of them")
	require.Equal(t, types.MaxRecords-3, admitted)
	f.export(t)

	f.pass(2_000_000) // Now it may not.
	require.NoError(t, f.admit("fr-again", keyOf("fr-again"), 0))
	require.Len(t, f.export(t).Validators, 4, "those who are present, and the new one")
}

func TestAKeyIsRememberedALittleLongerThanTheEngineTakesEvidence(t *testing.T) {
	params := nodeconfig.ConsensusParams().ToProto().Evidence
	seconds := int64(params.MaxAgeDuration / time.Second)
	use := types.KeyUse{RetiredAt: start, RetiredHeight: firstHeight}
	// The engine asks for the old key's votes in two more blocks, which may come late.
	for _, late := range []int64{0, 1, 3600} {
		height, at := firstHeight+2+params.MaxAgeNumBlocks+1, start+late+seconds+1
		require.False(t, use.Expired(params, height, at), "voted %d seconds later", late)
	}
	require.True(t, use.Expired(params, firstHeight+params.MaxAgeNumBlocks+11, start+seconds+24*60*60+1))
	require.False(t, use.Expired(nil, 1<<40, 1<<40))
}

func TestAKeyIsRotatedWithItsPower(t *testing.T) {
	f := newFixture(t)
	f.allow(types.Ed25519, types.MLDSA65)
	key := quantumKey(t)
	require.NoError(t, f.rotate("de-charite", key))
	require.Equal(t, []string{"EventConsensusKeyRotated"}, f.events())
	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	require.Len(t, updates, 2, "the old key out, the new one in")
	require.Equal(t, int64(2000), updates[0].Power+updates[1].Power)
	old, err := f.k.Keys.Get(f.ctx, keyOf("de-charite").Address())
	require.NoError(t, err)
	require.Equal(t, types.KeyUse{
		Address: keyOf("de-charite").Address(), Participant: "de-charite", RetiredAt: f.now(), RetiredHeight: f.ctx.BlockHeight(),
	}, old)
	f.export(t)
}

func TestRotationsAreRefused(t *testing.T) {
	f := newFixture(t)
	f.refused(t, errNotAllowed, func() error {
		_, err := f.msgs.RotateConsensusKey(f.ctx, &types.MsgRotateConsensusKey{Operator: "somebody", Key: keyOf("new")})
		return err
	})
	f.refused(t, types.ErrKeyInUse, func() error { return f.rotate("de-charite", keyOf("de-charite")) })
	f.refused(t, types.ErrKeyInUse, func() error { return f.rotate("de-charite", keyOf("cn-31-ruijin")) })
	f.refused(t, types.ErrKeyTypeNotAllowed, func() error { return f.rotate("de-charite", quantumKey(t)) })
	f.refused(t, types.ErrKeyInvalid, func() error { return f.rotate("de-charite", types.ConsensusKey{Type: types.Ed25519, Key: []byte{1}}) })
	f.refused(t, types.ErrValidatorUnknown, func() error { return f.rotate("fr-aphp", keyOf("new")) })
	require.NoError(t, f.leave("cn-31-ruijin"))
	f.pass(10)
	f.refused(t, types.ErrValidatorNotActive, func() error { return f.rotate("cn-31-ruijin", keyOf("new")) })
}

func TestKeysAreRememberedWhileEvidenceAboutThemMayCome(t *testing.T) {
	f := newFixture(t)
	for i := range types.MaxRetiredKeys {
		f.pass(40)
		require.NoError(t, f.rotate("de-charite", keyOf(string(rune('a'+i)))))
	}
	f.pass(40)
	f.refused(t, types.ErrTooManyKeys, func() error { return f.rotate("de-charite", keyOf("one more")) })
	require.Len(t, f.export(t).RetiredKeys, types.MaxRetiredKeys)

	evidence := f.ctx.ConsensusParams().Evidence
	day := int64((24 * time.Hour).Seconds())
	f.pass(max(evidence.MaxAgeNumBlocks+11, int64(evidence.MaxAgeDuration.Seconds())+day+1))
	require.NoError(t, f.rotate("de-charite", keyOf("one more")))
	require.Len(t, f.export(t).RetiredKeys, 1, "what no evidence can be about is forgotten")
}

func TestTheJailedComesBackInTime(t *testing.T) {
	f := newFixture(t)
	f.refused(t, types.ErrStillJailed, func() error { return f.unjail("de-jailed") })
	f.refused(t, types.ErrValidatorNotJailed, func() error { return f.unjail("de-charite") })
	f.refused(t, types.ErrValidatorUnknown, func() error { return f.unjail("fr-aphp") })
	f.refused(t, errNotAllowed, func() error {
		_, err := f.msgs.Unjail(f.ctx, &types.MsgUnjail{Operator: "somebody"})
		return err
	})
	f.at(firstHeight + 50)
	f.allow(types.MLDSA65)
	f.refused(t, types.ErrKeyTypeNotAllowed, func() error { return f.unjail("de-jailed") })
	f.allow(types.Ed25519)
	require.NoError(t, f.unjail("de-jailed"))
	require.Equal(t, []string{"EventValidatorUnjailed"}, f.events())
	require.Equal(t, map[string]int64{"de-jailed": 1000}, f.told(t))
}

func TestTheCouncilAloneChangesTheParameters(t *testing.T) {
	f := newFixture(t)
	f.refused(t, types.ErrNotCouncil, func() error {
		_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: "x", Params: params()})
		return err
	})
	f.refused(t, types.ErrParamsInvalid, func() error {
		_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: council})
		return err
	})
}
