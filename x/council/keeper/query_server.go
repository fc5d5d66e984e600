package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/council/types"
)

var errRequestEmpty = status.Error(codes.InvalidArgument, "empty request")

type queryServer struct{ k Keeper }

// NewQueryServer serves the council's queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Proposal by id, and how it stands if it is open.
func (q queryServer) Proposal(ctx context.Context, r *types.QueryProposalRequest) (*types.QueryProposalResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	p, err := q.k.Proposals.Get(ctx, r.Id)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, status.Errorf(codes.NotFound, "no proposal %d", r.Id)
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	response := &types.QueryProposalResponse{Proposal: p}
	if p.Open() {
		tally, err := q.k.tally(ctx, p)
		if err != nil {
			return nil, status.Error(codes.Internal, err.Error())
		}
		response.Tally = &tally
	}
	return response, nil
}

// Proposals in order of id.
func (q queryServer) Proposals(ctx context.Context, r *types.QueryProposalsRequest) (*types.QueryProposalsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	page, err := paging.Bounded(r.Pagination)
	if err != nil {
		return nil, err
	}
	var (
		proposals []types.Proposal
		next      *query.PageResponse
	)
	if r.OpenOnly {
		proposals, next, err = query.CollectionPaginate(ctx, q.k.Open, page,
			func(id uint64, _ collections.NoValue) (types.Proposal, error) { return q.k.proposal(ctx, id) })
	} else {
		proposals, next, err = query.CollectionPaginate(ctx, q.k.Proposals, page,
			func(_ uint64, p types.Proposal) (types.Proposal, error) { return p, nil })
	}
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryProposalsResponse{Proposals: proposals, Pagination: next}, nil
}

// Members are the jurisdictions that have a vote now.
func (q queryServer) Members(ctx context.Context, r *types.QueryMembersRequest) (*types.QueryMembersResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	seats, err := q.k.registry.Seats(ctx)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	members := make([]string, len(seats))
	for i, seat := range seats {
		members[i] = seat.Jurisdiction
	}
	return &types.QueryMembersResponse{Members: members}, nil
}

// Params in force.
func (q queryServer) Params(ctx context.Context, r *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	params, err := q.k.Params.Get(ctx)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryParamsResponse{Params: params}, nil
}
