package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/poa/types"
)

// maxPage bounds the values that a query returns at once.
const maxPage = 100

var errRequestEmpty = status.Error(codes.InvalidArgument, "empty request")

type queryServer struct {
	k Keeper
}

// NewQueryServer serves the module's queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Validator of a participant.
func (q queryServer) Validator(ctx context.Context, r *types.QueryValidatorRequest) (*types.QueryValidatorResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	validator, err := q.k.Validators.Get(ctx, r.Participant)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return nil, status.Error(codes.NotFound, "not found")
	case err != nil:
		return nil, status.Error(codes.Internal, err.Error())
	default:
		return &types.QueryValidatorResponse{Validator: validator}, nil
	}
}

// Validators in order of participant. Pages are followed by key: an offset or a
// total would have the node walk over all that is not asked for.
func (q queryServer) Validators(ctx context.Context, r *types.QueryValidatorsRequest) (*types.QueryValidatorsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	page := r.Pagination
	if page == nil {
		page = &query.PageRequest{}
	}
	if page.Limit > maxPage {
		return nil, status.Errorf(codes.InvalidArgument, "page limit %d, want at most %d", page.Limit, maxPage)
	}
	if page.Offset > 0 || page.CountTotal {
		return nil, status.Error(codes.InvalidArgument, "page by offset or with a total: use the key of the next page")
	}
	limit := page.Limit
	if limit == 0 {
		limit = maxPage
	}
	next := &query.PageRequest{Key: page.Key, Limit: limit, Reverse: page.Reverse}
	found, response, err := query.CollectionPaginate(ctx, q.k.Validators, next,
		func(_ string, v types.Validator) (types.Validator, error) { return v, nil })
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryValidatorsResponse{Validators: found, Pagination: response}, nil
}
