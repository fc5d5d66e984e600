package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

func suspendJurisdiction(id string) *types.MsgSuspendJurisdiction {
	return &types.MsgSuspendJurisdiction{Council: addr("council"), Jurisdiction: id}
}

func reinstateJurisdiction(id string) *types.MsgReinstateJurisdiction {
	return &types.MsgReinstateJurisdiction{Council: addr("council"), Jurisdiction: id}
}

func replaceAuthority(id, successor string) *types.MsgReplaceAuthority {
	return &types.MsgReplaceAuthority{Council: addr("council"), Jurisdiction: id, Successor: addr(successor)}
}

func TestASuspendedJurisdictionNeitherActsNorDoItsParticipants(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, suspendJurisdiction("DE")))
	require.Equal(t, &types.EventJurisdictionStatusChanged{
		Jurisdiction: "DE", Status: types.JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED,
	}, f.event(t))
	f.pass(0)
	f.refused(t, onboardParticipant(), types.ErrJurisdictionNotActive)
	f.refused(t, bindAccount(), types.ErrJurisdictionNotActive)
	active, err := f.k.ActiveJurisdictions(f.ctx)
	require.NoError(t, err)
	require.Equal(t, []string{"CN-31"}, active)
}

func TestAReinstatedJurisdictionActsAgain(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, reinstateJurisdiction("FR")))
	require.Equal(t, &types.EventJurisdictionStatusChanged{
		Jurisdiction: "FR", Status: types.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE,
	}, f.event(t))
	j, err := f.k.Jurisdictions.Get(f.ctx, "FR")
	require.NoError(t, err)
	require.False(t, j.Active(blockTime-1), "the past stays true")
	id, err := f.k.Authority(f.ctx, addr("FR"))
	require.NoError(t, err)
	require.Equal(t, "FR", id)
}

func TestTheLastActiveJurisdictionCannotBeSuspended(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, suspendJurisdiction("CN-31"))
	f.refused(t, suspendJurisdiction("DE"), types.ErrLastJurisdiction)
	f.mustSend(t, reinstateJurisdiction("FR"), suspendJurisdiction("DE"))
	f.refused(t, suspendJurisdiction("FR"), types.ErrLastJurisdiction)
}

func TestJurisdictionStatusRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"an authority suspends":                   {&types.MsgSuspendJurisdiction{Council: addr("CN-31"), Jurisdiction: "DE"}, types.ErrNotCouncil},
		"an authority reinstates":                 {&types.MsgReinstateJurisdiction{Council: addr("FR"), Jurisdiction: "FR"}, types.ErrNotCouncil},
		"nobody suspends":                         {&types.MsgSuspendJurisdiction{Jurisdiction: "DE"}, types.ErrAccountInvalid},
		"nobody reinstates":                       {&types.MsgReinstateJurisdiction{Jurisdiction: "FR"}, types.ErrAccountInvalid},
		"suspending what is no id":                {suspendJurisdiction("de"), types.ErrJurisdictionInvalid},
		"reinstating what is no id":               {reinstateJurisdiction(""), types.ErrJurisdictionInvalid},
		"suspending what is not there":            {suspendJurisdiction("XX"), types.ErrJurisdictionUnknown},
		"reinstating what is not there":           {reinstateJurisdiction("XX"), types.ErrJurisdictionUnknown},
		"suspending what is suspended":            {suspendJurisdiction("FR"), types.ErrStatusTransition},
		"reinstating what is active":              {reinstateJurisdiction("DE"), types.ErrStatusTransition},
		"an authority that is not the council's":  {&types.MsgReplaceAuthority{Council: addr("DE"), Jurisdiction: "DE", Successor: addr("new")}, types.ErrNotCouncil},
		"replacing nobody's authority":            {replaceAuthority("XX", "new"), types.ErrJurisdictionUnknown},
		"replacing the authority of no id":        {replaceAuthority("de", "new"), types.ErrJurisdictionInvalid},
		"replacing it by what is no address":      {&types.MsgReplaceAuthority{Council: addr("council"), Jurisdiction: "DE", Successor: "x"}, types.ErrAccountInvalid},
		"replacing it by itself":                  {replaceAuthority("DE", "DE"), types.ErrAccountBound},
		"replacing it by another authority":       {replaceAuthority("DE", "FR"), types.ErrAccountBound},
		"replacing it by a participant's account": {replaceAuthority("DE", "de-gone"), types.ErrAccountBound},
		"replacing it by the council":             {replaceAuthority("DE", "council"), types.ErrAccountBound},
		"parameters by an authority":              {&types.MsgUpdateParams{Council: addr("DE"), Params: params()}, types.ErrNotCouncil},
		"parameters by nobody":                    {&types.MsgUpdateParams{Params: params()}, types.ErrAccountInvalid},
		"parameters out of their bounds":          {&types.MsgUpdateParams{Council: addr("council")}, types.ErrParamsInvalid},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestThereAreAtMost256Jurisdictions(t *testing.T) {
	f := newFixture(t)
	register := func(i int) sdk.Msg {
		msg := registerJurisdiction()
		msg.Id = fmt.Sprintf("XX-%03d", i)
		msg.JurisdictionAuthority = addr(msg.Id)
		return msg
	}
	for i := range types.MaxJurisdictions - 3 {
		f.mustSend(t, register(i))
	}
	f.refused(t, register(999), types.ErrTooManyJurisdictions)
}

func TestParametersHoldFromTheNextMessageOn(t *testing.T) {
	f := newFixture(t)
	p := params()
	p.ProfileNotice = 7
	require.NoError(t, f.send(t, &types.MsgUpdateParams{Council: addr("council"), Params: p}))
	require.Equal(t, &types.EventParamsUpdated{Params: p}, f.event(t))
	stored, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, p, stored.Params)
	require.NoError(t, f.send(t, adoptProfile("DE", blockTime+7)))
}
