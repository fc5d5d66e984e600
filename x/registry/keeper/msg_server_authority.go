package keeper

import (
	"context"
	"errors"

	"github.com/assent-ledger/assent/x/registry/types"
)

// AdoptProfile adopts a regime for a future moment, instead of one that is not in
// force yet.
func (s msgServer) AdoptProfile(ctx context.Context, msg *types.MsgAdoptProfile) (*types.MsgAdoptProfileResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	id, err := s.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	before, err := s.jurisdiction(ctx, id)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	after, err := before.Adopt(msg.Profile, blockTime(ctx), params.ProfileNotice)
	if err != nil {
		return nil, err
	}
	if err := s.storeJurisdiction(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgAdoptProfileResponse{}, emit(ctx, &types.EventProfileAdopted{
		Jurisdiction: id, Since: msg.Profile.Since,
	})
}

// TransferAuthority names a successor, which must accept. It takes the place of an
// earlier transfer, never of a replacement.
func (s msgServer) TransferAuthority(
	ctx context.Context, msg *types.MsgTransferAuthority,
) (*types.MsgTransferAuthorityResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	id, err := s.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	pending, err := s.pending(ctx, id)
	if err != nil && !errors.Is(err, types.ErrHandoverUnknown) {
		return nil, err
	}
	if pending.Replacement() {
		return nil, types.ErrReplacementPending.Wrap(id)
	}
	successor, err := s.futureAuthority(ctx, id, msg.Successor)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	handover := types.NewTransfer(id, msg.Successor, blockTime(ctx), params)
	if err := s.begin(ctx, successor, handover); err != nil {
		return nil, err
	}
	return &types.MsgTransferAuthorityResponse{}, emit(ctx, handover.Begun())
}

// AcceptAuthority takes over as the authority of a jurisdiction, whether that is
// ACTIVE or not: suspending it and replacing the authority is what helps against
// stolen keys.
func (s msgServer) AcceptAuthority(
	ctx context.Context, msg *types.MsgAcceptAuthority,
) (*types.MsgAcceptAuthorityResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	successor, err := s.address(msg.Successor)
	if err != nil {
		return nil, err
	}
	jurisdiction, err := s.jurisdiction(ctx, msg.Jurisdiction)
	if err != nil {
		return nil, err
	}
	handover, err := s.pending(ctx, msg.Jurisdiction)
	if err != nil {
		return nil, err
	}
	if err := handover.Accept(msg.Successor, blockTime(ctx)); err != nil {
		return nil, err
	}
	former, err := s.address(jurisdiction.Authority)
	if err != nil {
		return nil, err
	}
	jurisdiction.Authority = msg.Successor
	if err := s.storeJurisdiction(ctx, jurisdiction); err != nil {
		return nil, err
	}
	if err := s.Authorities.Remove(ctx, former); err != nil {
		return nil, err
	}
	if err := s.appoint(ctx, successor, jurisdiction.Id); err != nil {
		return nil, err
	}
	return &types.MsgAcceptAuthorityResponse{}, emit(ctx, &types.EventAuthorityAccepted{
		Jurisdiction: jurisdiction.Id, Authority: jurisdiction.Authority,
	})
}

// ObjectToReplacement ends the replacement that the council decided, before the
// successor may accept.
func (s msgServer) ObjectToReplacement(
	ctx context.Context, msg *types.MsgObjectToReplacement,
) (*types.MsgObjectToReplacementResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	id, err := s.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	handover, err := s.pending(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := handover.Object(blockTime(ctx)); err != nil {
		return nil, err
	}
	if err := s.forgetHandover(ctx, id); err != nil {
		return nil, err
	}
	return &types.MsgObjectToReplacementResponse{}, emit(ctx, &types.EventReplacementObjected{Jurisdiction: id})
}
