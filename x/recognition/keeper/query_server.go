package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// maxPage is the greatest number of entries on a page.
const maxPage = 100

type queryServer struct{ Keeper }

// NewQueryServer answers the queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Agreement by id, with its status at the block time.
func (q queryServer) Agreement(ctx context.Context, req *types.QueryAgreementRequest) (*types.QueryAgreementResponse, error) {
	a, err := q.agreement(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return &types.QueryAgreementResponse{Agreement: a, Status: a.StatusAt(now(ctx))}, nil
}

// Agreements in order of id.
func (q queryServer) Agreements(ctx context.Context, req *types.QueryAgreementsRequest) (*types.QueryAgreementsResponse, error) {
	request, err := page(req.GetPagination())
	if err != nil {
		return nil, err
	}
	agreements, response, err := query.CollectionPaginate(ctx, q.Keeper.Agreements, request,
		func(_ string, a types.Agreement) (types.Agreement, error) { return a, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryAgreementsResponse{Agreements: agreements, Pagination: response}, nil
}

// page bounds a page request. Pages are followed by key: an offset or a total
// would walk over all that is not asked for.
func page(req *query.PageRequest) (*query.PageRequest, error) {
	limit := req.GetLimit()
	switch {
	case limit > maxPage:
		return nil, status.Errorf(codes.InvalidArgument, "page limit %d, want at most %d", limit, maxPage)
	case req.GetOffset() > 0 || req.GetCountTotal():
		return nil, status.Error(codes.InvalidArgument, "page by offset or with a total: use the key of the next page")
	case limit == 0:
		limit = maxPage
	}
	return &query.PageRequest{Key: req.GetKey(), Limit: limit, Reverse: req.GetReverse()}, nil
}
