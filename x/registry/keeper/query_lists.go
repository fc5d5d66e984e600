package keeper

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/registry/types"
)

// Jurisdictions in order of id.
func (q queryServer) Jurisdictions(ctx context.Context, r *types.QueryJurisdictionsRequest) (*types.QueryJurisdictionsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	jurisdictions, page, err := list(ctx, q.k.Jurisdictions, r.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QueryJurisdictionsResponse{Jurisdictions: jurisdictions, Pagination: page}, nil
}

// Accounts of a participant, in order of address.
func (q queryServer) Accounts(ctx context.Context, r *types.QueryAccountsRequest) (*types.QueryAccountsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	if err := types.CheckParticipantID(r.Participant); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	bounded, err := paging.Bounded(r.Pagination)
	if err != nil {
		return nil, err
	}
	accounts, page, err := query.CollectionPaginate(ctx, q.k.Members, bounded,
		func(m member, _ collections.NoValue) (types.Account, error) { return q.k.Accounts.Get(ctx, m.K2()) },
		query.WithCollectionPaginationPairPrefix[string, []byte](r.Participant))
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryAccountsResponse{Accounts: accounts, Pagination: page}, nil
}

// Schemes that name issuers, in order of id.
func (q queryServer) Schemes(ctx context.Context, r *types.QuerySchemesRequest) (*types.QuerySchemesResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	schemes, page, err := list(ctx, q.k.Schemes, r.Pagination)
	if err != nil {
		return nil, err
	}
	return &types.QuerySchemesResponse{Schemes: schemes, Pagination: page}, nil
}

// JurisdictionArchive is the pages of what no longer fits into a jurisdiction.
func (q queryServer) JurisdictionArchive(
	ctx context.Context, r *types.QueryJurisdictionArchiveRequest,
) (*types.QueryJurisdictionArchiveResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	if err := types.CheckJurisdictionID(r.Jurisdiction); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	pages, page, err := list(ctx, q.k.JurisdictionArchive, r.Pagination, of(r.Jurisdiction))
	if err != nil {
		return nil, err
	}
	return &types.QueryJurisdictionArchiveResponse{Pages: pages, Pagination: page}, nil
}

// ParticipantArchive is the pages of what no longer fits into a participant.
func (q queryServer) ParticipantArchive(
	ctx context.Context, r *types.QueryParticipantArchiveRequest,
) (*types.QueryParticipantArchiveResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	if err := types.CheckParticipantID(r.Participant); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	pages, page, err := list(ctx, q.k.ParticipantArchive, r.Pagination, of(r.Participant))
	if err != nil {
		return nil, err
	}
	return &types.QueryParticipantArchiveResponse{Pages: pages, Pagination: page}, nil
}

// only narrows a page of values down.
type only[K any] = func(*query.CollectionsPaginateOptions[K])

// of is the pages of one owner alone.
func of(owner string) only[pageKey] {
	return query.WithCollectionPaginationPairPrefix[string, uint32](owner)
}

// list a page of values.
func list[K, V any](
	ctx context.Context, values collections.Map[K, V], page *query.PageRequest, narrowed ...only[K],
) ([]V, *query.PageResponse, error) {
	bounded, err := paging.Bounded(page)
	if err != nil {
		return nil, nil, err
	}
	found, response, err := query.CollectionPaginate(ctx, values, bounded,
		func(_ K, value V) (V, error) { return value, nil }, narrowed...)
	if err != nil {
		return nil, nil, status.Error(codes.Internal, err.Error())
	}
	return found, response, nil
}
