package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/recognition/types"
)

// ProposeAgreement enters an agreement that its parties may certify.
func (s msgServer) ProposeAgreement(ctx context.Context, msg *types.MsgProposeAgreement) (*types.MsgProposeAgreementResponse, error) {
	proposer, err := s.activeAuthority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	agreement, err := types.NewAgreement(proposer, msg, now(ctx))
	if err != nil {
		return nil, err
	}
	return &types.MsgProposeAgreementResponse{}, s.propose(ctx, agreement)
}

// AmendAgreement enters a version that is to take over from the newest certified one.
func (s msgServer) AmendAgreement(ctx context.Context, msg *types.MsgAmendAgreement) (*types.MsgAmendAgreementResponse, error) {
	proposer, err := s.party(ctx, msg.Authority, msg)
	if err != nil {
		return nil, err
	}
	amended, _, err := s.amendable(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	agreement, err := amended.Amend(proposer, msg, now(ctx))
	if err != nil {
		return nil, err
	}
	return &types.MsgAmendAgreementResponse{}, s.propose(ctx, agreement)
}

// Accede enters a version that has the sender's jurisdiction as one more party.
func (s msgServer) Accede(ctx context.Context, msg *types.MsgAccede) (*types.MsgAccedeResponse, error) {
	proposer, err := s.party(ctx, msg.Authority, msg)
	if err != nil {
		return nil, err
	}
	amended, _, err := s.amendable(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	agreement, err := amended.Accede(proposer, msg, now(ctx))
	if err != nil {
		return nil, err
	}
	return &types.MsgAccedeResponse{}, s.propose(ctx, agreement)
}

// propose stores a new version, if its id is new, its parties are ACTIVE and its
// proposer has room for it.
func (s msgServer) propose(ctx context.Context, agreement types.Agreement) error {
	exists, err := s.Agreements.Has(ctx, agreement.Id)
	if err != nil {
		return err
	}
	if exists {
		return types.ErrAgreementExists.Wrap(agreement.Id)
	}
	for _, party := range agreement.Parties {
		if err := s.active(ctx, party); err != nil {
			return err
		}
	}
	if err := s.openRoom(ctx, agreement.Proposer); err != nil {
		return err
	}
	if err := s.enter(ctx, agreement); err != nil {
		return err
	}
	return emit(ctx, &types.EventAgreementProposed{
		Agreement: agreement.Id, Proposer: agreement.Proposer, Amends: agreement.Amends,
	})
}

// CertifyAgreement binds the sender's jurisdiction. The last certification begins the
// line of a first version, or adds the version to the line that it amends.
func (s msgServer) CertifyAgreement(ctx context.Context, msg *types.MsgCertifyAgreement) (*types.MsgCertifyAgreementResponse, error) {
	party, err := s.party(ctx, msg.Authority, msg)
	if err != nil {
		return nil, err
	}
	agreement, err := s.agreement(ctx, msg.Agreement)
	if err != nil {
		return nil, err
	}
	agreement, err = agreement.Certify(party, msg.DocumentDigest, now(ctx))
	if err != nil {
		return nil, err
	}
	line, err := s.lineWith(ctx, agreement)
	if err != nil {
		return nil, err
	}
	status := agreement.StatusAt(now(ctx))
	if agreement.Certified() {
		if err := s.pairRoom(ctx, agreement); err != nil {
			return nil, err
		}
		if err := s.Lines.Set(ctx, line.Id, line); err != nil {
			return nil, err
		}
		status = line.StatusAt(agreement, now(ctx))
	}
	if err := s.save(ctx, agreement); err != nil {
		return nil, err
	}
	return &types.MsgCertifyAgreementResponse{Status: status}, emit(ctx, &types.EventAgreementCertified{
		Agreement: agreement.Id, Party: party, Complete: agreement.Certified(),
	})
}

// RejectAgreement ends what is PROPOSED, for all parties.
func (s msgServer) RejectAgreement(ctx context.Context, msg *types.MsgRejectAgreement) (*types.MsgRejectAgreementResponse, error) {
	party, err := s.end(ctx, msg.Authority, msg, msg.Agreement, types.Agreement.Reject)
	if err != nil {
		return nil, err
	}
	return &types.MsgRejectAgreementResponse{}, emit(ctx, &types.EventAgreementRejected{Agreement: msg.Agreement, Party: party})
}

// WithdrawProposal takes back what the sender's jurisdiction proposed.
func (s msgServer) WithdrawProposal(ctx context.Context, msg *types.MsgWithdrawProposal) (*types.MsgWithdrawProposalResponse, error) {
	if _, err := s.end(ctx, msg.Authority, msg, msg.Agreement, types.Agreement.Withdraw); err != nil {
		return nil, err
	}
	return &types.MsgWithdrawProposalResponse{}, emit(ctx, &types.EventProposalWithdrawn{Agreement: msg.Agreement})
}

// end takes a proposal out of the open ones, for the jurisdiction that the address speaks
// for.
func (s msgServer) end(
	ctx context.Context, address string, msg validated, id string,
	as func(a types.Agreement, party string, at int64) (types.Agreement, error),
) (string, error) {
	party, err := s.party(ctx, address, msg)
	if err != nil {
		return "", err
	}
	agreement, err := s.agreement(ctx, id)
	if err != nil {
		return "", err
	}
	if agreement, err = as(agreement, party, now(ctx)); err != nil {
		return "", err
	}
	return party, s.save(ctx, agreement)
}
