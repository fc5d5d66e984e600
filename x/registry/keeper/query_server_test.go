package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/registry/types"
)

func TestQueriesByKey(t *testing.T) {
	f := newFixture(t)
	j, err := f.queries.Jurisdiction(f.ctx, &types.QueryJurisdictionRequest{Id: "DE"})
	require.NoError(t, err)
	require.Equal(t, addr("DE"), j.Jurisdiction.Authority)
	p, err := f.queries.Participant(f.ctx, &types.QueryParticipantRequest{Id: "de-charite"})
	require.NoError(t, err)
	require.Equal(t, "DE", p.Participant.Jurisdiction)
	a, err := f.queries.Account(f.ctx, &types.QueryAccountRequest{Address: addr("de-charite")})
	require.NoError(t, err)
	require.Equal(t, "de-charite", a.Account.Participant)

	_, err = f.queries.Jurisdiction(f.ctx, &types.QueryJurisdictionRequest{Id: "XX"})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.queries.Participant(f.ctx, &types.QueryParticipantRequest{})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.queries.Account(f.ctx, &types.QueryAccountRequest{Address: addr("stranger")})
	require.Equal(t, codes.NotFound, status.Code(err))
	_, err = f.queries.Account(f.ctx, &types.QueryAccountRequest{Address: "x"})
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestEmptyRequestsAreRefused(t *testing.T) {
	f := newFixture(t)
	_, err := f.queries.Jurisdiction(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Jurisdictions(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Participant(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Participants(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.Account(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}

func TestPagesFollowEachOtherByKey(t *testing.T) {
	f := emptyFixture(t)
	for i := range 250 {
		p := newParticipant(fmt.Sprintf("de-%03d", i), "DE", active)
		require.NoError(t, f.k.Participants.Set(f.ctx, p.Id, p))
	}
	for _, reverse := range []bool{false, true} {
		var seen []string
		page := &query.PageRequest{Reverse: reverse}
		for pages := 0; ; pages++ {
			require.Less(t, pages, 3)
			r, err := f.queries.Participants(f.ctx, &types.QueryParticipantsRequest{Pagination: page})
			require.NoError(t, err)
			require.LessOrEqual(t, len(r.Participants), 100)
			require.Zero(t, r.Pagination.Total)
			for _, p := range r.Participants {
				seen = append(seen, p.Id)
			}
			if len(r.Pagination.NextKey) == 0 {
				break
			}
			page.Key = r.Pagination.NextKey
		}
		require.Len(t, seen, 250)
		first, last := "de-000", "de-249"
		if reverse {
			first, last = last, first
		}
		require.Equal(t, first, seen[0])
		require.Equal(t, last, seen[249])
	}
}

func TestPageOfJurisdictions(t *testing.T) {
	f := newFixture(t)
	r, err := f.queries.Jurisdictions(f.ctx, &types.QueryJurisdictionsRequest{})
	require.NoError(t, err)
	require.Len(t, r.Jurisdictions, 3)
	require.Equal(t, "CN-31", r.Jurisdictions[0].Id)

	r, err = f.queries.Jurisdictions(f.ctx, &types.QueryJurisdictionsRequest{Pagination: &query.PageRequest{Limit: 2}})
	require.NoError(t, err)
	require.Len(t, r.Jurisdictions, 2)
	require.NotEmpty(t, r.Pagination.NextKey)
}

func TestPagesThatCostTooMuchAreRefused(t *testing.T) {
	f := newFixture(t)
	for name, page := range map[string]*query.PageRequest{
		"more than a page": {Limit: 101},
		"by offset":        {Offset: 1},
		"with a total":     {CountTotal: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.queries.Jurisdictions(f.ctx, &types.QueryJurisdictionsRequest{Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
			_, err = f.queries.Participants(f.ctx, &types.QueryParticipantsRequest{Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		})
	}
	_, err := f.queries.Participants(f.ctx, &types.QueryParticipantsRequest{Pagination: &query.PageRequest{Limit: 100}})
	require.NoError(t, err)
}
