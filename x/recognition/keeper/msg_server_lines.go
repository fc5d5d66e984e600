package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// SuspendAgreement stops, from this message on, every rule that touches the sender's
// jurisdiction, in every version.
func (s msgServer) SuspendAgreement(ctx context.Context, msg *types.MsgSuspendAgreement) (*types.MsgSuspendAgreementResponse, error) {
	line, party, err := s.changeLine(ctx, msg.Authority, msg, msg.Agreement, types.Line.Suspend)
	if err != nil {
		return nil, err
	}
	return &types.MsgSuspendAgreementResponse{}, emit(ctx, &types.EventAgreementSuspended{Line: line.Id, Party: party})
}

// ResumeAgreement ends the suspension by the sender's jurisdiction, and no other.
func (s msgServer) ResumeAgreement(ctx context.Context, msg *types.MsgResumeAgreement) (*types.MsgResumeAgreementResponse, error) {
	line, party, err := s.changeLine(ctx, msg.Authority, msg, msg.Agreement, types.Line.Resume)
	if err != nil {
		return nil, err
	}
	return &types.MsgResumeAgreementResponse{}, emit(ctx, &types.EventAgreementResumed{Line: line.Id, Party: party})
}

// GiveNotice terminates every version when the notice period of the one in force has
// run.
func (s msgServer) GiveNotice(ctx context.Context, msg *types.MsgGiveNotice) (*types.MsgGiveNoticeResponse, error) {
	give := func(line types.Line, newest types.Agreement, party string, at int64) (types.Line, error) {
		governing, err := s.agreement(ctx, line.Governing(at))
		if err != nil {
			return types.Line{}, err
		}
		return line.GiveNotice(newest, governing, party, at)
	}
	line, party, err := s.changeLine(ctx, msg.Authority, msg, msg.Agreement, give)
	if err != nil {
		return nil, err
	}
	ends := line.Notice.EndsAt
	return &types.MsgGiveNoticeResponse{EndsAt: ends}, emit(ctx, &types.EventNoticeGiven{Line: line.Id, Party: party, EndsAt: ends})
}

// lineStep is a line, whose newest version is given, after a party changed it at a moment.
type lineStep func(line types.Line, newest types.Agreement, party string, at int64) (types.Line, error)

// changeLine takes a step with the line of a certified agreement, for the jurisdiction
// that the address speaks for.
func (s msgServer) changeLine(
	ctx context.Context, address string, msg validated, id string, take lineStep,
) (line types.Line, party string, err error) {
	if party, err = s.party(ctx, address, msg); err != nil {
		return types.Line{}, "", err
	}
	if _, line, err = s.inLine(ctx, id); err != nil {
		return types.Line{}, "", err
	}
	newest, err := s.agreement(ctx, line.Newest())
	if err != nil {
		return types.Line{}, "", err
	}
	if line, err = take(line, newest, party, now(ctx)); err != nil {
		return types.Line{}, "", err
	}
	return line, party, s.Lines.Set(ctx, line.Id, line)
}
