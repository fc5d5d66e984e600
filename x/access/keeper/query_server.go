package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/access/types"
)

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
	request, err := paging.Bounded(req.GetPagination())
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

// Checkpoints of a trail that are kept, the last one first.
func (q queryServer) Checkpoints(ctx context.Context, req *types.QueryCheckpointsRequest) (*types.QueryCheckpointsResponse, error) {
	request, err := paging.Bounded(req.GetPagination())
	if err != nil {
		return nil, err
	}
	trail, err := q.trail(ctx, types.TrailID(req.GetParticipant(), req.GetName()))
	if err != nil {
		return nil, err
	}
	request.Reverse = !request.Reverse
	checkpoints, response, err := query.CollectionPaginate(ctx, q.Keeper.Checkpoints, request,
		func(_ collections.Pair[string, uint64], c types.Checkpoint) (types.Checkpoint, error) { return c, nil },
		query.WithCollectionPaginationPairPrefix[string, uint64](trail.Id))
	if err != nil {
		return nil, err
	}
	return &types.QueryCheckpointsResponse{Checkpoints: checkpoints, Pagination: response}, nil
}

// Params in force.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.Keeper.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
