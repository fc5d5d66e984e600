package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/council/types"
)

type msgServer struct{ Keeper }

// NewMsgServer serves the council's messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// SubmitProposal opens a proposal of messages that the council alone may send.
func (s msgServer) SubmitProposal(ctx context.Context, msg *types.MsgSubmitProposal) (*types.MsgSubmitProposalResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	proposer, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := s.checkMessages(ctx, msg); err != nil {
		return nil, err
	}
	if err := s.checkRoom(ctx, proposer); err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	last, err := s.LastID.Get(ctx)
	if err != nil {
		return nil, err
	}
	p, err := types.NewProposal(last+1, proposer, msg, blockTime(ctx), params.VotingPeriod)
	if err != nil {
		return nil, err
	}
	if err := s.checkElectorate(ctx, p); err != nil {
		return nil, err
	}
	if err := s.LastID.Set(ctx, p.Id); err != nil {
		return nil, err
	}
	if err := s.store(ctx, p); err != nil {
		return nil, err
	}
	return &types.MsgSubmitProposalResponse{Id: p.Id}, emit(ctx, &types.EventProposalSubmitted{Proposal: p.Id, Proposer: proposer})
}

// checkMessages refuses messages that may not be proposed, and the replacement of
// an authority together with anything else, since they have different voters.
func (s msgServer) checkMessages(ctx context.Context, msg *types.MsgSubmitProposal) error {
	messages, err := types.Unpacked(msg.Messages)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := s.firewall.Check(ctx, m); err != nil {
			return err
		}
		if s.firewall.Replaced(m) != "" && len(messages) > 1 {
			return types.ErrProposalInvalid.Wrap("the replacement of an authority is proposed alone")
		}
	}
	return nil
}

// checkRoom refuses a proposal where too many are open, of all or of the member.
func (s msgServer) checkRoom(ctx context.Context, proposer string) error {
	ids, err := s.open(ctx)
	if err != nil {
		return err
	}
	own := 0
	for _, id := range ids {
		p, err := s.proposal(ctx, id)
		if err != nil {
			return err
		}
		if p.Proposer == proposer {
			own++
		}
	}
	if len(ids) >= types.MaxOpen || own >= types.MaxOpenPerMember {
		return types.ErrTooManyOpen.Wrapf("%d open, %d of %s", len(ids), own, proposer)
	}
	return nil
}

// checkElectorate refuses a proposal on which nobody has a vote.
func (s msgServer) checkElectorate(ctx context.Context, p types.Proposal) error {
	seats, err := s.electorate(ctx, p)
	if err != nil {
		return err
	}
	if len(seats) == 0 {
		return types.ErrNoVote.Wrap("the only member cannot replace its own authority: it can transfer it")
	}
	return nil
}

// Vote casts or changes a vote. The vote that decides has the messages executed.
func (s msgServer) Vote(ctx context.Context, msg *types.MsgVote) (*types.MsgVoteResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	voter, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	before, err := s.proposal(ctx, msg.Proposal)
	if err != nil {
		return nil, err
	}
	if err := s.checkVoter(ctx, before, voter); err != nil {
		return nil, err
	}
	voted, err := before.WithVote(types.Vote{Jurisdiction: voter, Option: msg.Option, CastAt: blockTime(ctx)})
	if err != nil {
		return nil, err
	}
	if err := s.store(ctx, voted); err != nil {
		return nil, err
	}
	if err := emit(ctx, &types.EventVoteCast{Proposal: voted.Id, Jurisdiction: voter, Option: msg.Option}); err != nil {
		return nil, err
	}
	after, err := s.settle(ctx, voted)
	if err != nil {
		return nil, err
	}
	return &types.MsgVoteResponse{Status: after.Status}, nil
}

// checkVoter refuses the member whose authority the proposal would replace.
func (s msgServer) checkVoter(ctx context.Context, p types.Proposal, voter string) error {
	seats, err := s.electorate(ctx, p)
	if err != nil {
		return err
	}
	for _, seat := range seats {
		if seat.Jurisdiction == voter {
			return nil
		}
	}
	return types.ErrNoVote.Wrapf("%s on proposal %d: it can object to the replacement instead", voter, p.Id)
}

// WithdrawProposal takes an open proposal of the sender's jurisdiction back.
func (s msgServer) WithdrawProposal(ctx context.Context, msg *types.MsgWithdrawProposal) (*types.MsgWithdrawProposalResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	sender, err := s.registry.Authority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	before, err := s.proposal(ctx, msg.Proposal)
	if err != nil {
		return nil, err
	}
	after, err := before.Withdraw(sender, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if _, err := s.resolve(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgWithdrawProposalResponse{}, nil
}

// UpdateParams changes the council's own parameters.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if msg.Council != s.address {
		return nil, types.ErrNotCouncil.Wrap(msg.Council)
	}
	if err := s.Params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
