package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/access/types"
)

type msgServer struct{ Keeper }

// NewMsgServer answers the messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{Keeper: k} }

// OpenTrail opens a trail of the sender's participant.
func (s msgServer) OpenTrail(goCtx context.Context, msg *types.MsgOpenTrail) (*types.MsgOpenTrailResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	admin, err := s.registry.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	trail, err := types.NewTrail(admin.Participant, msg.Name, ctx.BlockTime().Unix())
	if err != nil {
		return nil, err
	}
	exists, err := s.Trails.Has(ctx, trail.Id)
	if err != nil {
		return nil, err
	}
	if exists {
		return nil, types.ErrTrailExists.Wrap(trail.Id)
	}
	full, err := s.full(ctx, trail.Writer)
	if err != nil {
		return nil, err
	}
	if full {
		return nil, types.ErrTrailLimit.Wrapf("%s has %d", trail.Writer, types.MaxTrails)
	}
	if err := s.registry.Claim(ctx, trail.Writer, types.MaxTrailBytes); err != nil {
		return nil, err
	}
	if err := s.Trails.Set(ctx, trail.Id, trail); err != nil {
		return nil, err
	}
	return &types.MsgOpenTrailResponse{Trail: trail.Id},
		ctx.EventManager().EmitTypedEvent(&types.EventTrailOpened{Trail: trail.Id})
}

// CloseTrail ends a trail of the sender's participant.
func (s msgServer) CloseTrail(goCtx context.Context, msg *types.MsgCloseTrail) (*types.MsgCloseTrailResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	admin, err := s.registry.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	trail, err := s.trail(ctx, msg.Trail)
	if err != nil {
		return nil, err
	}
	if trail, err = trail.Close(admin.Participant, ctx.BlockTime().Unix()); err != nil {
		return nil, err
	}
	if err := s.Trails.Set(ctx, trail.Id, trail); err != nil {
		return nil, err
	}
	return &types.MsgCloseTrailResponse{}, ctx.EventManager().EmitTypedEvent(&types.EventTrailClosed{Trail: trail.Id})
}

// RecordAccess appends events to a trail, with the verdicts on them. It writes one
// value, whatever the number of events, one for each break-glass case, one for all their
// deadlines, and now and then a checkpoint.
func (s msgServer) RecordAccess(goCtx context.Context, msg *types.MsgRecordAccess) (*types.MsgRecordAccessResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	recorder, err := s.registry.Authorize(ctx, msg.Recorder, permission.Record)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	trail, err := s.trail(ctx, msg.Trail)
	if err != nil {
		return nil, err
	}
	if err := trail.Expects(recorder.Participant, msg.FirstIndex); err != nil {
		return nil, err
	}
	if err := msg.WrittenBy(recorder.Participant); err != nil {
		return nil, err
	}
	verdicts, err := s.judge(ctx, msg.Events)
	if err != nil {
		return nil, err
	}
	first := types.Place{
		ChainID: ctx.ChainID(), Trail: trail.Id, Index: trail.Head.Size_, Height: ctx.BlockHeight(), Time: ctx.BlockTime().Unix(),
	}
	hashes, err := leaves(first, msg.Events, verdicts)
	if err != nil {
		return nil, err
	}
	if err := s.openCases(ctx, first, msg.Events, verdicts); err != nil {
		return nil, err
	}
	if trail, err = trail.Append(hashes); err != nil {
		return nil, err
	}
	if trail, err = s.keepCheckpoint(ctx, trail); err != nil {
		return nil, err
	}
	if err := s.Trails.Set(ctx, trail.Id, trail); err != nil {
		return nil, err
	}
	return &types.MsgRecordAccessResponse{Verdicts: verdicts, Head: trail.Head},
		ctx.EventManager().EmitTypedEvent(&types.EventAccessRecorded{Trail: trail.Id, Size_: trail.Head.Size_})
}

// UpdateParams changes the parameters. Council.
func (s msgServer) UpdateParams(goCtx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if msg.Council != s.council {
		return nil, types.ErrNotCouncil.Wrap(msg.Council)
	}
	if err := s.Params.Set(goCtx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, sdk.UnwrapSDKContext(goCtx).EventManager().EmitTypedEvent(
		&types.EventParamsUpdated{Params: msg.Params})
}
