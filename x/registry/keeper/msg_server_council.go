package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/registry/types"
)

// RegisterJurisdiction admits a jurisdiction with its authority.
func (s msgServer) RegisterJurisdiction(
	ctx context.Context, msg *types.MsgRegisterJurisdiction,
) (*types.MsgRegisterJurisdictionResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	exists, err := s.Jurisdictions.Has(ctx, msg.Id)
	if err != nil {
		return nil, err
	}
	if exists {
		return nil, types.ErrJurisdictionExists.Wrap(msg.Id)
	}
	if err := s.requireJurisdictionRoom(ctx); err != nil {
		return nil, err
	}
	authority, err := s.freeAddress(ctx, msg.JurisdictionAuthority)
	if err != nil {
		return nil, err
	}
	jurisdiction, err := types.NewJurisdiction(msg, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.storeJurisdiction(ctx, jurisdiction); err != nil {
		return nil, err
	}
	if err := s.appoint(ctx, authority, jurisdiction.Id); err != nil {
		return nil, err
	}
	return &types.MsgRegisterJurisdictionResponse{}, emit(ctx, &types.EventJurisdictionRegistered{
		Jurisdiction: jurisdiction.Id,
	})
}

// SuspendJurisdiction keeps an ACTIVE jurisdiction from acting and from decisions,
// from this message on. One has to stay ACTIVE: nobody could end the suspensions.
func (s msgServer) SuspendJurisdiction(
	ctx context.Context, msg *types.MsgSuspendJurisdiction,
) (*types.MsgSuspendJurisdictionResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	before, err := s.jurisdiction(ctx, msg.Jurisdiction)
	if err != nil {
		return nil, err
	}
	after, err := before.Suspend(blockTime(ctx))
	if err != nil {
		return nil, err
	}
	active, err := s.ActiveJurisdictions(ctx)
	if err != nil {
		return nil, err
	}
	if len(active) == 1 {
		return nil, types.ErrLastJurisdiction.Wrap(msg.Jurisdiction)
	}
	if err := s.storeJurisdiction(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgSuspendJurisdictionResponse{}, emit(ctx, &types.EventJurisdictionStatusChanged{
		Jurisdiction: after.Id, Status: types.JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED,
	})
}

// ReinstateJurisdiction ends a jurisdiction's suspension.
func (s msgServer) ReinstateJurisdiction(
	ctx context.Context, msg *types.MsgReinstateJurisdiction,
) (*types.MsgReinstateJurisdictionResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	before, err := s.jurisdiction(ctx, msg.Jurisdiction)
	if err != nil {
		return nil, err
	}
	after, err := before.Reinstate(blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.storeJurisdiction(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgReinstateJurisdictionResponse{}, emit(ctx, &types.EventJurisdictionStatusChanged{
		Jurisdiction: after.Id, Status: types.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE,
	})
}

// ReplaceAuthority names a successor of an authority, which may object until the
// successor may accept.
func (s msgServer) ReplaceAuthority(
	ctx context.Context, msg *types.MsgReplaceAuthority,
) (*types.MsgReplaceAuthorityResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	if _, err := s.jurisdiction(ctx, msg.Jurisdiction); err != nil {
		return nil, err
	}
	successor, err := s.futureAuthority(ctx, msg.Jurisdiction, msg.Successor)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	handover := types.NewReplacement(msg.Jurisdiction, msg.Successor, blockTime(ctx), params)
	if err := s.begin(ctx, successor, handover); err != nil {
		return nil, err
	}
	return &types.MsgReplaceAuthorityResponse{}, emit(ctx, handover.Begun())
}

// UpdateParams changes the registry's parameters. What began under the old ones
// keeps its moments.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	if err := s.Params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}
