package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/recognition/types"
)

func TestAgreementQueryDoesNotFindWhatIsNotThere(t *testing.T) {
	f := newFixture(t)
	for _, id := range []string{"de-none", "", strings.Repeat("x", 1000)} {
		_, err := f.queries.Agreement(f.ctx, &types.QueryAgreementRequest{Id: id})
		require.ErrorIs(t, err, types.ErrAgreementUnknown)
		require.Equal(t, codes.NotFound, status.Code(err))
		require.Less(t, len(err.Error()), 200)
	}
}

func TestAgreementsAreListedInPages(t *testing.T) {
	f := newFixture(t)
	for i := range 105 {
		f.conclude(bilateral(fmt.Sprintf("de-fr-%03d", i)))
	}
	first, err := f.queries.Agreements(f.ctx, &types.QueryAgreementsRequest{})
	require.NoError(t, err)
	require.Len(t, first.Agreements, 100)
	require.Equal(t, "de-fr-000", first.Agreements[0].Id)
	rest, err := f.queries.Agreements(f.ctx, &types.QueryAgreementsRequest{
		Pagination: &query.PageRequest{Key: first.Pagination.NextKey, Limit: 7},
	})
	require.NoError(t, err)
	require.Len(t, rest.Agreements, 5)
	require.Equal(t, "de-fr-100", rest.Agreements[0].Id)
	require.Empty(t, rest.Pagination.NextKey)

	for name, page := range map[string]*query.PageRequest{
		"more than a page": {Limit: 101}, "an offset": {Offset: 1}, "a total": {CountTotal: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.queries.Agreements(f.ctx, &types.QueryAgreementsRequest{Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		})
	}
}
