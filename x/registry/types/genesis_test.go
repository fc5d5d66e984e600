package types

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

func addressOf(n byte) string {
	text, err := bech32.ConvertAndEncode("assent", bytes.Repeat([]byte{n}, 20))
	if err != nil {
		panic(err)
	}
	return text
}

func genesis() GenesisState {
	jurisdiction := func(id string, n byte) Jurisdiction {
		return Jurisdiction{
			Id: id, Name: "Name of " + id, Authority: addressOf(n),
			History:  []JurisdictionStatusSince{{Status: JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: 1}},
			Profiles: []Profile{{Since: 1}, fullProfile()},
		}
	}
	participant := func(id, jurisdiction string) Participant {
		return Participant{
			Id: id, Jurisdiction: jurisdiction, Name: "Name of " + id,
			Roles:   []RoleGrant{{Role: vocabulary.Role_ROLE_DATA_HOLDER, From: 1}},
			History: []ParticipantStatusSince{{Status: active, Since: 1}},
		}
	}
	return GenesisState{
		Params:        DefaultParams(),
		Jurisdictions: []Jurisdiction{jurisdiction("CN-31", 1), jurisdiction("DE", 2)},
		Participants:  []Participant{participant("cn-31-ruijin", "CN-31"), participant("de-charite", "DE")},
		Accounts: []Account{
			{Address: addressOf(3), Participant: "de-charite", Permissions: []Permission{Permission_PERMISSION_ADMIN}},
			{Address: addressOf(4), Participant: "cn-31-ruijin", Permissions: []Permission{Permission_PERMISSION_RELAY, Permission_PERMISSION_RECORD}},
			{Address: addressOf(5), Participant: "cn-31-ruijin", Permissions: []Permission{Permission_PERMISSION_ADMIN}},
		},
	}
}

func TestGenesis(t *testing.T) {
	require.NoError(t, DefaultGenesis().Validate())
	require.NoError(t, genesis().Validate())
}

func TestGenesisRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*GenesisState)
		want  error
	}{
		{"jurisdictions out of order", func(g *GenesisState) { slices.Reverse(g.Jurisdictions) }, ErrGenesisInvalid},
		{"a jurisdiction twice", func(g *GenesisState) { g.Jurisdictions[1].Id = "CN-31" }, ErrGenesisInvalid},
		{"a jurisdiction's id", func(g *GenesisState) { g.Jurisdictions[1].Id = "xx" }, ErrJurisdictionInvalid},
		{"a jurisdiction without a name", func(g *GenesisState) { g.Jurisdictions[1].Name = "" }, ErrJurisdictionInvalid},
		{"an authority that is no address", func(g *GenesisState) { g.Jurisdictions[1].Authority = "x" }, ErrAccountInvalid},
		{"one authority of two jurisdictions", func(g *GenesisState) { g.Jurisdictions[1].Authority = addressOf(1) }, ErrGenesisInvalid},
		{"an unknown status of a jurisdiction", func(g *GenesisState) { g.Jurisdictions[0].History[0].Status = 7 }, ErrJurisdictionInvalid},
		{"no history of a jurisdiction", func(g *GenesisState) { g.Jurisdictions[0].History = nil }, ErrJurisdictionInvalid},
		{"profiles out of order", func(g *GenesisState) { slices.Reverse(g.Jurisdictions[0].Profiles) }, ErrJurisdictionInvalid},
		{"too many profiles", func(g *GenesisState) {
			g.Jurisdictions[0].Profiles = slices.Repeat(g.Jurisdictions[0].Profiles[:1], MaxProfiles+1)
		}, ErrJurisdictionInvalid},
		{"a malformed profile", func(g *GenesisState) { g.Jurisdictions[0].Profiles[0].Combining = 9 }, ErrProfileInvalid},
		{"participants out of order", func(g *GenesisState) { slices.Reverse(g.Participants) }, ErrGenesisInvalid},
		{"a participant twice", func(g *GenesisState) { g.Participants[1] = g.Participants[0] }, ErrGenesisInvalid},
		{"a participant of no jurisdiction", func(g *GenesisState) {
			g.Participants[1].Id, g.Participants[1].Jurisdiction = "fr-aphp", "FR"
		}, ErrGenesisInvalid},
		{"a malformed participant", func(g *GenesisState) { g.Participants[1].Name = "" }, ErrParticipantInvalid},
		{"accounts out of order", func(g *GenesisState) { slices.Reverse(g.Accounts) }, ErrGenesisInvalid},
		{"an account twice", func(g *GenesisState) { g.Accounts[1].Address = g.Accounts[0].Address }, ErrGenesisInvalid},
		{"an account of nobody", func(g *GenesisState) { g.Accounts[1].Participant = "de-nobody" }, ErrGenesisInvalid},
		{"an account that is an authority", func(g *GenesisState) { g.Accounts[0].Address = addressOf(1) }, ErrGenesisInvalid},
		{"an account without permission", func(g *GenesisState) { g.Accounts[0].Permissions = nil }, ErrAccountInvalid},
		{"permissions out of order", func(g *GenesisState) { slices.Reverse(g.Accounts[1].Permissions) }, ErrAccountInvalid},
		{"a permission twice", func(g *GenesisState) { g.Accounts[1].Permissions[1] = g.Accounts[1].Permissions[0] }, ErrAccountInvalid},
		{"an unknown permission", func(g *GenesisState) { g.Accounts[1].Permissions[1] = 6 }, ErrAccountInvalid},
		{"an unspecified permission", func(g *GenesisState) { g.Accounts[1].Permissions[0] = 0 }, ErrAccountInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := genesis()
			tc.spoil(&g)
			require.ErrorIs(t, g.Validate(), tc.want)
		})
	}
}

func TestSortPutsAGenesisInOrder(t *testing.T) {
	g, want := genesis(), genesis()
	slices.Reverse(g.Jurisdictions)
	slices.Reverse(g.Participants)
	slices.Reverse(g.Accounts)
	g.Sort()
	require.Equal(t, want, g)
}

func TestJurisdictionAsDecisionsReadIt(t *testing.T) {
	j := genesis().Jurisdictions[0]
	j.History = append(j.History, JurisdictionStatusSince{Status: JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED, Since: 50})
	facts := j.Policy()
	require.Equal(t, "CN-31", facts.ID)
	require.Equal(t, policy.History{{Status: policy.StatusActive, Since: 1}, {Status: policy.StatusSuspended, Since: 50}}, facts.History)
	require.Len(t, facts.Profiles, 2)
	require.False(t, j.Active(0))
	require.True(t, j.Active(49))
	require.False(t, j.Active(50))
}

func TestAccountHoldsWhatItWasGiven(t *testing.T) {
	a := genesis().Accounts[1]
	require.True(t, a.Holds(permission.Relay))
	require.True(t, a.Holds(permission.Record))
	require.False(t, a.Holds(permission.Admin))
	require.False(t, a.Holds(0))
	require.Equal(t, permission.Operate, permission.Permission(Permission_PERMISSION_OPERATE))
	require.Equal(t, permission.Admin, permission.Permission(Permission_PERMISSION_ADMIN))
	require.Equal(t, permission.Attest, permission.Permission(Permission_PERMISSION_ATTEST))
}
