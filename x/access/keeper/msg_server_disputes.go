package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/access/types"
)

// maxAhead is how far ahead the deadline of what a subject signed may lie, in seconds.
const maxAhead = 24 * 60 * 60

// DisputeAccess opens the dispute that a subject signed about a proven record.
func (s msgServer) DisputeAccess(goCtx context.Context, msg *types.MsgDisputeAccess) (*types.MsgDisputeAccessResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	relayer, err := s.registry.Authorize(ctx, msg.Relayer, permission.Relay)
	if err != nil {
		return nil, err
	}
	proof, err := s.proven(ctx, msg.Evidence)
	if err != nil {
		return nil, err
	}
	home, err := s.signedBySubject(ctx, &msg.Dispute, proof)
	if err != nil {
		return nil, err
	}
	dispute, err := s.newDispute(ctx, proof, home, relayer.Participant, msg.Dispute.Ground, msg.Dispute.Document)
	if err != nil {
		return nil, err
	}
	if err := s.registry.Claim(ctx, relayer.Participant, types.MaxDisputeBytes); err != nil {
		return nil, err
	}
	return &types.MsgDisputeAccessResponse{Dispute: dispute.Id}, s.openDispute(ctx, dispute)
}

// signedBySubject checks that the subject of a proven record signed a dispute about it, and
// gives its home. Of a subject that is not enrolled it says what it says of a wrong signature.
func (s msgServer) signedBySubject(ctx sdk.Context, d *types.SignedDispute, proof types.Proof) (string, error) {
	statement, err := d.Statement()
	if err != nil {
		return "", err
	}
	if err := d.About(proof); err != nil {
		return "", err
	}
	now := ctx.BlockTime().Unix()
	if d.Deadline <= now || d.Deadline > now+maxAhead {
		return "", types.ErrDeadline.Wrapf("%d, at %d", d.Deadline, now)
	}
	facts, err := s.worlds.Open().Subject(ctx, types.SubjectID(d.Subject))
	if err != nil {
		return "", err
	}
	ctx.GasMeter().ConsumeGas(types.GasPerSignature, "signature of a subject")
	return facts.Home, d.SignedBy(statement, ctx.ChainID(), facts.Keys, now)
}

// FileDispute opens a dispute for a subject that has no key, by the authority of its home.
func (s msgServer) FileDispute(goCtx context.Context, msg *types.MsgFileDispute) (*types.MsgFileDisputeResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	jurisdiction, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	proof, err := s.proven(ctx, msg.Evidence)
	if err != nil {
		return nil, err
	}
	facts, err := s.worlds.Open().Subject(ctx, types.SubjectID(proof.Subject[:]))
	if err != nil {
		return nil, err
	}
	if facts.Home != jurisdiction || len(facts.Keys) > 0 {
		return nil, types.ErrSubjectForeign
	}
	dispute, err := s.newDispute(ctx, proof, facts.Home, jurisdiction, msg.Ground, msg.DocumentDigest)
	if err != nil {
		return nil, err
	}
	return &types.MsgFileDisputeResponse{Dispute: dispute.Id}, s.openDispute(ctx, dispute)
}

// AnswerDispute answers a dispute about a record of the sender's participant.
func (s msgServer) AnswerDispute(goCtx context.Context, msg *types.MsgAnswerDispute) (*types.MsgAnswerDisputeResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	recorder, err := s.registry.Authorize(ctx, msg.Recorder, permission.Record)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	dispute, err := s.dispute(ctx, msg.Dispute)
	if err != nil {
		return nil, err
	}
	if dispute, err = dispute.Answered(recorder.Participant, msg.DocumentDigest, ctx.BlockTime().Unix()); err != nil {
		return nil, err
	}
	return &types.MsgAnswerDisputeResponse{}, s.changeDispute(ctx, dispute)
}

// ResolveDispute ends a dispute, for the authority of the subject's home.
func (s msgServer) ResolveDispute(goCtx context.Context, msg *types.MsgResolveDispute) (*types.MsgResolveDisputeResponse, error) {
	ctx := sdk.UnwrapSDKContext(goCtx)
	jurisdiction, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	dispute, err := s.dispute(ctx, msg.Dispute)
	if err != nil {
		return nil, err
	}
	if dispute, err = dispute.Resolved(jurisdiction, msg.Outcome, msg.DocumentDigest, ctx.BlockTime().Unix()); err != nil {
		return nil, err
	}
	if err := s.countResolved(ctx, dispute.Subject); err != nil {
		return nil, err
	}
	return &types.MsgResolveDisputeResponse{}, s.changeDispute(ctx, dispute)
}
