package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

var errRequestEmpty = status.Error(codes.InvalidArgument, "empty request")

type queryServer struct{ k Keeper }

// NewQueryServer serves the registry's queries.
func NewQueryServer(k Keeper) types.QueryServer { return queryServer{k} }

// Jurisdiction by id.
func (q queryServer) Jurisdiction(ctx context.Context, r *types.QueryJurisdictionRequest) (*types.QueryJurisdictionResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	jurisdiction, err := find(ctx, q.k.Jurisdictions, r.Id, "jurisdiction", r.Id)
	if err != nil {
		return nil, err
	}
	return &types.QueryJurisdictionResponse{Jurisdiction: jurisdiction}, nil
}

// Participant by id.
func (q queryServer) Participant(ctx context.Context, r *types.QueryParticipantRequest) (*types.QueryParticipantResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	participant, err := find(ctx, q.k.Participants, r.Id, "participant", r.Id)
	if err != nil {
		return nil, err
	}
	return &types.QueryParticipantResponse{Participant: participant}, nil
}

// Usage of a participant, of a jurisdiction's authority, or of the successor that
// it waits for. Who has used nothing yet has all that the quota gives.
func (q queryServer) Usage(ctx context.Context, r *types.QueryUsageRequest) (*types.QueryUsageResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	if types.PayerStanding(r.Payer) == permission.Nobody {
		return nil, status.Error(codes.InvalidArgument, "payer is not the id of a participant or of a jurisdiction")
	}
	params, err := q.k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	usage, err := q.k.usage(ctx, r.Payer, params.Quota)
	if err != nil {
		return nil, err
	}
	return &types.QueryUsageResponse{Usage: usage.FilledTo(params.Quota, blockTime(ctx))}, nil
}

// Account by address.
func (q queryServer) Account(ctx context.Context, r *types.QueryAccountRequest) (*types.QueryAccountResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	key, err := q.k.address(r.Address)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	account, err := find(ctx, q.k.Accounts, key, "account", r.Address)
	if err != nil {
		return nil, err
	}
	return &types.QueryAccountResponse{Account: account}, nil
}

// Handover of a jurisdiction's authority that waits, or waited in vain, for its
// successor.
func (q queryServer) Handover(ctx context.Context, r *types.QueryHandoverRequest) (*types.QueryHandoverResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	handover, err := find(ctx, q.k.Handovers, r.Jurisdiction, "handover of", r.Jurisdiction)
	if err != nil {
		return nil, err
	}
	return &types.QueryHandoverResponse{Handover: handover}, nil
}

// Params of the registry.
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

// find the value of a key; what it is, and how it was named, is for the answer.
func find[K, V any](ctx context.Context, values collections.Map[K, V], key K, kind, name string) (V, error) {
	value, err := values.Get(ctx, key)
	switch {
	case errors.Is(err, collections.ErrNotFound):
		return value, status.Errorf(codes.NotFound, "no %s %.80q", kind, name)
	case err != nil:
		return value, status.Error(codes.Internal, err.Error())
	default:
		return value, nil
	}
}
