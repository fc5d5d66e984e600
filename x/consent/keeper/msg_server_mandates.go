package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/consent/types"
)

// AppointRepresentative takes appointments that subjects signed, whoever relays them.
func (m msgServer) AppointRepresentative(
	ctx context.Context, msg *types.MsgAppointRepresentative,
) (*types.MsgAppointRepresentativeResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Appointments, (*batch).appoint)
	if err != nil {
		return nil, err
	}
	return &types.MsgAppointRepresentativeResponse{Outcomes: outcomes}, nil
}

// EndRepresentation takes ends of mandates that subjects or representatives signed,
// whoever relays them.
func (m msgServer) EndRepresentation(ctx context.Context, msg *types.MsgEndRepresentation) (*types.MsgEndRepresentationResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	outcomes, err := relay(ctx, m, msg.Relayer, msg.Ends, (*batch).endMandate)
	if err != nil {
		return nil, err
	}
	return &types.MsgEndRepresentationResponse{Outcomes: outcomes}, nil
}

// AppointGuardian lets somebody speak for a subject of the sender's jurisdiction.
func (m msgServer) AppointGuardian(ctx context.Context, msg *types.MsgAppointGuardian) (*types.MsgAppointGuardianResponse, error) {
	err := m.act(ctx, msg.Authority, func(b *batch) error {
		if _, err := msg.Mandate.Appointment(msg.Subject); err != nil {
			return err
		}
		subject, err := b.homeSubject(msg.Subject)
		if err != nil {
			return err
		}
		next, err := subject.AppointGuardian(msg.Mandate, b.now)
		if err != nil {
			return err
		}
		b.put(next, nil, appointed(next.Id, &msg.Mandate, types.Appointer_APPOINTER_AUTHORITY))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgAppointGuardianResponse{}, nil
}

// EndGuardianship ends a mandate for a subject of the sender's jurisdiction, whoever
// gave it.
func (m msgServer) EndGuardianship(ctx context.Context, msg *types.MsgEndGuardianship) (*types.MsgEndGuardianshipResponse, error) {
	err := m.act(ctx, msg.Authority, func(b *batch) error {
		subject, err := b.homeSubject(msg.Subject)
		if err != nil {
			return err
		}
		next, err := subject.EndGuardianship(msg.Representative, b.now)
		if err != nil {
			return err
		}
		b.put(next, nil, &types.EventRepresentationEnded{Subject: next.Id, Representative: msg.Representative})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return &types.MsgEndGuardianshipResponse{}, nil
}

// appoint applies one appointment and gives the id of its subject.
func (b *batch) appoint(signed *types.SignedAppointment) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1)
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return signed.Subject, types.ErrMandateInvalid.Wrap(err.Error())
	}
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return signed.Subject, err
	}
	if err := b.self(subject, digest, signed.Signature); err != nil {
		return signed.Subject, err
	}
	next, err := subject.Appoint(signed.Mandate, signed.Sequence, b.now)
	if err != nil {
		return signed.Subject, err
	}
	if err := b.fits(next, nil); err != nil {
		return signed.Subject, err
	}
	b.put(next, nil, appointed(next.Id, &signed.Mandate, types.Appointer_APPOINTER_SUBJECT))
	return signed.Subject, nil
}

// endMandate applies one end and gives the id of its subject.
func (b *batch) endMandate(signed *types.SignedMandateEnd) ([]byte, error) {
	message, err := signed.Message()
	if err != nil {
		return nil, err
	}
	b.payDigest(1)
	digest, err := message.Digest(b.ctx.ChainID())
	if err != nil {
		return signed.Subject, types.ErrMandateInvalid.Wrap(err.Error())
	}
	subject, err := b.signing(signed.Subject, signed.Deadline)
	if err != nil {
		return signed.Subject, err
	}
	by, err := b.speaker(subject, digest, signed.Signature)
	if err != nil {
		return signed.Subject, err
	}
	next, err := subject.EndMandate(signed.Representative, by, signed.Sequence, b.now)
	if err != nil {
		return signed.Subject, err
	}
	b.put(next, nil, &types.EventRepresentationEnded{Subject: next.Id, Representative: signed.Representative})
	return signed.Subject, nil
}

func appointed(subject []byte, m *types.Mandate, by types.Appointer) *types.EventRepresentativeAppointed {
	return &types.EventRepresentativeAppointed{Subject: subject, Representative: m.Representative, Appointer: by}
}
