package types

import "github.com/assent-ledger/assent/pkg/directive"

// Message is what the subject signed. It refuses what has two encodings.
func (m *SignedAppointment) Message() (directive.Appointment, error) {
	a, err := m.Mandate.Appointment(m.Subject)
	if err != nil {
		return directive.Appointment{}, err
	}
	a.Sequence, a.Deadline = m.Sequence, m.Deadline
	return a, nil
}

// NewSignedAppointment is how a message carries what the subject signed.
func NewSignedAppointment(a directive.Appointment, signature []byte) (SignedAppointment, error) {
	mandate, err := NewMandate(a)
	if err != nil {
		return SignedAppointment{}, err
	}
	return SignedAppointment{
		Subject: a.Subject[:], Mandate: mandate, Sequence: a.Sequence, Deadline: a.Deadline, Signature: signature,
	}, nil
}

// Message is what the subject or its representative signed.
func (m *SignedMandateEnd) Message() (directive.MandateEnd, error) {
	subject, other, err := both(m.Subject, m.Representative)
	if err != nil {
		return directive.MandateEnd{}, err
	}
	return directive.MandateEnd{Subject: subject, Representative: other, Sequence: m.Sequence, Deadline: m.Deadline}, nil
}

// NewSignedMandateEnd is how a message carries what was signed.
func NewSignedMandateEnd(e directive.MandateEnd, signature []byte) SignedMandateEnd {
	return SignedMandateEnd{
		Subject: e.Subject[:], Representative: e.Representative[:], Sequence: e.Sequence, Deadline: e.Deadline, Signature: signature,
	}
}

// Message is what both keys signed.
func (m *SignedRotation) Message() (directive.KeyRotation, error) {
	subject, key, err := both(m.Subject, m.NewKey)
	if err != nil {
		return directive.KeyRotation{}, err
	}
	return directive.KeyRotation{Subject: subject, NewKey: key, Sequence: m.Sequence, Deadline: m.Deadline}, nil
}

// NewSignedRotation is how a message carries what both keys signed.
func NewSignedRotation(r directive.KeyRotation, oldSignature, newSignature []byte) SignedRotation {
	return SignedRotation{
		Subject: r.Subject[:], NewKey: r.NewKey[:], Sequence: r.Sequence, Deadline: r.Deadline,
		OldSignature: oldSignature, NewSignature: newSignature,
	}
}

// Message is what the new key signed.
func (m *MsgReplaceSubjectKey) Message() (directive.KeyReplacement, error) {
	subject, key, err := both(m.Subject, m.NewKey)
	if err != nil {
		return directive.KeyReplacement{}, err
	}
	return directive.KeyReplacement{Subject: subject, NewKey: key, Deadline: m.Deadline}, nil
}

// Message is what the old key signed.
func (m *SignedObjection) Message() (directive.ReplacementObjection, error) {
	subject, key, err := both(m.Subject, m.NewKey)
	if err != nil {
		return directive.ReplacementObjection{}, err
	}
	return directive.ReplacementObjection{Subject: subject, NewKey: key, Sequence: m.Sequence, Deadline: m.Deadline}, nil
}

// NewSignedObjection is how a message carries what the old key signed.
func NewSignedObjection(o directive.ReplacementObjection, signature []byte) SignedObjection {
	return SignedObjection{
		Subject: o.Subject[:], NewKey: o.NewKey[:], Sequence: o.Sequence, Deadline: o.Deadline, Signature: signature,
	}
}

// both reads the id of a subject and the address of another key.
func both(subject, key []byte) (id, other [SubjectIDLength]byte, err error) {
	if id, err = address(subject); err != nil {
		return id, other, err
	}
	if other, err = address(key); err != nil {
		return id, other, ErrKeyInvalid
	}
	return id, other, nil
}
