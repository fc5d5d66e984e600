package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/poa/types"
)

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
		return nil, status.Errorf(codes.NotFound, "participant %.80q runs no validator", r.Participant)
	case err != nil:
		return nil, status.Error(codes.Internal, err.Error())
	default:
		return &types.QueryValidatorResponse{Validator: validator}, nil
	}
}

// Validators in order of participant.
func (q queryServer) Validators(ctx context.Context, r *types.QueryValidatorsRequest) (*types.QueryValidatorsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	next, err := paging.Bounded(r.Pagination)
	if err != nil {
		return nil, err
	}
	found, response, err := query.CollectionPaginate(ctx, q.k.Validators, next,
		func(_ string, v types.Validator) (types.Validator, error) { return v, nil })
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryValidatorsResponse{Validators: found, Pagination: response}, nil
}
