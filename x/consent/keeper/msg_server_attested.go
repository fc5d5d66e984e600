package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/consent/types"
)

// AttestConsent enters what patients of the sender's participant said on paper.
func (m msgServer) AttestConsent(ctx context.Context, msg *types.MsgAttestConsent) (*types.MsgAttestConsentResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := attest(ctx, m, msg.Attester, msg.Attestations, (*batch).attest)
	if err != nil {
		return nil, err
	}
	return &types.MsgAttestConsentResponse{Outcomes: outcomes}, nil
}

// RevokeAttestedConsent ends what the sender's participant attested.
func (m msgServer) RevokeAttestedConsent(
	ctx context.Context, msg *types.MsgRevokeAttestedConsent,
) (*types.MsgRevokeAttestedConsentResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := attest(ctx, m, msg.Attester, msg.Revocations, (*batch).revoke)
	if err != nil {
		return nil, err
	}
	return &types.MsgRevokeAttestedConsentResponse{Outcomes: outcomes}, nil
}

// InvalidateConsent ends a permission that the subject did not sign itself, from a
// moment that may lie in the past.
func (m msgServer) InvalidateConsent(ctx context.Context, msg *types.MsgInvalidateConsent) (*types.MsgInvalidateConsentResponse, error) {
	err := m.act(ctx, msg.Authority, func(b *batch) error {
		subject, err := b.homeSubject(msg.Subject)
		if err != nil {
			return err
		}
		next, change, err := subject.Invalidate(msg.Directive, msg.Since, b.now)
		if err != nil {
			return err
		}
		b.put(next, change.Archived, changeEvents(next, change)...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgInvalidateConsentResponse{}, nil
}

// attest applies one attestation and gives the id of its directive.
func (b *batch) attest(a *types.Attestation) ([]byte, error) {
	message, err := a.Message(b.sender.Participant)
	if err != nil {
		return nil, err
	}
	b.payDigest(1 + a.Provision.Nodes())
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return nil, types.ErrDirectiveInvalid.Wrap(err.Error())
	}
	id := digest[:]
	subject, err := b.subject(a.Subject)
	if err != nil {
		return id, err
	}
	next, change, err := subject.Attest(a.Directive(digest, b.sender.Participant), b.now)
	if err != nil {
		return id, err
	}
	if err := b.fits(next, change.Archived); err != nil {
		return id, err
	}
	b.put(next, change.Archived, changeEvents(next, change)...)
	return change.Given, nil
}

// revoke ends one attested directive.
func (b *batch) revoke(r *types.Revocation) ([]byte, error) {
	subject, err := b.subject(r.Subject)
	if err != nil {
		return r.Directive, err
	}
	next, change, err := subject.Revoke(r.Directive, b.sender.Participant, b.now)
	if err != nil {
		return r.Directive, err
	}
	b.put(next, change.Archived, changeEvents(next, change)...)
	return r.Directive, nil
}
