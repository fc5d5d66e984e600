package keeper_test

import (
	"fmt"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	cryptoenc "github.com/cometbft/cometbft/crypto/encoding"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/x/poa/types"
)

// engine is the consensus engine's part: it takes updates as it does on a node, and
// stops at those that it does not accept.
type engine struct {
	set *cmttypes.ValidatorSet
	// next is the set of the block after the next.
	next *cmttypes.ValidatorSet
}

func newEngine(t require.TestingT, f *fixture) *engine {
	validators, err := f.k.GenesisValidators(f.ctx)
	require.NoError(t, err)
	first := make([]*cmttypes.Validator, len(validators))
	for i, v := range validators {
		first[i] = cmttypes.NewValidator(v.PubKey, v.Power)
	}
	set := cmttypes.NewValidatorSet(first)
	return &engine{set: set, next: set.Copy()}
}

// apply is what the engine does with the updates of a block, under the parameters as
// they stood before it.
func (e *engine) apply(t require.TestingT, updates []abci.ValidatorUpdate, before types.KeyTypes) {
	for _, u := range updates {
		key, err := cryptoenc.PubKeyFromProto(u.PubKey)
		require.NoError(t, err)
		require.GreaterOrEqual(t, u.Power, int64(0))
		if u.Power > 0 {
			require.True(t, before.Allow(key.Type()), "type %s", key.Type())
		}
	}
	changes, err := cmttypes.PB2TM.ValidatorUpdates(updates)
	require.NoError(t, err)
	e.set = e.next.Copy()
	if len(changes) > 0 {
		require.NoError(t, e.next.UpdateWithChangeSet(changes))
	}
	e.set.IncrementProposerPriority(1)
}

// tracer draws what happens to a set of validators.
type tracer struct {
	*fixture
	engine *engine
	keys   []types.ConsensusKey
	types  types.KeyTypes
}

func (tr *tracer) participant(t *rapid.T) string {
	names := []string{"cn-31-ruijin", "de-charite", "de-jailed", "fr-aphp", "fr-curie", "nl-umc"}
	return rapid.SampledFrom(names).Draw(t, "participant")
}

func (tr *tracer) key(t *rapid.T) types.ConsensusKey {
	return rapid.SampledFrom(tr.keys).Draw(t, "key")
}

// act sends one message. What is refused leaves no trace, as in a transaction.
func (tr *tracer) act(t *rapid.T) {
	whole := tr.ctx
	branch, write := whole.CacheContext()
	tr.ctx = branch
	var err error
	switch participant := tr.participant(t); rapid.IntRange(0, 6).Draw(t, "message") {
	case 0:
		err = tr.admit(participant, tr.key(t), rapid.SampledFrom([]int64{0, types.MinPower, types.MaxPower}).Draw(t, "power"))
	case 1:
		err = tr.setPower(participant, rapid.Int64Range(types.MinPower, types.MaxPower).Draw(t, "power"))
	case 2:
		err = tr.remove(participant)
	case 3:
		err = tr.leave(participant)
	case 4:
		err = tr.rotate(participant, tr.key(t))
	case 5:
		err = tr.unjail(participant)
	default:
		p := params()
		p.ChangeInterval = rapid.Int64Range(1, 3).Draw(t, "interval")
		p.RotationInterval = p.ChangeInterval + rapid.Int64Range(0, 9).Draw(t, "longer between rotations")
		p.MinValidators = rapid.Uint32Range(1, 4).Draw(t, "minimum")
		p.MaxMissed = rapid.Int64Range(1, 5).Draw(t, "may be missed")
		_, err = tr.msgs.UpdateParams(tr.ctx, &types.MsgUpdateParams{Council: council, Params: p})
	}
	tr.ctx = whole
	if err == nil {
		write()
	}
}

// begin has some of the engine's validators absent, and evidence found about any key.
func (tr *tracer) begin(t *rapid.T) {
	tr.pass(rapid.SampledFrom([]int64{1, 1, 1, 30, 100}).Draw(t, "blocks"))
	var votes []abci.VoteInfo
	for _, v := range tr.engine.set.Validators {
		flag := rapid.SampledFrom([]int32{1, 2, 3}).Draw(t, "flag")
		votes = append(votes, abci.VoteInfo{Validator: abci.Validator{Address: v.Address, Power: v.VotingPower}, BlockIdFlag: cmtproto.BlockIDFlag(flag)})
	}
	if rapid.IntRange(0, 4).Draw(t, "evidence") == 0 {
		tr.found(rapid.SampledFrom([]abci.MisbehaviorType{doubleVote, lightFork}).Draw(t, "kind"), tr.key(t), tr.key(t))
	}
	tr.ctx = tr.ctx.WithVoteInfos(votes)
	require.NoError(t, tr.k.BeginBlock(tr.ctx))
}

// Whatever becomes of the validators, by messages, absences and evidence, and
// whatever the consensus parameters become, the engine accepts what it is told; its set
// is the desired one, but for keys that are not allowed; and every invariant holds.
func TestTheEngineFollowsAnyTrace(t *testing.T) {
	jailed, removed, refusedType := 0, 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		f := newFixture(t)
		tr := &tracer{fixture: f, engine: newEngine(rt, f), types: types.KeyTypes{types.Ed25519}}
		for i := range 10 {
			tr.keys = append(tr.keys, keyOf(fmt.Sprintf("key %d", i)))
		}
		tr.keys = append(tr.keys, keyOf("cn-31-ruijin"), keyOf("de-charite"), keyOf("de-jailed"), quantumKey(t))
		tombstoned := map[string]bool{}
		for range rapid.IntRange(1, 25).Draw(rt, "blocks") {
			before := tr.types
			tr.allow(before...)
			tr.begin(rt)
			for range rapid.IntRange(0, 4).Draw(rt, "messages") {
				tr.act(rt)
			}
			updates, err := tr.k.EndBlock(tr.ctx)
			require.NoError(rt, err)
			tr.engine.apply(rt, updates, before)
			tr.check(rt, before, tombstoned)
			for _, name := range tr.events() {
				switch name {
				case "EventValidatorJailed":
					jailed++
				case "EventEquivocatorRemoved":
					removed++
				}
			}
			// The parameters change with this block, for the next.
			tr.types = rapid.SampledFrom([]types.KeyTypes{{types.Ed25519}, {types.Ed25519, types.MLDSA65}, {types.MLDSA65}}).Draw(rt, "types")
			if len(tr.types) == 1 && tr.types[0] == types.MLDSA65 {
				refusedType++
			}
		}
	})
	require.NotZero(t, jailed)
	require.NotZero(t, removed)
	require.NotZero(t, refusedType)
}

func (tr *tracer) check(t *rapid.T, allowed types.KeyTypes, tombstoned map[string]bool) {
	state := tr.export(t)
	require.NotZero(t, types.Set(state.Validators).Active())
	for _, v := range state.Validators {
		_, member := tr.engine.next.GetByAddress(v.Key.Address())
		switch {
		case v.Active() && allowed.Allow(v.Key.Type):
			require.NotNil(t, member, "%s validates", v.Participant)
			require.Equal(t, v.Power, member.VotingPower)
		case !v.Active() && types.Set(state.Validators).Active() > 0 && sayable(state, allowed):
			if member != nil {
				_, keyOfOther := holder(state, v.Key)
				require.True(t, keyOfOther, "%s is %s", v.Participant, v.Status)
			}
		}
	}
	for _, use := range state.RetiredKeys {
		if use.Tombstoned {
			tombstoned[string(use.Address)] = true
		}
	}
	for address := range tombstoned {
		use, err := tr.k.Keys.Get(tr.ctx, []byte(address))
		require.NoError(t, err, "a key that equivocated is never forgotten")
		require.True(t, use.Tombstoned)
	}
	announced := 0
	require.NoError(t, tr.k.AnnouncedSet.Walk(tr.ctx, nil, func(address []byte, a types.Announced) (bool, error) {
		announced++
		_, member := tr.engine.next.GetByAddress(address)
		require.NotNil(t, member, "what is kept as announced is what the engine has")
		require.Equal(t, a.Power, member.VotingPower)
		return false, nil
	}))
	require.Len(t, tr.engine.next.Validators, announced)
}

// sayable says whether anybody who is desired may be named to the engine.
func sayable(state *types.GenesisState, allowed types.KeyTypes) bool {
	for _, v := range state.Validators {
		if v.Active() && allowed.Allow(v.Key.Type) {
			return true
		}
	}
	return false
}

// holder is the ACTIVE validator that has a key.
func holder(state *types.GenesisState, key types.ConsensusKey) (types.Validator, bool) {
	for _, v := range state.Validators {
		if v.Active() && v.Key.Same(key) {
			return v, true
		}
	}
	return types.Validator{}, false
}
