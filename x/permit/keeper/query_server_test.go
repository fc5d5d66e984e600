package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/permit/types"
)

func TestPermitQueryDoesNotFindWhatIsNotThere(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"de-none", "", strings.Repeat("x", 1000)} {
		_, err := f.queries.Permit(f.ctx, &types.QueryPermitRequest{Id: id})
		require.ErrorIs(t, err, types.ErrPermitUnknown)
		require.Equal(t, codes.NotFound, status.Code(err))
		require.Less(t, len(err.Error()), 200)
		_, found, err := f.keeper.PolicyPermit(f.ctx, id)
		require.NoError(t, err)
		require.False(t, found)
	}
	_, err := f.queries.Permit(f.ctx, nil)
	require.ErrorIs(t, err, types.ErrPermitUnknown)
}

// many issues permits of DE to its university and, every third, to an institute of FR.
func many(f *fixture, n int) {
	for i := range n {
		m := issue()
		m.Id = fmt.Sprintf("de-%03d", i)
		if i%3 == 0 {
			m.Holder = "fr-institute"
		}
		f.must(m)
	}
	m := issue()
	m.Id, m.Sender = "fr-one", foreign
	f.must(m)
}

func TestPermitsAreListedByIssuerInPages(t *testing.T) {
	f := newFixture(t)
	many(f, 105)
	first, err := f.queries.PermitsByIssuer(f.ctx, &types.QueryPermitsByIssuerRequest{Issuer: "DE"})
	require.NoError(t, err)
	require.Len(t, first.Permits, 100)
	require.Equal(t, "de-000", first.Permits[0].Id)
	require.Equal(t, "fr-institute", first.Permits[0].Holder)
	rest, err := f.queries.PermitsByIssuer(f.ctx, &types.QueryPermitsByIssuerRequest{
		Issuer: "DE", Pagination: &query.PageRequest{Key: first.Pagination.NextKey, Limit: 7},
	})
	require.NoError(t, err)
	require.Len(t, rest.Permits, 5)
	require.Equal(t, "de-100", rest.Permits[0].Id)
	require.Empty(t, rest.Pagination.NextKey)

	none, err := f.queries.PermitsByIssuer(f.ctx, &types.QueryPermitsByIssuerRequest{Issuer: "DE-1"})
	require.NoError(t, err)
	require.Empty(t, none.Permits, "a subdivision is another issuer")
}

func TestPermitsAreListedByHolder(t *testing.T) {
	f := newFixture(t)
	many(f, 9)
	f.must(&types.MsgRevokePermit{Sender: body, Permit: "de-003"})
	found, err := f.queries.PermitsByHolder(f.ctx, &types.QueryPermitsByHolderRequest{Holder: "fr-institute"})
	require.NoError(t, err)
	var ids []string
	for i := range found.Permits {
		ids = append(ids, found.Permits[i].Id)
	}
	require.Equal(t, []string{"de-000", "de-003", "de-006"}, ids, "what has ended is listed too")
	found, err = f.queries.PermitsByHolder(f.ctx, &types.QueryPermitsByHolderRequest{
		Holder: "de-university", Pagination: &query.PageRequest{Limit: 1, Reverse: true},
	})
	require.NoError(t, err)
	require.Equal(t, "fr-one", found.Permits[0].Id)
}

func TestListsRefuse(t *testing.T) {
	f := newFixture(t)
	for name, page := range map[string]*query.PageRequest{
		"more than a page": {Limit: 101}, "an offset": {Offset: 1}, "a total": {CountTotal: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.queries.PermitsByIssuer(f.ctx, &types.QueryPermitsByIssuerRequest{Issuer: "DE", Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
			_, err = f.queries.PermitsByHolder(f.ctx, &types.QueryPermitsByHolderRequest{Holder: "de-clinic", Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		})
	}
	for _, id := range []string{"", "de_", strings.Repeat("x", 1000)} {
		_, err := f.queries.PermitsByIssuer(f.ctx, &types.QueryPermitsByIssuerRequest{Issuer: id})
		require.Equal(t, codes.InvalidArgument, status.Code(err))
		_, err = f.queries.PermitsByHolder(f.ctx, &types.QueryPermitsByHolderRequest{Holder: id})
		require.Equal(t, codes.InvalidArgument, status.Code(err))
	}
	_, err := f.queries.PermitsByIssuer(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
	_, err = f.queries.PermitsByHolder(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}
