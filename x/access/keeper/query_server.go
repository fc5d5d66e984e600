package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/access/types"
)

// maxPage is the greatest number of entries on a page.
const maxPage = 100

type queryServer struct{ Keeper }

// NewQueryServer answers the queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Trail by participant and name, with its head and root.
func (q queryServer) Trail(ctx context.Context, req *types.QueryTrailRequest) (*types.QueryTrailResponse, error) {
	trail, err := q.trail(ctx, types.TrailID(req.GetParticipant(), req.GetName()))
	if err != nil {
		return nil, err
	}
	root, err := trail.Root()
	if err != nil {
		return nil, err
	}
	return &types.QueryTrailResponse{Trail: trail, Root: root[:]}, nil
}

// Trails in order of id.
func (q queryServer) Trails(ctx context.Context, req *types.QueryTrailsRequest) (*types.QueryTrailsResponse, error) {
	request, err := page(req.GetPagination())
	if err != nil {
		return nil, err
	}
	trails, response, err := query.CollectionPaginate(ctx, q.Keeper.Trails, request,
		func(_ string, t types.Trail) (types.Trail, error) { return t, nil })
	if err != nil {
		return nil, err
	}
	return &types.QueryTrailsResponse{Trails: trails, Pagination: response}, nil
}

// Params in force.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.Keeper.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
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
