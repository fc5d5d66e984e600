package keeper

import (
	"bytes"
	"context"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/consent/types"
)

// RotateSubjectKey takes changes of key that both keys signed, whoever relays them.
func (m msgServer) RotateSubjectKey(ctx context.Context, msg *types.MsgRotateSubjectKey) (*types.MsgRotateSubjectKeyResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Rotations, (*batch).rotate)
	if err != nil {
		return nil, err
	}
	return &types.MsgRotateSubjectKeyResponse{Outcomes: outcomes}, nil
}

// ObjectToReplacement takes objections that old keys signed, whoever relays them.
func (m msgServer) ObjectToReplacement(
	ctx context.Context, msg *types.MsgObjectToReplacement,
) (*types.MsgObjectToReplacementResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Objections, (*batch).object)
	if err != nil {
		return nil, err
	}
	return &types.MsgObjectToReplacementResponse{Outcomes: outcomes}, nil
}

// ReplaceSubjectKey begins to replace the key of a subject of the sender's jurisdiction.
func (m msgServer) ReplaceSubjectKey(ctx context.Context, msg *types.MsgReplaceSubjectKey) (*types.MsgReplaceSubjectKeyResponse, error) {
	params, err := m.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	res := &types.MsgReplaceSubjectKeyResponse{}
	return res, m.act(ctx, msg.Authority, func(b *batch) error {
		message, err := msg.Message()
		if err != nil {
			return err
		}
		subject, err := b.homeSubject(msg.Subject)
		if err != nil {
			return err
		}
		if err := types.CheckDeadline(msg.Deadline, b.now); err != nil {
			return err
		}
		b.payDigest(1)
		digest, err := message.Digest(b.ctx.ChainID())
		if err != nil {
			return types.ErrKeyUsed.Wrap(err.Error())
		}
		if err := b.signedBy(msg.NewKey, digest, msg.Signature); err != nil {
			return err
		}
		next, err := subject.Replace(msg.NewKey, params.ReplacementDelay, b.now)
		if err != nil {
			return err
		}
		res.OpensAt = next.Replacement.OpensAt
		b.put(next, nil, &types.EventKeyReplacementBegun{
			Subject: next.Id, NewKey: msg.NewKey, OpensAt: res.OpensAt, Contested: next.Replacement.Contested,
		})
		return nil
	})
}

// ConfirmReplacement is the word of one of the subject's holders for a replacement
// that was objected to once.
func (m msgServer) ConfirmReplacement(
	ctx context.Context, msg *types.MsgConfirmReplacement,
) (*types.MsgConfirmReplacementResponse, error) {
	holder, err := m.registry.Authorize(ctx, msg.Attester, permission.Attest)
	if err != nil {
		return nil, err
	}
	b, err := m.newBatch(ctx, holder)
	if err != nil {
		return nil, err
	}
	subject, err := b.subject(msg.Subject)
	if err != nil {
		return nil, err
	}
	next, err := subject.Confirm(msg.NewKey, holder.Participant, b.now)
	if err != nil {
		return nil, err
	}
	b.put(next, nil, &types.EventKeyReplacementConfirmed{Subject: next.Id, Holder: holder.Participant})
	if _, err := b.commit(); err != nil {
		return nil, err
	}
	return &types.MsgConfirmReplacementResponse{}, nil
}

// UpdateParams changes the parameters.
func (m msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if msg.Council != m.council {
		return nil, types.ErrNotCouncil.Wrap(msg.Council)
	}
	if err := msg.Params.Validate(); err != nil {
		return nil, err
	}
	if err := m.Params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}

// rotate applies one change of key and gives the id of its subject.
func (b *batch) rotate(signed *types.SignedRotation) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1)
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return signed.Subject, types.ErrKeyUsed.Wrap(err.Error())
	}
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return signed.Subject, err
	}
	if err := b.self(subject, digest, signed.OldSignature); err != nil {
		return signed.Subject, err
	}
	if err := b.signedBy(signed.NewKey, digest, signed.NewSignature); err != nil {
		return signed.Subject, err
	}
	next, err := subject.Rotate(signed.NewKey, signed.Sequence, b.now)
	if err != nil {
		return signed.Subject, err
	}
	b.put(next, nil, &types.EventSubjectKeyRotated{Subject: next.Id, NewKey: signed.NewKey})
	return signed.Subject, nil
}

// object applies one objection and gives the id of its subject.
func (b *batch) object(signed *types.SignedObjection) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1)
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return signed.Subject, types.ErrReplacementUnknown.Wrap(err.Error())
	}
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return signed.Subject, err
	}
	if err := b.self(subject, digest, signed.Signature); err != nil {
		return signed.Subject, err
	}
	next, err := subject.Object(signed.NewKey, signed.Sequence, b.now)
	if err != nil {
		return signed.Subject, err
	}
	b.put(next, nil, &types.EventKeyReplacementObjected{Subject: next.Id})
	return signed.Subject, nil
}

// signedBy says whether the key of an address signed.
func (b *batch) signedBy(key []byte, digest [32]byte, signature []byte) error {
	signer, err := b.signer(digest, signature)
	if err == nil && !bytes.Equal(signer[:], key) {
		err = types.ErrSignatureWrong
	}
	return err
}
