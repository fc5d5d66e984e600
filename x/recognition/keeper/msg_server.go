package keeper

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/recognition/types"
)

type msgServer struct{ Keeper }

// NewMsgServer answers the messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

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
	exists, err := s.Agreements.Has(ctx, agreement.Id)
	if err != nil {
		return nil, err
	}
	if exists {
		return nil, types.ErrAgreementExists.Wrap(agreement.Id)
	}
	for _, party := range agreement.Parties {
		if err := s.active(ctx, party); err != nil {
			return nil, err
		}
	}
	if err := s.save(ctx, agreement); err != nil {
		return nil, err
	}
	return &types.MsgProposeAgreementResponse{}, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(
		&types.EventAgreementProposed{Agreement: agreement.Id, Proposer: proposer})
}

// CertifyAgreement binds the sender's jurisdiction.
func (s msgServer) CertifyAgreement(ctx context.Context, msg *types.MsgCertifyAgreement) (*types.MsgCertifyAgreementResponse, error) {
	party, err := s.activeAuthority(ctx, msg.Authority)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
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
	if agreement.Certified() {
		if err := s.room(ctx, agreement); err != nil {
			return nil, err
		}
	}
	if err := s.save(ctx, agreement); err != nil {
		return nil, err
	}
	response := &types.MsgCertifyAgreementResponse{Status: agreement.StatusAt(now(ctx))}
	return response, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(
		&types.EventAgreementCertified{Agreement: agreement.Id, Party: party, Complete: agreement.Certified()})
}

// activeAuthority is the jurisdiction that the address speaks for, which is ACTIVE.
func (s msgServer) activeAuthority(ctx context.Context, address string) (string, error) {
	id, err := s.registry.Authority(ctx, address)
	if err != nil {
		return "", err
	}
	return id, s.active(ctx, id)
}

func (s msgServer) active(ctx context.Context, id string) error {
	active, err := s.registry.JurisdictionActive(ctx, id)
	if err != nil {
		return err
	}
	if !active {
		return types.ErrPartyInactive.Wrap(id)
	}
	return nil
}
