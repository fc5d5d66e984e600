package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/permit/types"
)

type msgServer struct{ Keeper }

// NewMsgServer answers the messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// IssuePermit issues a data permit of the sender's jurisdiction.
func (s msgServer) IssuePermit(ctx context.Context, msg *types.MsgIssuePermit) (*types.MsgIssuePermitResponse, error) {
	sender, err := s.registry.PermitIssuer(ctx, msg.Sender)
	if err != nil {
		return nil, err
	}
	permit, err := types.NewPermit(sender, msg, now(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.requireFree(ctx, permit.Id); err != nil {
		return nil, err
	}
	if err := s.requireParties(ctx, permit); err != nil {
		return nil, err
	}
	if err := s.claim(ctx, sender, types.Permit{}, permit); err != nil {
		return nil, err
	}
	if err := s.insert(ctx, permit); err != nil {
		return nil, err
	}
	return &types.MsgIssuePermitResponse{}, emit(ctx, &types.EventPermitIssued{
		Permit: permit.Id, Issuer: permit.Issuer, Holder: permit.Holder, By: sender.Participant,
	})
}

// SuspendPermit takes an issued permit out of force until it is resumed.
func (s msgServer) SuspendPermit(ctx context.Context, msg *types.MsgSuspendPermit) (*types.MsgSuspendPermitResponse, error) {
	sender, err := s.change(ctx, msg.Sender, msg, msg.Permit, types.Permit.Suspend, s.occupy)
	if err != nil {
		return nil, err
	}
	return &types.MsgSuspendPermitResponse{}, emit(ctx, &types.EventPermitSuspended{Permit: msg.Permit, By: sender})
}

// ResumePermit puts a suspended permit in force again.
func (s msgServer) ResumePermit(ctx context.Context, msg *types.MsgResumePermit) (*types.MsgResumePermitResponse, error) {
	sender, err := s.change(ctx, msg.Sender, msg, msg.Permit, types.Permit.Resume, s.claim)
	if err != nil {
		return nil, err
	}
	return &types.MsgResumePermitResponse{}, emit(ctx, &types.EventPermitResumed{Permit: msg.Permit, By: sender})
}

// RevokePermit ends a permit for ever.
func (s msgServer) RevokePermit(ctx context.Context, msg *types.MsgRevokePermit) (*types.MsgRevokePermitResponse, error) {
	sender, err := s.change(ctx, msg.Sender, msg, msg.Permit, types.Permit.Revoke, s.occupy)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevokePermitResponse{}, emit(ctx, &types.EventPermitRevoked{Permit: msg.Permit, By: sender})
}

// ExtendPermit sets a later end, once.
func (s msgServer) ExtendPermit(ctx context.Context, msg *types.MsgExtendPermit) (*types.MsgExtendPermitResponse, error) {
	extend := func(p types.Permit, sender permission.Member, at int64) (types.Permit, error) {
		return p.Extend(sender, msg, at)
	}
	sender, err := s.change(ctx, msg.Sender, msg, msg.Permit, extend, s.claim)
	if err != nil {
		return nil, err
	}
	return &types.MsgExtendPermitResponse{}, emit(ctx, &types.EventPermitExtended{
		Permit: msg.Permit, NotAfter: msg.NotAfter, By: sender,
	})
}

// ClosePermit ends a permit whose use is over, for ever.
func (s msgServer) ClosePermit(ctx context.Context, msg *types.MsgClosePermit) (*types.MsgClosePermitResponse, error) {
	sender, err := s.change(ctx, msg.Sender, msg, msg.Permit, types.Permit.Close, s.occupy)
	if err != nil {
		return nil, err
	}
	return &types.MsgClosePermitResponse{}, emit(ctx, &types.EventPermitClosed{Permit: msg.Permit, By: sender})
}

type (
	// step is a permit after a sender changed it at a moment.
	step func(p types.Permit, sender permission.Member, at int64) (types.Permit, error)
	// count counts what a permit occupies more than before.
	count func(ctx context.Context, sender permission.Member, before, after types.Permit) error
)

// change takes a step with a permit, and says which access body did: none if the
// authority did.
func (s msgServer) change(
	ctx context.Context, address string, msg interface{ Validate() error }, id string, take step, counted count,
) (by string, err error) {
	sender, err := s.registry.PermitIssuer(ctx, address)
	if err != nil {
		return "", err
	}
	if err := msg.Validate(); err != nil {
		return "", err
	}
	before, err := s.permit(ctx, id)
	if err != nil {
		return "", err
	}
	after, err := take(before, sender, now(ctx))
	if err != nil {
		return "", err
	}
	if err := counted(ctx, sender, before, after); err != nil {
		return "", err
	}
	return sender.Participant, s.Permits.Set(ctx, id, after)
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
