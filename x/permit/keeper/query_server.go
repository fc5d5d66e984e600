package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/permit/types"
)

type queryServer struct{ Keeper }

// NewQueryServer answers the queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Permit by id, with its status at the block time.
func (q queryServer) Permit(ctx context.Context, req *types.QueryPermitRequest) (*types.QueryPermitResponse, error) {
	p, err := q.permit(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return &types.QueryPermitResponse{Permit: p, Status: p.StatusAt(now(ctx))}, nil
}

// PermitsByIssuer are those that a jurisdiction issued, in order of id.
func (q queryServer) PermitsByIssuer(
	ctx context.Context, req *types.QueryPermitsByIssuerRequest,
) (*types.QueryPermitsByIssuerResponse, error) {
	if !ident.Jurisdiction(req.GetIssuer()) {
		return nil, status.Error(codes.InvalidArgument, "issuer: give the id of a jurisdiction")
	}
	permits, page, err := q.list(ctx, q.ByIssuer, req.Issuer, req.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QueryPermitsByIssuerResponse{Permits: permits, Pagination: page}, nil
}

// PermitsByHolder are those that a participant holds or held, in order of id.
func (q queryServer) PermitsByHolder(
	ctx context.Context, req *types.QueryPermitsByHolderRequest,
) (*types.QueryPermitsByHolderResponse, error) {
	if !ident.Participant(req.GetHolder()) {
		return nil, status.Error(codes.InvalidArgument, "holder: give the id of a participant")
	}
	permits, page, err := q.list(ctx, q.ByHolder, req.Holder, req.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QueryPermitsByHolderResponse{Permits: permits, Pagination: page}, nil
}

// list a page of the permits that an index has for an owner.
func (q queryServer) list(
	ctx context.Context, index collections.KeySet[ownedID], owner string, page *query.PageRequest,
) ([]types.Permit, *query.PageResponse, error) {
	bounded, err := paging.Bounded(page)
	if err != nil {
		return nil, nil, err
	}
	return query.CollectionPaginate(ctx, index, bounded,
		func(key ownedID, _ collections.NoValue) (types.Permit, error) { return q.Permits.Get(ctx, key.K2()) },
		query.WithCollectionPaginationPairPrefix[string, string](owner))
}
