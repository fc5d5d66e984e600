package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

func unbind(admin, account string) *types.MsgUnbindAccount {
	return &types.MsgUnbindAccount{Admin: addr(admin), Address: addr(account)}
}

func rotate(admin, account, successor string) *types.MsgRotateAccount {
	return &types.MsgRotateAccount{Admin: addr(admin), Address: addr(account), Successor: addr(successor)}
}

func bind(admin, account string, permissions ...types.Permission) *types.MsgBindAccount {
	return &types.MsgBindAccount{Admin: addr(admin), Address: addr(account), Permissions: permissions}
}

func TestAParticipantHasAtMost64Accounts(t *testing.T) {
	f := newFixture(t)
	for i := range types.MaxAccounts - 2 {
		f.mustSend(t, bind("de-charite", fmt.Sprint(i), types.Permission_PERMISSION_RECORD))
	}
	f.refused(t, bind("de-charite", "another", types.Permission_PERMISSION_RECORD), types.ErrTooManyAccounts)
	f.mustSend(t,
		rotate("de-charite", "0", "another"),
		unbind("de-charite", "1"),
		bind("de-charite", "1", types.Permission_PERMISSION_RECORD),
	)
	f.refused(t, bind("de-charite", "0", types.Permission_PERMISSION_RECORD), types.ErrTooManyAccounts)
	f.mustSend(t, bind("cn-31-ruijin", "0", types.Permission_PERMISSION_RECORD))
}

func TestAnUnboundAccountSpeaksForNobody(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, unbind("de-charite", "de-charite/recorder")))
	require.Equal(t, &types.EventAccountUnbound{Participant: "de-charite", Address: addr("de-charite/recorder")}, f.event(t))
	require.ErrorIs(t, f.admission("de-charite/recorder"), types.ErrAccountUnknown)
	require.True(t, f.accounts.HasAccount(f.ctx, key("de-charite/recorder")), "auth accounts are never removed")
	f.pass(0)
	f.mustSend(t, bind("cn-31-ruijin", "de-charite/recorder", types.Permission_PERMISSION_RECORD))
}

func TestTheLastAdminCannotBeUnbound(t *testing.T) {
	f := newFixture(t)
	f.refused(t, unbind("de-charite", "de-charite"), types.ErrLastAdmin)
	f.mustSend(t, bind("de-charite", "second admin", types.Permission_PERMISSION_ADMIN))
	f.mustSend(t, unbind("de-charite", "de-charite"))
	f.refused(t, unbind("second admin", "second admin"), types.ErrLastAdmin)
	f.mustSend(t, unbind("second admin", "de-charite/recorder"))
}

func TestUnbindAccountRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"an address that is bound to nobody":       {unbind("de-charite", "stranger"), types.ErrAccountUnknown},
		"an account of another participant":        {unbind("de-charite", "cn-31-ruijin/recorder"), types.ErrAccountUnknown},
		"an authority":                             {unbind("de-charite", "DE"), types.ErrAccountUnknown},
		"an address that is none":                  {&types.MsgUnbindAccount{Admin: addr("de-charite"), Address: "x"}, types.ErrAccountInvalid},
		"by an account that is no admin":           {unbind("de-charite/recorder", "de-charite/recorder"), types.ErrPermissionMissing},
		"by the authority":                         {unbind("DE", "de-charite/recorder"), types.ErrAccountUnknown},
		"by nobody":                                {&types.MsgUnbindAccount{Address: addr("de-charite/recorder")}, types.ErrAccountInvalid},
		"by the admin of a suspended participant":  {unbind("de-paused", "de-paused/recorder"), types.ErrParticipantNotActive},
		"by the admin in a suspended jurisdiction": {unbind("fr-aphp", "fr-aphp/recorder"), types.ErrJurisdictionNotActive},
		"rotating what is bound to nobody":         {rotate("de-charite", "stranger", "new"), types.ErrAccountUnknown},
		"rotating another participant's account":   {rotate("de-charite", "cn-31-ruijin", "new"), types.ErrAccountUnknown},
		"rotating to itself":                       {rotate("de-charite", "de-charite", "de-charite"), types.ErrAccountBound},
		"rotating to an account":                   {rotate("de-charite", "de-charite", "cn-31-ruijin"), types.ErrAccountBound},
		"rotating to an authority":                 {rotate("de-charite", "de-charite", "DE"), types.ErrAccountBound},
		"rotating to the council":                  {rotate("de-charite", "de-charite", "council"), types.ErrAccountBound},
		"rotating to what is no address":           {&types.MsgRotateAccount{Admin: addr("de-charite"), Address: addr("de-charite"), Successor: "x"}, types.ErrAccountInvalid},
		"rotating by an account that is no admin":  {rotate("de-charite/recorder", "de-charite/recorder", "new"), types.ErrPermissionMissing},
		"rotating for a suspended participant":     {rotate("de-paused", "de-paused", "new"), types.ErrParticipantNotActive},
		"rotating by nobody":                       {&types.MsgRotateAccount{Address: addr("de-charite"), Successor: addr("new")}, types.ErrAccountInvalid},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestARotatedAccountKeepsItsPermissionsUnderAnotherAddress(t *testing.T) {
	f := newFixture(t)
	before, err := f.k.Accounts.Get(f.ctx, key("de-charite"))
	require.NoError(t, err)
	require.NoError(t, f.send(t, rotate("de-charite", "de-charite", "new key")))
	require.Equal(t, &types.EventAccountRotated{
		Participant: "de-charite", Address: addr("de-charite"), Successor: addr("new key"),
	}, f.event(t))
	after, err := f.k.Accounts.Get(f.ctx, key("new key"))
	require.NoError(t, err)
	require.Equal(t, before.Permissions, after.Permissions)
	require.Equal(t, addr("new key"), after.Address)
	require.True(t, f.accounts.HasAccount(f.ctx, key("new key")))
	require.True(t, f.accounts.HasAccount(f.ctx, key("de-charite")))
	require.ErrorIs(t, f.admission("de-charite"), types.ErrAccountUnknown)
	f.pass(0)
	f.refused(t, bind("de-charite", "other", types.Permission_PERMISSION_RECORD), types.ErrAccountUnknown)
	f.mustSend(t, bind("new key", "other", types.Permission_PERMISSION_RECORD))
}
