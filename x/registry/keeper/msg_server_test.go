package keeper_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

func registerJurisdiction() *types.MsgRegisterJurisdiction {
	return &types.MsgRegisterJurisdiction{
		Council: addr("council"), Id: "NL", Name: "Netherlands", JurisdictionAuthority: addr("NL"),
		Profile: types.Profile{
			Regimes: []types.PurposeRegime{{
				Purpose: vocabulary.Purpose_PURPOSE_TREATMENT, Regime: vocabulary.Regime_REGIME_IMPLIED_CONSENT,
			}},
		},
	}
}

func onboardParticipant() *types.MsgOnboardParticipant {
	return &types.MsgOnboardParticipant{
		Authority: addr("DE"), Id: "de-new", Name: "Neues Haus", Admin: addr("de-new"),
		Roles:          []vocabulary.Role{vocabulary.Role_ROLE_NODE_OPERATOR, vocabulary.Role_ROLE_DATA_HOLDER},
		MetadataDigest: bytes.Repeat([]byte{1}, 32), MetadataUri: "https://example.org/de-new.json",
	}
}

func bindAccount() *types.MsgBindAccount {
	return &types.MsgBindAccount{
		Admin: addr("de-charite"), Address: addr("new account"),
		Permissions: []types.Permission{types.Permission_PERMISSION_RELAY, types.Permission_PERMISSION_RECORD},
	}
}

func TestRegisterJurisdiction(t *testing.T) {
	f := newFixture(t)
	accounts := len(f.accounts)
	require.NoError(t, f.send(t, registerJurisdiction()))

	stored, err := f.k.Jurisdictions.Get(f.ctx, "NL")
	require.NoError(t, err)
	profile := registerJurisdiction().Profile
	profile.Since = blockTime
	require.Equal(t, types.Jurisdiction{
		Id: "NL", Name: "Netherlands", Authority: addr("NL"),
		History:  []types.JurisdictionStatusSince{{Status: types.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: blockTime}},
		Profiles: []types.Profile{profile},
	}, stored)
	id, err := f.k.Authority(f.ctx, addr("NL"))
	require.NoError(t, err)
	require.Equal(t, "NL", id)
	require.NoError(t, f.admission("NL"))
	require.True(t, f.accounts.HasAccount(f.ctx, key("NL")))
	require.Len(t, f.accounts, accounts+1)
	require.Equal(t, &types.EventJurisdictionRegistered{Jurisdiction: "NL"}, f.event(t))
}

func TestRegisterJurisdictionRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgRegisterJurisdiction)
		want  error
	}{
		{"an authority is not the council", func(m *types.MsgRegisterJurisdiction) { m.Council = addr("DE") }, types.ErrNotCouncil},
		{"no signer", func(m *types.MsgRegisterJurisdiction) { m.Council = "" }, types.ErrAccountInvalid},
		{"an id that is none", func(m *types.MsgRegisterJurisdiction) { m.Id = "nl" }, types.ErrJurisdictionInvalid},
		{"no name", func(m *types.MsgRegisterJurisdiction) { m.Name = "" }, types.ErrJurisdictionInvalid},
		{"an id that is taken", func(m *types.MsgRegisterJurisdiction) { m.Id = "DE" }, types.ErrJurisdictionExists},
		{"an authority that is no address", func(m *types.MsgRegisterJurisdiction) { m.JurisdictionAuthority = "x" }, types.ErrAccountInvalid},
		{"an authority of another chain", func(m *types.MsgRegisterJurisdiction) {
			m.JurisdictionAuthority = sdk.MustBech32ifyAddressBytes("other", key("NL"))
		}, types.ErrAccountInvalid},
		{"an authority in capitals", func(m *types.MsgRegisterJurisdiction) {
			m.JurisdictionAuthority = strings.ToUpper(m.JurisdictionAuthority)
		}, types.ErrAccountInvalid},
		{"an authority that has a jurisdiction", func(m *types.MsgRegisterJurisdiction) { m.JurisdictionAuthority = addr("DE") }, types.ErrAccountBound},
		{"an authority that is a participant's account", func(m *types.MsgRegisterJurisdiction) { m.JurisdictionAuthority = addr("de-gone") }, types.ErrAccountBound},
		{"the council as an authority", func(m *types.MsgRegisterJurisdiction) { m.JurisdictionAuthority = addr("council") }, types.ErrAccountBound},
		{"a malformed profile", func(m *types.MsgRegisterJurisdiction) { m.Profile.Regimes[0].Purpose = 99 }, types.ErrProfileInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			msg := registerJurisdiction()
			tc.spoil(msg)
			newFixture(t).refused(t, msg, tc.want)
		})
	}
}

func TestOnboardParticipant(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, onboardParticipant()))

	stored, err := f.k.Participants.Get(f.ctx, "de-new")
	require.NoError(t, err)
	require.Equal(t, types.Participant{
		Id: "de-new", Jurisdiction: "DE", Name: "Neues Haus",
		Roles: []types.RoleGrant{
			{Role: vocabulary.Role_ROLE_DATA_HOLDER, From: blockTime},
			{Role: vocabulary.Role_ROLE_NODE_OPERATOR, From: blockTime},
		},
		MetadataDigest: bytes.Repeat([]byte{1}, 32), MetadataUri: "https://example.org/de-new.json",
		History: []types.ParticipantStatusSince{{Status: pending, Since: blockTime}},
	}, stored)
	admin, err := f.k.Accounts.Get(f.ctx, key("de-new"))
	require.NoError(t, err)
	require.Equal(t, types.Account{
		Address: addr("de-new"), Participant: "de-new", Permissions: []types.Permission{types.Permission_PERMISSION_ADMIN},
	}, admin)
	require.True(t, f.accounts.HasAccount(f.ctx, key("de-new")))
	require.ErrorIs(t, f.admission("de-new"), types.ErrParticipantNotActive)
	require.Equal(t, &types.EventParticipantOnboarded{Participant: "de-new", Jurisdiction: "DE"}, f.event(t))
}

func TestOnboardParticipantRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgOnboardParticipant)
		want  error
	}{
		{"the council is no authority", func(m *types.MsgOnboardParticipant) { m.Authority = addr("council") }, types.ErrNotAuthority},
		{"an admin is no authority", func(m *types.MsgOnboardParticipant) { m.Authority = addr("de-charite") }, types.ErrNotAuthority},
		{"a stranger is no authority", func(m *types.MsgOnboardParticipant) { m.Authority = addr("stranger") }, types.ErrNotAuthority},
		{"the authority of a suspended jurisdiction", func(m *types.MsgOnboardParticipant) {
			m.Authority, m.Id = addr("FR"), "fr-new"
		}, types.ErrJurisdictionNotActive},
		{"an id under another jurisdiction", func(m *types.MsgOnboardParticipant) { m.Id = "cn-31-new" }, types.ErrParticipantInvalid},
		{"an id that is none", func(m *types.MsgOnboardParticipant) { m.Id = "DE-new" }, types.ErrParticipantInvalid},
		{"an id that is taken", func(m *types.MsgOnboardParticipant) { m.Id = "de-charite" }, types.ErrParticipantExists},
		{"an id that was offboarded", func(m *types.MsgOnboardParticipant) { m.Id = "de-gone" }, types.ErrParticipantExists},
		{"a name that is too long", func(m *types.MsgOnboardParticipant) { m.Name = strings.Repeat("a", 129) }, types.ErrParticipantInvalid},
		{"no role", func(m *types.MsgOnboardParticipant) { m.Roles = nil }, types.ErrParticipantInvalid},
		{"an unknown role", func(m *types.MsgOnboardParticipant) { m.Roles[0] = 99 }, types.ErrParticipantInvalid},
		{"an unspecified role", func(m *types.MsgOnboardParticipant) { m.Roles[0] = 0 }, types.ErrParticipantInvalid},
		{"a role twice", func(m *types.MsgOnboardParticipant) { m.Roles[0] = m.Roles[1] }, types.ErrParticipantInvalid},
		{"a digest without a URI", func(m *types.MsgOnboardParticipant) { m.MetadataUri = "" }, types.ErrParticipantInvalid},
		{"a digest of another size", func(m *types.MsgOnboardParticipant) { m.MetadataDigest = []byte{1} }, types.ErrParticipantInvalid},
		{"an admin that is no address", func(m *types.MsgOnboardParticipant) { m.Admin = "x" }, types.ErrAccountInvalid},
		{"an admin of another participant", func(m *types.MsgOnboardParticipant) { m.Admin = addr("de-charite") }, types.ErrAccountBound},
		{"an admin that is the authority", func(m *types.MsgOnboardParticipant) { m.Admin = m.Authority }, types.ErrAccountBound},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			msg := onboardParticipant()
			tc.spoil(msg)
			newFixture(t).refused(t, msg, tc.want)
		})
	}
}

func TestStatusChanges(t *testing.T) {
	tests := []struct {
		name        string
		participant string
		msg         sdk.Msg
		want        types.ParticipantStatus
	}{
		{
			"a pending participant is activated", "de-waiting",
			&types.MsgActivateParticipant{Authority: addr("DE"), Participant: "de-waiting"}, active,
		},
		{
			"an active participant is suspended", "de-charite",
			&types.MsgSuspendParticipant{Authority: addr("DE"), Participant: "de-charite"}, suspended,
		},
		{
			"a suspended participant is reinstated", "de-paused",
			&types.MsgReinstateParticipant{Authority: addr("DE"), Participant: "de-paused"}, active,
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			before, err := f.k.Participants.Get(f.ctx, tc.participant)
			require.NoError(t, err)
			require.NoError(t, f.send(t, tc.msg))
			after, err := f.k.Participants.Get(f.ctx, tc.participant)
			require.NoError(t, err)

			before.History = append(before.History, types.ParticipantStatusSince{Status: tc.want, Since: blockTime})
			require.Equal(t, before, after)
			require.Equal(t, &types.EventParticipantStatusChanged{Participant: tc.participant, Status: tc.want}, f.event(t))
		})
	}
}

func TestStatusChangeRefusals(t *testing.T) {
	kinds := []struct {
		name string
		msg  func(authority, participant string) sdk.Msg
		from string // The participant that is in the right status for it.
	}{
		{"activate", func(a, p string) sdk.Msg { return &types.MsgActivateParticipant{Authority: a, Participant: p} }, "de-waiting"},
		{"suspend", func(a, p string) sdk.Msg { return &types.MsgSuspendParticipant{Authority: a, Participant: p} }, "de-charite"},
		{"reinstate", func(a, p string) sdk.Msg { return &types.MsgReinstateParticipant{Authority: a, Participant: p} }, "de-paused"},
	}
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			tests := []struct {
				name, authority, participant string
				want                         error
			}{
				{"the authority of another jurisdiction", addr("CN-31"), kind.from, types.ErrNotAuthority},
				{"the participant itself", addr(kind.from), kind.from, types.ErrNotAuthority},
				{"the council", addr("council"), kind.from, types.ErrNotAuthority},
				{"the authority of a suspended jurisdiction", addr("FR"), "fr-aphp", types.ErrJurisdictionNotActive},
				{"a signer that is no address", "x", kind.from, types.ErrAccountInvalid},
				{"an id that is none", addr("DE"), "DE", types.ErrParticipantInvalid},
				{"a participant that is not there", addr("DE"), "de-nobody", types.ErrParticipantUnknown},
				{"a participant that is offboarded", addr("DE"), "de-gone", types.ErrStatusTransition},
			}
			for _, tc := range tests {
				t.Run(tc.name, func(t *testing.T) {
					newFixture(t).refused(t, kind.msg(tc.authority, tc.participant), tc.want)
				})
			}
			for _, other := range kinds {
				if other.from == kind.from {
					continue
				}
				t.Run("a participant in another status: "+other.from, func(t *testing.T) {
					newFixture(t).refused(t, kind.msg(addr("DE"), other.from), types.ErrStatusTransition)
				})
			}
		})
	}
}

func TestBindAccount(t *testing.T) {
	f := newFixture(t)
	require.NoError(t, f.send(t, bindAccount()))

	stored, err := f.k.Accounts.Get(f.ctx, key("new account"))
	require.NoError(t, err)
	require.Equal(t, types.Account{
		Address: addr("new account"), Participant: "de-charite", Permissions: bindAccount().Permissions,
	}, stored)
	require.True(t, f.accounts.HasAccount(f.ctx, key("new account")))
	require.NoError(t, f.admission("new account"))
	require.Equal(t, &types.EventAccountBound{Participant: "de-charite", Address: addr("new account")}, f.event(t))
}

func TestBindAccountKeepsAnAuthAccountThatIsThere(t *testing.T) {
	f := newFixture(t)
	there := f.accounts.NewAccountWithAddress(f.ctx, key("new account"))
	require.NoError(t, there.SetSequence(7))
	f.accounts.SetAccount(f.ctx, there)
	require.NoError(t, f.send(t, bindAccount()))
	require.Equal(t, uint64(7), f.accounts[string(key("new account"))].GetSequence())
}

func TestBindAccountRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*types.MsgBindAccount)
		want  error
	}{
		{"an account that is no admin", func(m *types.MsgBindAccount) { m.Admin = addr("de-charite/recorder") }, types.ErrPermissionMissing},
		{"an authority is no admin", func(m *types.MsgBindAccount) { m.Admin = addr("DE") }, types.ErrAccountUnknown},
		{"a stranger is no admin", func(m *types.MsgBindAccount) { m.Admin = addr("stranger") }, types.ErrAccountUnknown},
		{"an admin of another chain", func(m *types.MsgBindAccount) {
			m.Admin = sdk.MustBech32ifyAddressBytes("other", key("de-charite"))
		}, types.ErrAccountInvalid},
		{"the admin of a pending participant", func(m *types.MsgBindAccount) { m.Admin = addr("de-waiting") }, types.ErrParticipantNotActive},
		{"the admin of a suspended participant", func(m *types.MsgBindAccount) { m.Admin = addr("de-paused") }, types.ErrParticipantNotActive},
		{"the admin of an offboarded participant", func(m *types.MsgBindAccount) { m.Admin = addr("de-gone") }, types.ErrParticipantNotActive},
		{"the admin of a participant of a suspended jurisdiction", func(m *types.MsgBindAccount) { m.Admin = addr("fr-aphp") }, types.ErrJurisdictionNotActive},
		{"an address that is none", func(m *types.MsgBindAccount) { m.Address = "x" }, types.ErrAccountInvalid},
		{"an address that is bound", func(m *types.MsgBindAccount) { m.Address = addr("de-charite/recorder") }, types.ErrAccountBound},
		{"an address that is bound to another participant", func(m *types.MsgBindAccount) { m.Address = addr("cn-31-ruijin") }, types.ErrAccountBound},
		{"an address that is an authority", func(m *types.MsgBindAccount) { m.Address = addr("CN-31") }, types.ErrAccountBound},
		{"the council's address", func(m *types.MsgBindAccount) { m.Address = addr("council") }, types.ErrAccountBound},
		{"no permission", func(m *types.MsgBindAccount) { m.Permissions = nil }, types.ErrAccountInvalid},
		{"an unknown permission", func(m *types.MsgBindAccount) { m.Permissions[1] = 6 }, types.ErrAccountInvalid},
		{"an unspecified permission", func(m *types.MsgBindAccount) { m.Permissions[0] = 0 }, types.ErrAccountInvalid},
		{"permissions out of order", func(m *types.MsgBindAccount) {
			m.Permissions[0], m.Permissions[1] = m.Permissions[1], m.Permissions[0]
		}, types.ErrAccountInvalid},
		{"a permission twice", func(m *types.MsgBindAccount) { m.Permissions[0] = m.Permissions[1] }, types.ErrAccountInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			msg := bindAccount()
			tc.spoil(msg)
			newFixture(t).refused(t, msg, tc.want)
		})
	}
}
