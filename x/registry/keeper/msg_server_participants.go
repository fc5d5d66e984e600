package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/registry/types"
)

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
	if err := s.requireOwnPrefix(ctx, jurisdiction, msg.Id); err != nil {
		return nil, err
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
	if err := s.storeParticipant(ctx, participant); err != nil {
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

// OffboardParticipant ends an institution's part for ever.
func (s msgServer) OffboardParticipant(
	ctx context.Context, msg *types.MsgOffboardParticipant,
) (*types.MsgOffboardParticipantResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	err := s.changeStatus(ctx, msg.Authority, msg.Participant, types.Participant.Offboard)
	if err != nil {
		return nil, err
	}
	return &types.MsgOffboardParticipantResponse{}, nil
}

// SetRoles says which roles an institution holds from now on.
func (s msgServer) SetRoles(ctx context.Context, msg *types.MsgSetRoles) (*types.MsgSetRolesResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	before, err := s.ownParticipant(ctx, msg.Authority, msg.Participant)
	if err != nil {
		return nil, err
	}
	after, err := before.SetRoles(msg.Roles, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.storeParticipant(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgSetRolesResponse{}, emit(ctx, &types.EventRolesSet{Participant: after.Id})
}

// SetStateAllowance says how much state an institution may occupy from now on.
func (s msgServer) SetStateAllowance(
	ctx context.Context, msg *types.MsgSetStateAllowance,
) (*types.MsgSetStateAllowanceResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	participant, err := s.ownParticipant(ctx, msg.Authority, msg.Participant)
	if err != nil {
		return nil, err
	}
	before, params, err := s.occupancy(ctx, participant.Id)
	if err != nil {
		return nil, err
	}
	after, err := before.Allow(params, msg.StateAllowance)
	if err != nil {
		return nil, err
	}
	if err := s.Usages.Set(uncharged(ctx), participant.Id, after); err != nil {
		return nil, err
	}
	return &types.MsgSetStateAllowanceResponse{}, emit(ctx, &types.EventStateAllowanceSet{
		Participant: participant.Id, StateAllowance: after.StateAllowance,
	})
}

// transition of a participant at a moment, in Unix seconds.
type transition func(p types.Participant, at int64) (types.Participant, error)

// changeStatus takes a participant of the authority's own jurisdiction through a
// transition.
func (s msgServer) changeStatus(ctx context.Context, authority, id string, change transition) error {
	before, err := s.ownParticipant(ctx, authority, id)
	if err != nil {
		return err
	}
	now := blockTime(ctx)
	after, err := change(before, now)
	if err != nil {
		return err
	}
	if err := s.storeParticipant(ctx, after); err != nil {
		return err
	}
	return emit(ctx, &types.EventParticipantStatusChanged{Participant: id, Status: after.StatusAt(now)})
}
