package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

func TestInvariantsHoldOfAGenesis(t *testing.T) {
	f := newFixture(t)
	broken, err := f.k.Invariants(f.ctx)
	require.NoError(t, err)
	require.Empty(t, broken)
}

func TestInvariantsSayWhatIsBroken(t *testing.T) {
	for name, spoil := range map[string]func(*testing.T, fixture) error{
		"a participant of nobody": func(_ *testing.T, f fixture) error {
			return f.k.Participants.Set(f.ctx, "xx-a", newParticipant("xx-a", "XX", active))
		},
		"an authority that the index does not hold": func(_ *testing.T, f fixture) error { return f.k.Authorities.Remove(f.ctx, key("DE")) },
		"an authority of nothing":                   func(_ *testing.T, f fixture) error { return f.k.Authorities.Set(f.ctx, key("x"), "DE") },
		"an account that is not among the members": func(_ *testing.T, f fixture) error {
			return f.k.Members.Remove(f.ctx, collections.Join("de-charite", key("de-charite")))
		},
		"a member without an account": func(_ *testing.T, f fixture) error {
			return f.k.Members.Set(f.ctx, collections.Join("de-charite", key("x")))
		},
		"a successor of nothing": func(_ *testing.T, f fixture) error { return f.k.Successors.Set(f.ctx, key("x"), "DE") },
		"a handover that the index does not hold": func(t *testing.T, f fixture) error {
			f.mustSend(t, transferAuthority("DE", "committee"))
			return f.k.Successors.Remove(f.ctx, key("committee"))
		},
		"a sender that cannot sign": func(_ *testing.T, f fixture) error {
			delete(f.accounts, string(key("de-charite")))
			return nil
		},
		"two profiles to come": func(t *testing.T, f fixture) error {
			j, err := f.k.Jurisdictions.Get(f.ctx, "DE")
			require.NoError(t, err)
			j.Profiles = append(j.Profiles, types.Profile{Since: blockTime + 1}, types.Profile{Since: blockTime + 2})
			return f.k.Jurisdictions.Set(f.ctx, "DE", j)
		},
		"too many roles": func(t *testing.T, f fixture) error {
			p, err := f.k.Participants.Get(f.ctx, "de-charite")
			require.NoError(t, err)
			p.Roles = nil
			for i := range int64(types.MaxLiveRoles + 1) {
				p.Roles = append(p.Roles, types.RoleGrant{
					Role: vocabulary.Role_ROLE_PAYER, From: blockTime + 2*i, Until: blockTime + 2*i + 1,
				})
			}
			return f.k.Participants.Set(f.ctx, "de-charite", p)
		},
		"too many accreditations": func(t *testing.T, f fixture) error {
			p, err := f.k.Participants.Get(f.ctx, "de-charite")
			require.NoError(t, err)
			for i := range byte(types.MaxLiveAccreditations + 1) {
				p.Accreditations = append(p.Accreditations, types.Accreditation{
					Scheme: scheme, CredentialDigest: digest(i), MaxGrade: 5, From: blockTime,
				})
			}
			return f.k.Participants.Set(f.ctx, "de-charite", p)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			require.NoError(t, spoil(t, f))
			broken, err := f.k.Invariants(f.ctx)
			require.NoError(t, err)
			require.NotEmpty(t, broken)
		})
	}
}
