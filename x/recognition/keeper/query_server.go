package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/recognition/types"
)

type queryServer struct{ Keeper }

// NewQueryServer answers the queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Agreement by id, with its status at the block time and its line.
func (q queryServer) Agreement(ctx context.Context, req *types.QueryAgreementRequest) (*types.QueryAgreementResponse, error) {
	a, err := q.agreement(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	line, err := q.lineOf(ctx, a)
	if err != nil {
		return nil, err
	}
	answer := &types.QueryAgreementResponse{Agreement: a, Status: a.StatusAt(now(ctx)), Line: line}
	if line != nil {
		answer.SuspendedBy = line.SuspendedBy(now(ctx))
	}
	if a.Certified() {
		answer.Status = line.StatusAt(a, now(ctx))
	}
	return answer, nil
}

// Agreements in order of id, of one party where it is named.
func (q queryServer) Agreements(ctx context.Context, req *types.QueryAgreementsRequest) (*types.QueryAgreementsResponse, error) {
	request, err := paging.Bounded(req.GetPagination())
	if err != nil {
		return nil, err
	}
	var (
		agreements []types.Agreement
		response   *query.PageResponse
	)
	switch party := req.GetParty(); {
	case party == "":
		agreements, response, err = query.CollectionPaginate(ctx, q.Keeper.Agreements, request,
			func(_ string, a types.Agreement) (types.Agreement, error) { return a, nil })
	case !ident.Jurisdiction(party):
		return nil, status.Error(codes.InvalidArgument, "party is no id of a jurisdiction")
	default:
		agreements, response, err = query.CollectionPaginate(ctx, q.Parties, request,
			func(key collections.Pair[string, string], _ collections.NoValue) (types.Agreement, error) {
				return q.Keeper.Agreements.Get(ctx, key.K2())
			},
			query.WithCollectionPaginationPairPrefix[string, string](party))
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryAgreementsResponse{Agreements: agreements, Pagination: response}, nil
}
