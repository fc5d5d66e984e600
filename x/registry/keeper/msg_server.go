package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

type msgServer struct {
	*types.UnimplementedMsgServer // Until every message has its handler.

	Keeper
}

// NewMsgServer serves the registry's messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{Keeper: k} }

// RegisterJurisdiction admits a jurisdiction with its authority.
func (s msgServer) RegisterJurisdiction(
	ctx context.Context, msg *types.MsgRegisterJurisdiction,
) (*types.MsgRegisterJurisdictionResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if msg.Council != s.council {
		return nil, types.ErrNotCouncil.Wrap(msg.Council)
	}
	exists, err := s.Jurisdictions.Has(ctx, msg.Id)
	if err != nil {
		return nil, err
	}
	if exists {
		return nil, types.ErrJurisdictionExists.Wrap(msg.Id)
	}
	authority, err := s.freeAddress(ctx, msg.JurisdictionAuthority)
	if err != nil {
		return nil, err
	}
	jurisdiction, err := types.NewJurisdiction(msg, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.Jurisdictions.Set(ctx, jurisdiction.Id, jurisdiction); err != nil {
		return nil, err
	}
	if err := s.appoint(ctx, authority, jurisdiction.Id); err != nil {
		return nil, err
	}
	return &types.MsgRegisterJurisdictionResponse{}, emit(ctx, &types.EventJurisdictionRegistered{
		Jurisdiction: jurisdiction.Id,
	})
}

// OnboardParticipant enters an institution as PENDING, with its first admin account.
func (s msgServer) OnboardParticipant(
	ctx context.Context, msg *types.MsgOnboardParticipant,
) (*types.MsgOnboardParticipantResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	jurisdiction, err := s.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	exists, err := s.Participants.Has(ctx, msg.Id)
	if err != nil {
		return nil, err
	}
	if exists {
		return nil, types.ErrParticipantExists.Wrap(msg.Id)
	}
	address, err := s.freeAddress(ctx, msg.Admin)
	if err != nil {
		return nil, err
	}
	participant, err := types.NewParticipant(jurisdiction, msg, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	admin, err := types.NewAccount(msg.Admin, participant.Id, []types.Permission{types.Permission_PERMISSION_ADMIN})
	if err != nil {
		return nil, err
	}
	if err := s.Participants.Set(ctx, participant.Id, participant); err != nil {
		return nil, err
	}
	if err := s.bind(ctx, address, admin); err != nil {
		return nil, err
	}
	return &types.MsgOnboardParticipantResponse{}, emit(ctx, &types.EventParticipantOnboarded{
		Participant: participant.Id, Jurisdiction: jurisdiction,
	})
}

// ActivateParticipant lets a PENDING institution act.
func (s msgServer) ActivateParticipant(
	ctx context.Context, msg *types.MsgActivateParticipant,
) (*types.MsgActivateParticipantResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	err := s.changeStatus(ctx, msg.Authority, msg.Participant, types.Participant.Activate)
	if err != nil {
		return nil, err
	}
	return &types.MsgActivateParticipantResponse{}, nil
}

// SuspendParticipant keeps an ACTIVE institution from acting, from this message on.
func (s msgServer) SuspendParticipant(
	ctx context.Context, msg *types.MsgSuspendParticipant,
) (*types.MsgSuspendParticipantResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	err := s.changeStatus(ctx, msg.Authority, msg.Participant, types.Participant.Suspend)
	if err != nil {
		return nil, err
	}
	return &types.MsgSuspendParticipantResponse{}, nil
}

// ReinstateParticipant ends a suspension.
func (s msgServer) ReinstateParticipant(
	ctx context.Context, msg *types.MsgReinstateParticipant,
) (*types.MsgReinstateParticipantResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	err := s.changeStatus(ctx, msg.Authority, msg.Participant, types.Participant.Reinstate)
	if err != nil {
		return nil, err
	}
	return &types.MsgReinstateParticipantResponse{}, nil
}

// BindAccount lets an account send for the admin's participant.
func (s msgServer) BindAccount(ctx context.Context, msg *types.MsgBindAccount) (*types.MsgBindAccountResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	admin, err := s.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	address, err := s.freeAddress(ctx, msg.Address)
	if err != nil {
		return nil, err
	}
	account, err := types.NewAccount(msg.Address, admin.Participant, msg.Permissions)
	if err != nil {
		return nil, err
	}
	if err := s.bind(ctx, address, account); err != nil {
		return nil, err
	}
	return &types.MsgBindAccountResponse{}, emit(ctx, &types.EventAccountBound{
		Participant: account.Participant, Address: account.Address,
	})
}

// transition of a participant at a moment, in Unix seconds.
type transition func(p types.Participant, at int64) (types.Participant, error)

// changeStatus takes a participant of the authority's own jurisdiction through a
// transition.
func (s msgServer) changeStatus(ctx context.Context, authority, id string, change transition) error {
	jurisdiction, err := s.Authority(ctx, authority)
	if err != nil {
		return err
	}
	before, err := s.participant(ctx, id)
	if err != nil {
		return err
	}
	if before.Jurisdiction != jurisdiction {
		return types.ErrNotAuthority.Wrapf("%s of %s, participant %s of %s", authority, jurisdiction, id, before.Jurisdiction)
	}
	now := blockTime(ctx)
	after, err := change(before, now)
	if err != nil {
		return err
	}
	if err := s.Participants.Set(ctx, id, after); err != nil {
		return err
	}
	return emit(ctx, &types.EventParticipantStatusChanged{Participant: id, Status: after.StatusAt(now)})
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
