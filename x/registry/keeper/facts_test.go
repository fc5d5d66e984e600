package keeper_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

func TestAuthorize(t *testing.T) {
	tests := []struct {
		name       string
		account    string
		permission permission.Permission
		want       error
	}{
		{"an active participant's account", "de-charite", permission.Attest, nil},
		{"an active participant's recorder", "de-charite/recorder", permission.Record, nil},
		{"a recorder is nothing else", "de-charite/recorder", permission.Relay, types.ErrPermissionMissing},
		{"nobody holds no permission", "de-charite", 0, types.ErrPermissionMissing},
		{"a stranger", "stranger", permission.Record, types.ErrAccountUnknown},
		{"an authority is no account", "DE", permission.Admin, types.ErrAccountUnknown},
		{"a suspended participant may still report", "de-paused", permission.Record, nil},
		{"a suspended participant may do nothing else", "de-paused", permission.Relay, types.ErrParticipantNotActive},
		{"a pending participant may not report", "de-waiting", permission.Record, types.ErrParticipantNotActive},
		{"an offboarded participant may not report", "de-gone", permission.Record, types.ErrParticipantNotActive},
		{"a suspended jurisdiction's participant may still report", "fr-aphp", permission.Record, nil},
		{"a suspended jurisdiction's participant may do nothing else", "fr-aphp", permission.Relay, types.ErrJurisdictionNotActive},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			member, err := f.k.Authorize(f.ctx, addr(tc.account), tc.permission)
			require.ErrorIs(t, err, tc.want)
			if tc.want != nil {
				require.Empty(t, member)
				return
			}
			account, err := f.k.Accounts.Get(f.ctx, key(tc.account))
			require.NoError(t, err)
			participant, err := f.k.Participants.Get(f.ctx, account.Participant)
			require.NoError(t, err)
			require.Equal(t, permission.Member{Participant: participant.Id, Jurisdiction: participant.Jurisdiction}, member)
		})
	}
	t.Run("an address that is none", func(t *testing.T) {
		f := newFixture(t)
		_, err := f.k.Authorize(f.ctx, "x", permission.Record)
		require.ErrorIs(t, err, types.ErrAccountInvalid)
	})
}

func TestAddressHasOneSpelling(t *testing.T) {
	f := newFixture(t)
	_, err := f.k.Authorize(f.ctx, strings.ToUpper(addr("de-charite")), permission.Record)
	require.ErrorIs(t, err, types.ErrAccountInvalid)
	_, err = f.k.Authority(f.ctx, strings.ToUpper(addr("DE")))
	require.ErrorIs(t, err, types.ErrAccountInvalid)
}

// What a message changes holds for the next message of the same block.
func TestSuspensionBitesInTheBlockItLandsIn(t *testing.T) {
	f := newFixture(t)
	_, err := f.k.Authorize(f.ctx, addr("de-charite"), permission.Relay)
	require.NoError(t, err)
	require.NoError(t, f.send(t, &types.MsgSuspendParticipant{Authority: addr("DE"), Participant: "de-charite"}))
	_, err = f.k.Authorize(f.ctx, addr("de-charite"), permission.Relay)
	require.ErrorIs(t, err, types.ErrParticipantNotActive)
	_, err = f.k.Authorize(f.ctx, addr("de-charite"), permission.Record)
	require.NoError(t, err)
}

func TestStatusIsThatOfTheBlockTime(t *testing.T) {
	f := newFixture(t)
	early := f.ctx.WithBlockTime(time.Unix(genesisTime-1, 0))
	_, err := f.k.Authorize(early, addr("de-charite"), permission.Relay)
	require.ErrorIs(t, err, types.ErrParticipantNotActive)
	_, err = f.k.Authority(early, addr("DE"))
	require.ErrorIs(t, err, types.ErrJurisdictionNotActive)
}

func TestAuthority(t *testing.T) {
	f := newFixture(t)
	id, err := f.k.Authority(f.ctx, addr("CN-31"))
	require.NoError(t, err)
	require.Equal(t, "CN-31", id)
	for account, want := range map[string]error{
		addr("FR"):         types.ErrJurisdictionNotActive,
		addr("de-charite"): types.ErrNotAuthority,
		addr("stranger"):   types.ErrNotAuthority,
		addr("council"):    types.ErrNotAuthority,
		"":                 types.ErrAccountInvalid,
	} {
		id, err := f.k.Authority(f.ctx, account)
		require.ErrorIs(t, err, want)
		require.Empty(t, id)
	}
}

func TestJurisdictionActive(t *testing.T) {
	f := newFixture(t)
	for id, want := range map[string]bool{"DE": true, "CN-31": true, "FR": false, "XX": false, "": false} {
		got, err := f.k.JurisdictionActive(f.ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, got, id)
	}
}

func TestWhoMayAskAboutSubjects(t *testing.T) {
	berlin := permission.Inquirer{Participant: "de-charite", Jurisdiction: "DE"}
	tests := []struct {
		name    string
		address string
		want    permission.Inquirer
		refused error
	}{
		{"an authority", "DE", permission.Inquirer{Jurisdiction: "DE", Oversees: true}, nil},
		{"an account that attests", "de-charite", berlin, nil},
		{"an account that records", "de-charite/recorder", berlin, nil},
		{"a suspended participant's", "de-paused", permission.Inquirer{}, types.ErrParticipantNotActive},
		{"a waiting participant's", "de-waiting", permission.Inquirer{}, types.ErrParticipantNotActive},
		{"a participant's of a suspended jurisdiction", "fr-aphp", permission.Inquirer{}, types.ErrJurisdictionNotActive},
		{"a suspended jurisdiction's authority", "FR", permission.Inquirer{}, types.ErrJurisdictionNotActive},
		{"a stranger", "stranger", permission.Inquirer{}, types.ErrAccountUnknown},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			who, err := f.k.Inquirer(f.ctx, addr(tc.address))
			require.ErrorIs(t, err, tc.refused)
			require.Equal(t, tc.want, who)
		})
	}
	f := newFixture(t)
	p, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	p.Roles = append(p.Roles, types.RoleGrant{Role: vocabulary.Role_ROLE_AUDITOR, From: f.ctx.BlockTime().Unix()})
	require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	who, err := f.k.Inquirer(f.ctx, addr("de-charite/recorder"))
	require.NoError(t, err)
	require.True(t, who.Oversees, "an auditor")
	account, err := f.k.Accounts.Get(f.ctx, key("de-charite/recorder"))
	require.NoError(t, err)
	account.Permissions = []types.Permission{types.Permission_PERMISSION_OPERATE, types.Permission_PERMISSION_ADMIN}
	require.NoError(t, f.k.Accounts.Set(f.ctx, key("de-charite/recorder"), account))
	_, err = f.k.Inquirer(f.ctx, addr("de-charite/recorder"))
	require.ErrorIs(t, err, types.ErrPermissionMissing, "whose work is not about subjects")
}

func TestWhoMayRunAValidator(t *testing.T) {
	f := newFixture(t)
	require.ErrorIs(t, f.k.RequireNodeOperator(f.ctx, "de-charite"), types.ErrNotNodeOperator)
	require.ErrorIs(t, f.k.RequireNodeOperator(f.ctx, "de-nobody"), types.ErrParticipantUnknown)
	p, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	now := f.ctx.BlockTime().Unix()
	node := types.RoleGrant{Role: vocabulary.Role_ROLE_NODE_OPERATOR, From: now}
	p.Roles = append(p.Roles, node)
	require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	require.NoError(t, f.k.RequireNodeOperator(f.ctx, "de-charite"))
	p.Roles[len(p.Roles)-1].Until = now
	require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	require.ErrorIs(t, f.k.RequireNodeOperator(f.ctx, "de-charite"), types.ErrNotNodeOperator, "the role has ended")
	paused, err := f.k.Participants.Get(f.ctx, "de-paused")
	require.NoError(t, err)
	paused.Roles = append(paused.Roles, node)
	require.NoError(t, f.k.Participants.Set(f.ctx, paused.Id, paused))
	require.ErrorIs(t, f.k.RequireNodeOperator(f.ctx, "de-paused"), types.ErrParticipantNotActive)
}

func TestPolicyFacts(t *testing.T) {
	f := newFixture(t)
	p, found, err := f.k.PolicyParticipant(f.ctx, "de-paused")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, policy.StatusSuspended, p.Value.History.At(blockTime))
	require.Zero(t, p.HistoryFrom)
	require.True(t, p.Value.HasRole(policy.RoleDataHolder, blockTime))

	j, found, err := f.k.PolicyJurisdiction(f.ctx, "FR")
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, policy.StatusSuspended, j.Value.History.At(blockTime))

	_, found, err = f.k.PolicyParticipant(f.ctx, "de-nobody")
	require.NoError(t, err)
	require.False(t, found)
	_, found, err = f.k.PolicyJurisdiction(f.ctx, "XX")
	require.NoError(t, err)
	require.False(t, found)
}

func TestWhoIssuesDataPermits(t *testing.T) {
	f := newFixture(t)
	now := f.ctx.BlockTime().Unix()
	body := types.RoleGrant{Role: vocabulary.Role_ROLE_ACCESS_BODY, From: now}
	for _, id := range []string{"de-charite", "de-paused", "fr-aphp"} {
		p, err := f.k.Participants.Get(f.ctx, id)
		require.NoError(t, err)
		p.Roles = append(p.Roles, body)
		require.NoError(t, f.k.Participants.Set(f.ctx, id, p))
	}
	for _, tc := range []struct {
		name, address string
		want          permission.Member
		refused       error
	}{
		{"an authority", addr("DE"), permission.Member{Jurisdiction: "DE"}, nil},
		{"the authority of a suspended jurisdiction", addr("FR"), permission.Member{}, types.ErrJurisdictionNotActive},
		{"an access body", addr("de-charite"), permission.Member{Participant: "de-charite", Jurisdiction: "DE"}, nil},
		{"an account of it without ATTEST", addr("de-charite/recorder"), permission.Member{}, types.ErrPermissionMissing},
		{"an access body that is suspended", addr("de-paused"), permission.Member{}, types.ErrParticipantNotActive},
		{"an access body of a suspended jurisdiction", addr("fr-aphp"), permission.Member{}, types.ErrJurisdictionNotActive},
		{"an institution without the role", addr("cn-31-ruijin"), permission.Member{}, types.ErrNotAccessBody},
		{"a stranger", addr("stranger"), permission.Member{}, types.ErrAccountUnknown},
	} {
		got, err := f.k.PermitIssuer(f.ctx, tc.address)
		require.ErrorIs(t, err, tc.refused, tc.name)
		require.Equal(t, tc.want, got, tc.name)
	}
	p, err := f.k.Participants.Get(f.ctx, "de-charite")
	require.NoError(t, err)
	p.Roles[len(p.Roles)-1].Until = now
	require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	_, err = f.k.PermitIssuer(f.ctx, addr("de-charite"))
	require.ErrorIs(t, err, types.ErrNotAccessBody, "the role has ended")
}

func TestWhoReviews(t *testing.T) {
	f := newFixture(t)
	for _, tc := range []struct {
		name, address string
		want          permission.Member
		refused       error
	}{
		{"an authority", addr("DE"), permission.Member{Jurisdiction: "DE"}, nil},
		{"the authority of a suspended jurisdiction", addr("FR"), permission.Member{}, types.ErrJurisdictionNotActive},
		{"an institution", addr("de-charite"), permission.Member{Participant: "de-charite", Jurisdiction: "DE"}, nil},
		{"an account of it without ATTEST", addr("de-charite/recorder"), permission.Member{}, types.ErrPermissionMissing},
		{"an institution that is suspended", addr("de-paused"), permission.Member{}, types.ErrParticipantNotActive},
		{"an institution of a suspended jurisdiction", addr("fr-aphp"), permission.Member{}, types.ErrJurisdictionNotActive},
		{"a stranger", addr("stranger"), permission.Member{}, types.ErrAccountUnknown},
	} {
		got, err := f.k.Reviewer(f.ctx, tc.address)
		require.ErrorIs(t, err, tc.refused, tc.name)
		require.Equal(t, tc.want, got, tc.name)
	}
}

func TestAParticipantIsKnownWhateverItsStatus(t *testing.T) {
	f := newFixture(t)
	for id, want := range map[string]bool{"de-charite": true, "de-gone": true, "de-waiting": true, "de-nobody": false, "": false} {
		known, err := f.k.ParticipantKnown(f.ctx, id)
		require.NoError(t, err)
		require.Equal(t, want, known, id)
	}
}
