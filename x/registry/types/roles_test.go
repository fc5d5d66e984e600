package types

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

const (
	holder = vocabulary.Role_ROLE_DATA_HOLDER
	user   = vocabulary.Role_ROLE_DATA_USER
)

func holding(grants ...RoleGrant) Participant {
	return Participant{
		Id: "de-charite", Jurisdiction: "DE", Name: "Charité", Roles: grants,
		History: []ParticipantStatusSince{{Status: active, Since: 1}},
	}
}

func TestSetRoles(t *testing.T) {
	const now = 1000
	tests := []struct {
		name        string
		held, given []RoleGrant
		want        []RoleGrant
	}{
		{
			"a role that is held goes on",
			[]RoleGrant{{Role: holder, From: 5}},
			[]RoleGrant{{Role: holder}},
			[]RoleGrant{{Role: holder, From: 5}},
		},
		{
			"a role that is held gets another end",
			[]RoleGrant{{Role: holder, From: 5, Until: 2000}},
			[]RoleGrant{{Role: holder, From: 700, Until: 1500}},
			[]RoleGrant{{Role: holder, From: 5, Until: 1500}},
		},
		{
			"a role that is not given ends",
			[]RoleGrant{{Role: holder, From: 5}},
			[]RoleGrant{{Role: user}},
			[]RoleGrant{{Role: holder, From: 5, Until: now}, {Role: user, From: now}},
		},
		{
			"a role without a beginning keeps having none",
			[]RoleGrant{{Role: holder}},
			[]RoleGrant{{Role: holder, Until: 1500}},
			[]RoleGrant{{Role: holder, Until: 1500}},
		},
		{
			"a role that ended begins anew",
			[]RoleGrant{{Role: holder, From: 5, Until: now}},
			[]RoleGrant{{Role: holder}},
			[]RoleGrant{{Role: holder, From: 5, Until: now}, {Role: holder, From: now}},
		},
		{
			"a role that is given for later ends now",
			[]RoleGrant{{Role: holder, From: 5}},
			[]RoleGrant{{Role: holder, From: 1001}},
			[]RoleGrant{{Role: holder, From: 5, Until: now}, {Role: holder, From: 1001}},
		},
		{
			"a role that had not begun is dropped",
			[]RoleGrant{{Role: user, From: 1001}},
			[]RoleGrant{{Role: holder}},
			[]RoleGrant{{Role: holder, From: now}},
		},
		{
			"a role that began this second vanishes",
			[]RoleGrant{{Role: user, From: now}},
			[]RoleGrant{{Role: holder}},
			[]RoleGrant{{Role: holder, From: now}},
		},
		{
			"a role that began this second goes on",
			[]RoleGrant{{Role: user, From: now}},
			[]RoleGrant{{Role: user, Until: 1001}},
			[]RoleGrant{{Role: user, From: now, Until: 1001}},
		},
		{
			"a role now and again later",
			[]RoleGrant{{Role: user, From: 5}},
			[]RoleGrant{{Role: user, From: 1200}, {Role: user, Until: 1100}},
			[]RoleGrant{{Role: user, From: 5, Until: 1100}, {Role: user, From: 1200}},
		},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			p := holding(tc.held...)
			before := slices.Clone(p.Roles)
			after, err := p.SetRoles(tc.given, now)
			require.NoError(t, err)
			require.Equal(t, tc.want, after.Roles)
			require.Equal(t, before, p.Roles)
			require.NoError(t, after.Validate())
		})
	}
}

// What was held before a moment stays as it was, and what is held from then on is
// exactly what was given.
func TestRolesAreThoseThatWereSetLast(t *testing.T) {
	roles := []vocabulary.Role{holder, user, vocabulary.Role_ROLE_PAYER}
	rapid.Check(t, func(t *rapid.T) {
		const end = 400
		p := holding(RoleGrant{Role: holder, From: 1})
		held := func(role vocabulary.Role, at int64) bool { return p.Holds(policy.Role(role), at) }
		var pages []ParticipantArchivePage
		now, model := int64(1), map[vocabulary.Role]map[int64]bool{}
		for _, role := range roles {
			model[role] = map[int64]bool{}
			for at := int64(1); at < end; at++ {
				model[role][at] = role == holder
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = min(now+rapid.Int64Range(0, 6).Draw(t, "later"), end-50)
			given := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) RoleGrant {
				g := RoleGrant{Role: rapid.SampledFrom(roles).Draw(t, "role")}
				g.From = rapid.SampledFrom([]int64{0, 1, now, now + 1, now + 20}).Draw(t, "from")
				g.Until = rapid.SampledFrom([]int64{0, now + 2, now + 10, now + 30}).Draw(t, "until")
				return g
			}), 1, 4).Draw(t, "given")
			next, err := p.SetRoles(given, now)
			if err != nil {
				require.ErrorIs(t, err, ErrParticipantInvalid)
				continue
			}
			var page *ParticipantArchivePage
			p, page = next.Compact(now)
			if page != nil {
				pages = append(pages, *page)
			}
			require.NoError(t, p.Validate())
			for _, role := range roles {
				for at := now; at < end; at++ {
					model[role][at] = slices.ContainsFunc(given, func(g RoleGrant) bool {
						return g.Role == role && g.From <= at && !g.Ended(at)
					})
				}
			}
		}
		require.NoError(t, p.checkArchive(pages))
		for _, role := range roles {
			for at := p.HistoryFrom; at < end; at++ {
				require.Equal(t, model[role][at] && at > 0, held(role, at), "%s at %d", role, at)
			}
		}
		for _, page := range slices.Backward(pages) {
			p = p.Recall(page, now)
		}
		require.Zero(t, p.HistoryFrom)
		for _, role := range roles {
			for at := int64(1); at < end; at++ {
				require.Equal(t, model[role][at], held(role, at), "%s at %d", role, at)
			}
		}
	})
}

func TestRolesThatEndedLongAgoGoToTheArchive(t *testing.T) {
	p := holding(RoleGrant{Role: holder, From: 1})
	var page *ParticipantArchivePage
	now := int64(1)
	for page == nil {
		now += 10
		next, err := p.SetRoles([]RoleGrant{{Role: user, Until: now + 5}, {Role: holder}}, now)
		require.NoError(t, err)
		require.NoError(t, next.Validate())
		p, page = next.Compact(now)
		now += 10
		next, err = p.SetRoles([]RoleGrant{{Role: holder}}, now)
		require.NoError(t, err)
		p, _ = next.Compact(now)
		if len(p.Roles) == MaxRoleGrants {
			next, err = p.SetRoles([]RoleGrant{{Role: user}, {Role: holder}}, now)
			require.NoError(t, err)
			require.Len(t, next.Roles, MaxRoleGrants+1)
			p, page = next.Compact(now)
		}
	}
	require.Len(t, page.Roles, rolePage)
	require.Len(t, p.Roles, MaxRoleGrants+1-rolePage)
	require.Equal(t, page.Roles[rolePage-1].Until, p.HistoryFrom)
	require.NoError(t, page.Validate())
	require.NoError(t, p.Validate())
	require.True(t, p.Holds(policy.RoleDataHolder, now))
}
