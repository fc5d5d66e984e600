package keeper

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

// SetSchemeIssuers names the institutions that may accredit under a scheme of the
// authority's own jurisdiction, instead of those that it named before.
func (s msgServer) SetSchemeIssuers(
	ctx context.Context, msg *types.MsgSetSchemeIssuers,
) (*types.MsgSetSchemeIssuersResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	owner, err := s.ownScheme(ctx, msg.Authority, msg.Scheme)
	if err != nil {
		return nil, err
	}
	for _, issuer := range msg.Issuers {
		if _, err := s.participant(ctx, issuer); err != nil {
			return nil, err
		}
	}
	if err := s.storeScheme(ctx, owner, types.Scheme{Id: msg.Scheme, Issuers: msg.Issuers}); err != nil {
		return nil, err
	}
	return &types.MsgSetSchemeIssuersResponse{}, emit(ctx, &types.EventSchemeIssuersSet{
		Scheme: msg.Scheme, Issuers: msg.Issuers,
	})
}

// Accredit accredits an institution of any jurisdiction under a scheme.
func (s msgServer) Accredit(ctx context.Context, msg *types.MsgAccredit) (*types.MsgAccreditResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	issuer, err := s.issuer(ctx, msg.Issuer, msg.Scheme)
	if err != nil {
		return nil, err
	}
	if issuer == msg.Participant {
		return nil, types.ErrNotIssuer.Wrapf("%s of itself: ask the authority", issuer)
	}
	before, err := s.participant(ctx, msg.Participant)
	if err != nil {
		return nil, err
	}
	now := blockTime(ctx)
	accreditation, err := types.NewAccreditation(msg, issuer, now)
	if err != nil {
		return nil, err
	}
	after, err := before.Accredit(accreditation, now)
	if err != nil {
		return nil, err
	}
	if err := s.storeParticipant(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgAccreditResponse{}, emit(ctx, &types.EventParticipantAccredited{
		Participant: after.Id, Scheme: msg.Scheme, CredentialDigest: msg.CredentialDigest,
	})
}

// RevokeAccreditation ends an accreditation now. An issuer ends only its own.
func (s msgServer) RevokeAccreditation(
	ctx context.Context, msg *types.MsgRevokeAccreditation,
) (*types.MsgRevokeAccreditationResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	issuer, err := s.issuer(ctx, msg.Issuer, msg.Scheme)
	if err != nil {
		return nil, err
	}
	before, err := s.participant(ctx, msg.Participant)
	if err != nil {
		return nil, err
	}
	accreditation, err := before.Accreditation(msg.Scheme, msg.CredentialDigest)
	if err != nil {
		return nil, err
	}
	if issuer != "" && issuer != accreditation.Issuer {
		return nil, types.ErrNotIssuer.Wrapf("%s, of what another one issued under %s", issuer, msg.Scheme)
	}
	after, err := before.Revoke(msg.Scheme, msg.CredentialDigest, blockTime(ctx))
	if err != nil {
		return nil, err
	}
	if err := s.storeParticipant(ctx, after); err != nil {
		return nil, err
	}
	return &types.MsgRevokeAccreditationResponse{}, emit(ctx, &types.EventAccreditationRevoked{
		Participant: after.Id, Scheme: msg.Scheme, CredentialDigest: msg.CredentialDigest,
	})
}

// issuer is who speaks for a scheme: empty for the authority of its jurisdiction,
// or the participant that the authority named. The jurisdiction is ACTIVE.
func (s msgServer) issuer(ctx context.Context, signer, scheme string) (string, error) {
	key, err := s.address(signer)
	if err != nil {
		return "", err
	}
	authority, err := s.Authorities.Has(ctx, key)
	if err != nil {
		return "", err
	}
	if authority {
		_, err := s.ownScheme(ctx, signer, scheme)
		return "", err
	}
	member, err := s.Authorize(ctx, signer, permission.Attest)
	if err != nil {
		return "", err
	}
	owner, err := types.SchemeOwner(scheme)
	if err != nil {
		return "", err
	}
	if err := s.requireActive(ctx, owner); err != nil {
		return "", err
	}
	named, err := s.scheme(ctx, scheme)
	if err != nil {
		return "", err
	}
	if !named.Names(member.Participant) {
		return "", types.ErrNotIssuer.Wrapf("%s under %s", member.Participant, scheme)
	}
	return member.Participant, nil
}

// ownScheme is the jurisdiction of the authority that sends, if the scheme is its.
func (s msgServer) ownScheme(ctx context.Context, authority, scheme string) (string, error) {
	jurisdiction, err := s.Authority(ctx, authority)
	if err != nil {
		return "", err
	}
	owner, err := types.SchemeOwner(scheme)
	if err != nil {
		return "", err
	}
	if owner != jurisdiction {
		return "", types.ErrNotAuthority.Wrapf("%s of %s, scheme %s", authority, jurisdiction, scheme)
	}
	return owner, nil
}
