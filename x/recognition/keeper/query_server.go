package keeper

import (
	"context"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/recognition/types"
)

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
	request, err := paging.Bounded(req.GetPagination())
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
