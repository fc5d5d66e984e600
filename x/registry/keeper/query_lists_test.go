package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

// listed follows the pages of a list of participants, and counts them.
func (f fixture) listed(t *testing.T, r types.QueryParticipantsRequest, page query.PageRequest) (ids []string, pages int) {
	t.Helper()
	for {
		r.Pagination = &page
		answer, err := f.queries.Participants(f.ctx, &r)
		require.NoError(t, err)
		for _, p := range answer.Participants {
			ids = append(ids, p.Id)
		}
		pages++
		if page.Key = answer.Pagination.NextKey; len(page.Key) == 0 {
			return ids, pages
		}
	}
}

func TestParticipantsByJurisdictionRoleAndStatus(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, setRoles("de-paused", types.RoleGrant{Role: vocabulary.Role_ROLE_PAYER, From: blockTime + 10}))
	holder := vocabulary.Role_ROLE_DATA_HOLDER
	for name, tc := range map[string]struct {
		request types.QueryParticipantsRequest
		want    []string
	}{
		"all":                          {types.QueryParticipantsRequest{}, []string{"cn-31-ruijin", "de-charite", "de-gone", "de-paused", "de-waiting", "fr-aphp"}},
		"of a jurisdiction":            {types.QueryParticipantsRequest{Jurisdiction: "DE"}, []string{"de-charite", "de-gone", "de-paused", "de-waiting"}},
		"of a jurisdiction without":    {types.QueryParticipantsRequest{Jurisdiction: "CN"}, nil},
		"with a role":                  {types.QueryParticipantsRequest{Role: holder}, []string{"cn-31-ruijin", "de-charite", "de-gone", "de-waiting", "fr-aphp"}},
		"with a role that is to begin": {types.QueryParticipantsRequest{Role: vocabulary.Role_ROLE_PAYER}, nil},
		"in a status":                  {types.QueryParticipantsRequest{Status: active}, []string{"cn-31-ruijin", "de-charite", "fr-aphp"}},
		"of, with and in": {
			types.QueryParticipantsRequest{Jurisdiction: "DE", Role: holder, Status: pending}, []string{"de-waiting"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := f.listed(t, tc.request, query.PageRequest{})
			require.Equal(t, tc.want, got)
			one, pages := f.listed(t, tc.request, query.PageRequest{Limit: 1})
			require.Equal(t, tc.want, one)
			require.GreaterOrEqual(t, pages, len(tc.want))
			back, _ := f.listed(t, tc.request, query.PageRequest{Limit: 2, Reverse: true})
			require.Len(t, back, len(tc.want))
			for i, id := range back {
				require.Equal(t, tc.want[len(tc.want)-1-i], id)
			}
		})
	}
}

func TestAPageOfParticipantsLooksAtABoundedNumber(t *testing.T) {
	f := emptyFixture(t)
	for i := range 2500 {
		p := newParticipant(fmt.Sprintf("de-%04d", i), "DE", active)
		require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	}
	for _, id := range []string{"de-2500", "fr-0"} {
		p := newParticipant(id, map[string]string{"de-2500": "DE", "fr-0": "FR"}[id], suspended)
		require.NoError(t, f.k.Participants.Set(f.ctx, id, p))
	}
	r := types.QueryParticipantsRequest{Status: suspended}
	first, err := f.queries.Participants(f.ctx, &r)
	require.NoError(t, err)
	require.Empty(t, first.Participants)
	require.Equal(t, "de-1000", string(first.Pagination.NextKey))
	ids, pages := f.listed(t, r, query.PageRequest{})
	require.Equal(t, []string{"de-2500", "fr-0"}, ids)
	require.Equal(t, 3, pages)
	ids, pages = f.listed(t, types.QueryParticipantsRequest{Status: suspended, Jurisdiction: "FR"}, query.PageRequest{})
	require.Equal(t, []string{"fr-0"}, ids)
	require.Equal(t, 1, pages, "those of other jurisdictions are not looked at")
	ids, pages = f.listed(t, types.QueryParticipantsRequest{Status: suspended, Jurisdiction: "DE"}, query.PageRequest{Reverse: true})
	require.Equal(t, []string{"de-2500"}, ids)
	require.Equal(t, 3, pages)
}

func TestAPageKeyBeyondWhatIsAskedFor(t *testing.T) {
	f := newFixture(t)
	for key, reverse := range map[string]bool{"fr-": false, "cn": true, "\xff\xff": false, "\x00": true} {
		r, err := f.queries.Participants(f.ctx, &types.QueryParticipantsRequest{
			Jurisdiction: "DE", Pagination: &query.PageRequest{Key: []byte(key), Reverse: reverse},
		})
		require.NoError(t, err)
		require.Empty(t, r.Participants, key)
	}
}

func TestFiltersOfParticipantsThatAreNone(t *testing.T) {
	f := newFixture(t)
	for name, r := range map[string]*types.QueryParticipantsRequest{
		"a jurisdiction": {Jurisdiction: "de"},
		"a role":         {Role: 99},
		"a status":       {Status: 99},
	} {
		_, err := f.queries.Participants(f.ctx, r)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
	}
}

func TestAccountsOfAParticipant(t *testing.T) {
	f := newFixture(t)
	f.mustSend(t, bindAccount(), unbind("de-charite", "de-charite/recorder"))
	seen := map[string]bool{}
	var key []byte
	for range 2 {
		r, err := f.queries.Accounts(f.ctx, &types.QueryAccountsRequest{
			Participant: "de-charite", Pagination: &query.PageRequest{Key: key, Limit: 1},
		})
		require.NoError(t, err)
		require.Len(t, r.Accounts, 1)
		require.Equal(t, "de-charite", r.Accounts[0].Participant)
		seen[r.Accounts[0].Address] = true
		key = r.Pagination.NextKey
	}
	require.Empty(t, key)
	require.Equal(t, map[string]bool{addr("de-charite"): true, addr("new account"): true}, seen)
}

func TestHandoverAndSchemes(t *testing.T) {
	f := newFixture(t)
	_, err := f.queries.Handover(f.ctx, &types.QueryHandoverRequest{Jurisdiction: "DE"})
	require.Equal(t, codes.NotFound, status.Code(err))
	f.mustSend(t, transferAuthority("DE", "committee"), setIssuers("de-charite"))
	h, err := f.queries.Handover(f.ctx, &types.QueryHandoverRequest{Jurisdiction: "DE"})
	require.NoError(t, err)
	require.Equal(t, addr("committee"), h.Handover.Successor)
	s, err := f.queries.Schemes(f.ctx, &types.QuerySchemesRequest{})
	require.NoError(t, err)
	require.Equal(t, []types.Scheme{{Id: scheme, Issuers: []string{"de-charite"}}}, s.Schemes)
}

func TestListsRefuseWhatIsNoRequest(t *testing.T) {
	f := newFixture(t)
	ask := []func() error{
		func() error { _, err := f.queries.Handover(f.ctx, nil); return err },
		func() error { _, err := f.queries.Params(f.ctx, nil); return err },
		func() error { _, err := f.queries.Schemes(f.ctx, nil); return err },
		func() error { _, err := f.queries.Accounts(f.ctx, nil); return err },
		func() error { _, err := f.queries.ParticipantArchive(f.ctx, nil); return err },
		func() error { _, err := f.queries.JurisdictionArchive(f.ctx, nil); return err },
		func() error {
			_, err := f.queries.Accounts(f.ctx, &types.QueryAccountsRequest{Participant: "\x00"})
			return err
		},
		func() error {
			_, err := f.queries.ParticipantArchive(f.ctx, &types.QueryParticipantArchiveRequest{Participant: "DE"})
			return err
		},
		func() error {
			_, err := f.queries.JurisdictionArchive(f.ctx, &types.QueryJurisdictionArchiveRequest{Jurisdiction: "de"})
			return err
		},
		func() error {
			_, err := f.queries.Schemes(f.ctx, &types.QuerySchemesRequest{Pagination: &query.PageRequest{Limit: 101}})
			return err
		},
		func() error {
			_, err := f.queries.Accounts(f.ctx, &types.QueryAccountsRequest{
				Participant: "de-charite", Pagination: &query.PageRequest{Offset: 1},
			})
			return err
		},
	}
	for i, a := range ask {
		require.Equal(t, codes.InvalidArgument, status.Code(a()), "question %d", i)
	}
}
