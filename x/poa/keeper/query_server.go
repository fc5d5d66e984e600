package keeper

import (
	"context"
	"encoding/hex"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
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

// Liveness of a participant's validator, as of the last block.
func (q queryServer) Liveness(ctx context.Context, r *types.QueryLivenessRequest) (*types.QueryLivenessResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	if _, err := q.Validator(ctx, &types.QueryValidatorRequest{Participant: r.Participant}); err != nil {
		return nil, err
	}
	params, err := q.k.Params.Get(ctx)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	absences, err := q.k.absences(ctx, r.Participant)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryLivenessResponse{
		Missed: absences.Count(sdk.UnwrapSDKContext(ctx).BlockHeight()-1, params.Window),
		Window: params.Window, MaxMissed: params.MaxMissed, Absences: absences,
	}, nil
}

// Key says whose a consensus address is or was lately.
func (q queryServer) Key(ctx context.Context, r *types.QueryKeyRequest) (*types.QueryKeyResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	address, err := hex.DecodeString(r.Address)
	if err != nil || len(address) != types.AddressLength {
		return nil, status.Error(codes.InvalidArgument, "give a consensus address of 40 hexadecimal digits")
	}
	use, err := q.k.Keys.Get(ctx, address)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return nil, status.Errorf(codes.NotFound, "no validator votes or lately voted with %X", address)
	case err != nil:
		return nil, status.Error(codes.Internal, err.Error())
	default:
		return &types.QueryKeyResponse{Key: use}, nil
	}
}

// Params of the validator set.
func (q queryServer) Params(ctx context.Context, _ *types.QueryParamsRequest) (*types.QueryParamsResponse, error) {
	params, err := q.k.Params.Get(ctx)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryParamsResponse{Params: params}, nil
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
