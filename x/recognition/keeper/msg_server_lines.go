package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// SuspendAgreement stops, from this message on, every rule that touches the sender's
// jurisdiction, in every version.
func (s msgServer) SuspendAgreement(ctx context.Context, msg *types.MsgSuspendAgreement) (*types.MsgSuspendAgreementResponse, error) {
	party, err := s.activeAuthority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	line, newest, err := s.line(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	if line, err = line.Suspend(newest, party, now(ctx)); err != nil {
		return nil, err
	}
	if err := s.Lines.Set(ctx, line.Id, line); err != nil {
		return nil, err
	}
	return &types.MsgSuspendAgreementResponse{}, emit(ctx, &types.EventAgreementSuspended{Line: line.Id, Party: party})
}

// ResumeAgreement ends the suspension by the sender's jurisdiction, and no other.
func (s msgServer) ResumeAgreement(ctx context.Context, msg *types.MsgResumeAgreement) (*types.MsgResumeAgreementResponse, error) {
	party, err := s.activeAuthority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	line, newest, err := s.line(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	if line, err = line.Resume(newest, party, now(ctx)); err != nil {
		return nil, err
	}
	if err := s.Lines.Set(ctx, line.Id, line); err != nil {
		return nil, err
	}
	return &types.MsgResumeAgreementResponse{}, emit(ctx, &types.EventAgreementResumed{Line: line.Id, Party: party})
}

// GiveNotice terminates every version when the notice period of the one in force has
// run.
func (s msgServer) GiveNotice(ctx context.Context, msg *types.MsgGiveNotice) (*types.MsgGiveNoticeResponse, error) {
	party, err := s.activeAuthority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	line, newest, err := s.line(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	governing, err := s.agreement(ctx, line.Governing(now(ctx)))
	if err != nil {
		return nil, err
	}
	if line, err = line.GiveNotice(newest, governing, party, now(ctx)); err != nil {
		return nil, err
	}
	if err := s.Lines.Set(ctx, line.Id, line); err != nil {
		return nil, err
	}
	ends := line.Notice.EndsAt
	return &types.MsgGiveNoticeResponse{EndsAt: ends}, emit(ctx, &types.EventNoticeGiven{Line: line.Id, Party: party, EndsAt: ends})
}
