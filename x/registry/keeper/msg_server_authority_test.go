package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

// adoptProfile adopts one in which research is prohibited.
func adoptProfile(authority string, since int64) *types.MsgAdoptProfile {
	return &types.MsgAdoptProfile{Authority: addr(authority), Profile: types.Profile{
		Since: since,
		Regimes: []types.PurposeRegime{{
			Purpose: vocabulary.Purpose_PURPOSE_RESEARCH, Regime: vocabulary.Regime_REGIME_PROHIBITED,
		}},
	}}
}

func transferAuthority(authority, successor string) *types.MsgTransferAuthority {
	return &types.MsgTransferAuthority{Authority: addr(authority), Successor: addr(successor)}
}

func acceptAuthority(successor, jurisdiction string) *types.MsgAcceptAuthority {
	return &types.MsgAcceptAuthority{Successor: addr(successor), Jurisdiction: jurisdiction}
}

func object(authority string) *types.MsgObjectToReplacement {
	return &types.MsgObjectToReplacement{Authority: addr(authority)}
}

func (f fixture) profiles(t *testing.T, id string) []types.Profile {
	t.Helper()
	j, err := f.k.Jurisdictions.Get(f.ctx, id)
	require.NoError(t, err)
	return j.Profiles
}

func TestAnAdoptedProfileHoldsFromItsMomentOn(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, adoptProfile("DE", blockTime+100)))
	require.Equal(t, &types.EventProfileAdopted{Jurisdiction: "DE", Since: blockTime + 100}, f.event(t))
	recorded, _, err := f.k.PolicyJurisdiction(f.ctx, "DE")
	require.NoError(t, err)
	research := func(at int64) policy.Regime {
		return recorded.Value.ProfileAt(at).Regimes.Of(policy.PurposeResearch)
	}
	require.Equal(t, policy.RegimeExplicitConsent, research(blockTime+99))
	require.Equal(t, policy.RegimeProhibited, research(blockTime+100))
}

func TestAProfileTakesThePlaceOfOneThatIsNotInForceYetAndOfNoOther(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, adoptProfile("DE", blockTime+100), adoptProfile("DE", blockTime+200), adoptProfile("DE", blockTime+150))
	require.Len(t, f.profiles(t, "DE"), 2)
	require.Equal(t, blockTime+150, f.profiles(t, "DE")[1].Since)

	f.pass(149)
	f.mustSend(t, adoptProfile("DE", blockTime+300))
	require.Len(t, f.profiles(t, "DE"), 2, "one second before its moment it can be replaced")

	f.pass(151)
	f.mustSend(t, adoptProfile("DE", blockTime+400))
	require.Len(t, f.profiles(t, "DE"), 3, "at its moment it is in force")
	require.Equal(t, blockTime+300, f.profiles(t, "DE")[1].Since)
}

func TestAdoptProfileRefusals(t *testing.T) {
	malformed := adoptProfile("DE", blockTime+100)
	malformed.Profile.Regimes[0].Purpose = 99
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"a moment before the notice is over": {adoptProfile("DE", blockTime+99), types.ErrProfileNotice},
		"now":                                {adoptProfile("DE", blockTime), types.ErrProfileNotice},
		"a moment that is past":              {adoptProfile("DE", blockTime-100), types.ErrProfileNotice},
		"a moment before all moments":        {adoptProfile("DE", -1<<63), types.ErrProfileNotice},
		"a malformed profile":                {malformed, types.ErrProfileInvalid},
		"the council":                        {adoptProfile("council", blockTime+100), types.ErrNotAuthority},
		"an admin":                           {adoptProfile("de-charite", blockTime+100), types.ErrNotAuthority},
		"nobody":                             {&types.MsgAdoptProfile{}, types.ErrAccountInvalid},
		"the authority of a suspended jurisdiction": {adoptProfile("FR", blockTime+100), types.ErrJurisdictionNotActive},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestAnAuthorityIsHandedOverInTwoSteps(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, transferAuthority("DE", "committee")))
	require.Equal(t, &types.EventHandoverBegun{
		Jurisdiction: "DE", Successor: addr("committee"), Kind: types.HandoverKind_HANDOVER_KIND_TRANSFER,
		OpensAt: blockTime, ClosesAt: blockTime + 500,
	}, f.event(t))
	require.True(t, f.accounts.HasAccount(f.ctx, key("committee")), "so that it can sign its acceptance")
	id, found, err := f.k.Successor(f.ctx, key("committee"))
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, "DE", id)
	_, err = f.k.Authority(f.ctx, addr("DE"))
	require.NoError(t, err, "until then the old one speaks")

	f.pass(499)
	require.NoError(t, f.send(t, acceptAuthority("committee", "DE")))
	require.Equal(t, &types.EventAuthorityAccepted{Jurisdiction: "DE", Authority: addr("committee")}, f.event(t))
	id, err = f.k.Authority(f.ctx, addr("committee"))
	require.NoError(t, err)
	require.Equal(t, "DE", id)
	_, err = f.k.Authority(f.ctx, addr("DE"))
	require.ErrorIs(t, err, types.ErrNotAuthority)
	require.ErrorIs(t, f.admission("DE"), types.ErrAccountUnknown)
	_, found, err = f.k.Successor(f.ctx, key("committee"))
	require.NoError(t, err)
	require.False(t, found)
	f.pass(0)
	f.refused(t, acceptAuthority("committee", "DE"), types.ErrHandoverUnknown)
	f.mustSend(t, transferAuthority("committee", "DE"), acceptAuthority("DE", "DE"))
}

func TestASuccessorsTimeIsHalfOpen(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, transferAuthority("DE", "committee"))
	f.pass(500)
	f.refused(t, acceptAuthority("committee", "DE"), types.ErrHandoverUnknown)
	_, found, err := f.k.Successor(f.ctx, key("committee"))
	require.NoError(t, err)
	require.False(t, found)
}

func TestALaterTransferTakesThePlaceOfAnEarlierOne(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, transferAuthority("DE", "committee"), transferAuthority("DE", "board"))
	f.refused(t, acceptAuthority("committee", "DE"), types.ErrNotSuccessor)
	_, found, err := f.k.Successor(f.ctx, key("committee"))
	require.NoError(t, err)
	require.False(t, found)
	f.mustSend(t, acceptAuthority("board", "DE"))
}

func TestATransferToTheSameSuccessorGivesItMoreTime(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, transferAuthority("DE", "committee"))
	f.pass(499)
	f.mustSend(t, transferAuthority("DE", "committee"))
	f.pass(499)
	f.mustSend(t, acceptAuthority("committee", "DE"))
}

func TestTransferAuthorityRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"to itself":                  {transferAuthority("DE", "DE"), types.ErrAccountBound},
		"to another authority":       {transferAuthority("DE", "FR"), types.ErrAccountBound},
		"to a participant's account": {transferAuthority("DE", "de-charite"), types.ErrAccountBound},
		"to the council":             {transferAuthority("DE", "council"), types.ErrAccountBound},
		"to what is no address":      {&types.MsgTransferAuthority{Authority: addr("DE"), Successor: "x"}, types.ErrAccountInvalid},
		"by an admin":                {transferAuthority("de-charite", "new"), types.ErrNotAuthority},
		"by nobody":                  {&types.MsgTransferAuthority{Successor: addr("new")}, types.ErrAccountInvalid},
		"the authority of a suspended jurisdiction": {transferAuthority("FR", "new"), types.ErrJurisdictionNotActive},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestAcceptAuthorityRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"somebody else":                  {acceptAuthority("stranger", "DE"), types.ErrNotSuccessor},
		"the old authority":              {acceptAuthority("DE", "DE"), types.ErrNotSuccessor},
		"of another jurisdiction":        {acceptAuthority("committee", "CN-31"), types.ErrHandoverUnknown},
		"of a jurisdiction not there":    {acceptAuthority("committee", "XX"), types.ErrJurisdictionUnknown},
		"of what is no id":               {acceptAuthority("committee", "de"), types.ErrJurisdictionInvalid},
		"an address in another spelling": {&types.MsgAcceptAuthority{Successor: "x", Jurisdiction: "DE"}, types.ErrAccountInvalid},
		"before a replacement opens":     {acceptAuthority("rescue", "FR"), types.ErrHandoverNotOpen},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.mustSend(t, transferAuthority("DE", "committee"), replaceAuthority("FR", "rescue"))
			f.refused(t, tc.msg, tc.want)
		})
	}
}

func TestAReplacementCanBeAcceptedAfterItsDelay(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, replaceAuthority("DE", "rescue")))
	require.Equal(t, &types.EventHandoverBegun{
		Jurisdiction: "DE", Successor: addr("rescue"), Kind: types.HandoverKind_HANDOVER_KIND_REPLACEMENT,
		OpensAt: blockTime + 1000, ClosesAt: blockTime + 1500,
	}, f.event(t))
	require.True(t, f.accounts.HasAccount(f.ctx, key("rescue")))
	f.pass(999)
	f.refused(t, acceptAuthority("rescue", "DE"), types.ErrHandoverNotOpen)
	f.pass(1)
	f.refused(t, object("DE"), types.ErrObjectionLate)
	f.mustSend(t, acceptAuthority("rescue", "DE"))
	id, err := f.k.Authority(f.ctx, addr("rescue"))
	require.NoError(t, err)
	require.Equal(t, "DE", id)
}

func TestAReplacedAuthorityObjectsInTime(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, replaceAuthority("DE", "rescue"))
	f.pass(999)
	require.NoError(t, f.send(t, object("DE")))
	require.Equal(t, &types.EventReplacementObjected{Jurisdiction: "DE"}, f.event(t))
	f.pass(1)
	f.refused(t, acceptAuthority("rescue", "DE"), types.ErrHandoverUnknown)
	f.refused(t, object("DE"), types.ErrHandoverUnknown)
	f.mustSend(t, transferAuthority("DE", "committee"))
	f.refused(t, object("DE"), types.ErrHandoverUnknown)
}

func TestObjectionRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"where nothing is replaced": {object("CN-31"), types.ErrHandoverUnknown},
		"by the successor":          {object("rescue"), types.ErrNotAuthority},
		"by an admin":               {object("de-charite"), types.ErrNotAuthority},
		"by nobody":                 {&types.MsgObjectToReplacement{}, types.ErrAccountInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.mustSend(t, replaceAuthority("DE", "rescue"))
			f.refused(t, tc.msg, tc.want)
		})
	}
}

// A thief of an authority's key would object, and hand over to itself.
func TestAStolenAuthorityIsSuspendedReplacedAndReinstated(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, transferAuthority("DE", "thief"), suspendJurisdiction("DE"), replaceAuthority("DE", "rescue"))
	f.refused(t, acceptAuthority("thief", "DE"), types.ErrNotSuccessor)
	f.refused(t, object("DE"), types.ErrJurisdictionNotActive)
	f.refused(t, transferAuthority("DE", "thief"), types.ErrJurisdictionNotActive)
	f.pass(1000)
	f.mustSend(t, acceptAuthority("rescue", "DE"), reinstateJurisdiction("DE"))
	id, err := f.k.Authority(f.ctx, addr("rescue"))
	require.NoError(t, err)
	require.Equal(t, "DE", id)
}

func TestAReplacementGoesBeforeATransfer(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, transferAuthority("DE", "committee"), replaceAuthority("DE", "rescue"))
	f.refused(t, acceptAuthority("committee", "DE"), types.ErrNotSuccessor)
	f.refused(t, transferAuthority("DE", "committee"), types.ErrReplacementPending)
	f.mustSend(t, object("DE"), transferAuthority("DE", "committee"), acceptAuthority("committee", "DE"))
}

func TestAReplacementThatClosedStandsInNobodysWay(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, replaceAuthority("DE", "rescue"))
	f.pass(1500)
	f.mustSend(t, transferAuthority("DE", "committee"))
	state, _ := f.state(t)
	require.Len(t, state.Handovers, 1)
}

func TestASuccessorSpeaksForNobodyElseUntilTheHandoverCloses(t *testing.T) {
	claims := map[string]func() sdk.Msg{
		"as an account": func() sdk.Msg {
			msg := bindAccount()
			msg.Address = addr("committee")
			return msg
		},
		"as the successor of an account": func() sdk.Msg {
			return &types.MsgRotateAccount{Admin: addr("de-charite"), Address: addr("de-charite/recorder"), Successor: addr("committee")}
		},
		"as a first admin": func() sdk.Msg {
			msg := onboardParticipant()
			msg.Admin = addr("committee")
			return msg
		},
		"as an authority": func() sdk.Msg {
			msg := registerJurisdiction()
			msg.JurisdictionAuthority = addr("committee")
			return msg
		},
		"as the successor of another authority": func() sdk.Msg { return transferAuthority("CN-31", "committee") },
		"as another authority's replacement":    func() sdk.Msg { return replaceAuthority("CN-31", "committee") },
	}
	for name, claim := range claims {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.mustSend(t, transferAuthority("DE", "committee"))
			f.pass(499)
			f.refused(t, claim(), types.ErrAccountBound)
			f.pass(1)
			f.mustSend(t, claim())
			f.refused(t, acceptAuthority("committee", "DE"), types.ErrHandoverUnknown)
			state, _ := f.state(t)
			require.NoError(t, state.Validate(), "what closed was swept")
			for _, h := range state.Handovers {
				require.NotEqual(t, "DE", h.Jurisdiction)
			}
		})
	}
}
