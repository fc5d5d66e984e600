package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

func offboard(id string) *types.MsgOffboardParticipant {
	return &types.MsgOffboardParticipant{Authority: addr("DE"), Participant: id}
}

func setRoles(id string, roles ...types.RoleGrant) *types.MsgSetRoles {
	return &types.MsgSetRoles{Authority: addr("DE"), Participant: id, Roles: roles}
}

func TestOffboardingIsFinal(t *testing.T) {
	for _, id := range []string{"de-waiting", "de-charite", "de-paused"} {
		t.Run(id, func(t *testing.T) {
			f := newFixture(t)
			require.NoError(t, f.send(t, offboard(id)))
			require.Equal(t, &types.EventParticipantStatusChanged{Participant: id, Status: offboarded}, f.event(t))
			f.pass(10)
			f.refused(t, &types.MsgActivateParticipant{Authority: addr("DE"), Participant: id}, types.ErrStatusTransition)
			f.refused(t, &types.MsgSuspendParticipant{Authority: addr("DE"), Participant: id}, types.ErrStatusTransition)
			f.refused(t, &types.MsgReinstateParticipant{Authority: addr("DE"), Participant: id}, types.ErrStatusTransition)
			f.refused(t, offboard(id), types.ErrStatusTransition)
			f.refused(t, setRoles(id, types.RoleGrant{Role: vocabulary.Role_ROLE_PAYER}), types.ErrParticipantOffboarded)
			f.refused(t, accredit("DE", id), types.ErrParticipantOffboarded)
			_, err := f.k.Authorize(f.ctx, addr(id), permission.Record)
			require.ErrorIs(t, err, types.ErrParticipantNotActive)
			require.ErrorIs(t, f.admission(id), types.ErrParticipantNotActive)
		})
	}
}

func TestOffboardRefusals(t *testing.T) {
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"by another jurisdiction's authority":       {&types.MsgOffboardParticipant{Authority: addr("CN-31"), Participant: "de-charite"}, types.ErrNotAuthority},
		"by the participant itself":                 {&types.MsgOffboardParticipant{Authority: addr("de-charite"), Participant: "de-charite"}, types.ErrNotAuthority},
		"the authority of a suspended jurisdiction": {&types.MsgOffboardParticipant{Authority: addr("FR"), Participant: "fr-aphp"}, types.ErrJurisdictionNotActive},
		"a participant that is not there":           {offboard("de-nobody"), types.ErrParticipantUnknown},
		"an id that is none":                        {offboard("DE"), types.ErrParticipantInvalid},
		"a signer that is no address":               {&types.MsgOffboardParticipant{Authority: "x", Participant: "de-charite"}, types.ErrAccountInvalid},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestRolesAreSetFromNowOn(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, setRoles(
		"de-charite",
		types.RoleGrant{Role: vocabulary.Role_ROLE_DATA_USER, Until: blockTime + 100},
		types.RoleGrant{Role: vocabulary.Role_ROLE_PAYER, From: blockTime + 50},
	)))
	require.Equal(t, &types.EventRolesSet{Participant: "de-charite"}, f.event(t))
	recorded, _, err := f.k.PolicyParticipant(f.ctx, "de-charite")
	require.NoError(t, err)
	for role, moments := range map[policy.Role]map[int64]bool{
		policy.RoleDataHolder: {genesisTime: true, blockTime - 1: true, blockTime: false},
		policy.RoleDataUser:   {blockTime - 1: false, blockTime: true, blockTime + 99: true, blockTime + 100: false},
		policy.RolePayer:      {blockTime: false, blockTime + 49: false, blockTime + 50: true, 1 << 62: true},
	} {
		for at, want := range moments {
			require.Equal(t, want, recorded.Value.HasRole(role, at), "%s at %d", role, at)
		}
	}
}

func TestSetRolesRefusals(t *testing.T) {
	payer := types.RoleGrant{Role: vocabulary.Role_ROLE_PAYER}
	tooMany := make([]types.RoleGrant, types.MaxLiveRoles+1)
	for i := range tooMany {
		tooMany[i] = types.RoleGrant{Role: payer.Role, From: blockTime + int64(i)*10, Until: blockTime + int64(i)*10 + 5}
	}
	for name, tc := range map[string]struct {
		msg  sdk.Msg
		want error
	}{
		"no role":                                   {setRoles("de-charite"), types.ErrParticipantInvalid},
		"too many":                                  {setRoles("de-charite", tooMany...), types.ErrParticipantInvalid},
		"an unknown role":                           {setRoles("de-charite", types.RoleGrant{Role: 99}), types.ErrParticipantInvalid},
		"a role twice from now":                     {setRoles("de-charite", payer, payer), types.ErrParticipantInvalid},
		"periods that overlap":                      {setRoles("de-charite", payer, types.RoleGrant{Role: payer.Role, From: blockTime + 5}), types.ErrParticipantInvalid},
		"an end that is past":                       {setRoles("de-charite", types.RoleGrant{Role: payer.Role, Until: blockTime}), types.ErrParticipantInvalid},
		"an end before the beginning":               {setRoles("de-charite", types.RoleGrant{Role: payer.Role, From: blockTime + 9, Until: blockTime + 9}), types.ErrParticipantInvalid},
		"by another jurisdiction's authority":       {&types.MsgSetRoles{Authority: addr("CN-31"), Participant: "de-charite", Roles: []types.RoleGrant{payer}}, types.ErrNotAuthority},
		"by the participant's admin":                {&types.MsgSetRoles{Authority: addr("de-charite"), Participant: "de-charite", Roles: []types.RoleGrant{payer}}, types.ErrNotAuthority},
		"the authority of a suspended jurisdiction": {&types.MsgSetRoles{Authority: addr("FR"), Participant: "fr-aphp", Roles: []types.RoleGrant{payer}}, types.ErrJurisdictionNotActive},
		"a participant that is offboarded":          {setRoles("de-gone", payer), types.ErrParticipantOffboarded},
		"a participant that is not there":           {setRoles("de-nobody", payer), types.ErrParticipantUnknown},
		"an id that is none":                        {setRoles("DE", payer), types.ErrParticipantInvalid},
	} {
		t.Run(name, func(t *testing.T) { newFixture(t).refused(t, tc.msg, tc.want) })
	}
}

func TestAnIDThatBeginsAsThoseOfARegisteredSubdivisionIsItsAlone(t *testing.T) {
	f := newFixture(t)
	register := registerJurisdiction()
	register.Id, register.JurisdictionAuthority = "CN", addr("CN")
	f.mustSend(t, register)
	onboard := func(authority, id string) sdk.Msg {
		msg := onboardParticipant()
		msg.Authority, msg.Id, msg.Admin = addr(authority), id, addr(id)
		return msg
	}
	f.refused(t, onboard("CN", "cn-31-zhongshan"), types.ErrParticipantInvalid)
	f.mustSend(t,
		onboard("CN", "cn-32-gulou"), // CN-32 is not registered.
		onboard("CN", "cn-31"),
		onboard("CN", "cn-xiehe-31"),
		onboard("CN-31", "cn-31-zhongshan"),
	)
}
