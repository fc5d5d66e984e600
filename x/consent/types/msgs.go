package types

import (
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/directive"
)

// Validate looks at the size of the batch alone: each item stands or falls
// by itself.
func (m *MsgEnrolSubjects) Validate() error { return checkBatch(len(m.Enrolments)) }

// Validate looks at the size of the batch alone.
func (m *MsgGiveConsent) Validate() error { return checkBatch(len(m.Directives)) }

// Validate looks at the size of the batch alone.
func (m *MsgWithdrawConsent) Validate() error { return checkBatch(len(m.Withdrawals)) }

// Validate looks at the size of the batch alone.
func (m *MsgAttestConsent) Validate() error { return checkBatch(len(m.Attestations)) }

// Validate looks at the size of the batch alone.
func (m *MsgRevokeAttestedConsent) Validate() error { return checkBatch(len(m.Revocations)) }

// Validate looks at the size of the batch alone.
func (m *MsgAppointRepresentative) Validate() error { return checkBatch(len(m.Appointments)) }

// Validate looks at the size of the batch alone.
func (m *MsgEndRepresentation) Validate() error { return checkBatch(len(m.Ends)) }

// Validate looks at the size of the batch alone.
func (m *MsgRotateSubjectKey) Validate() error { return checkBatch(len(m.Rotations)) }

// Validate looks at the size of the batch alone.
func (m *MsgObjectToReplacement) Validate() error { return checkBatch(len(m.Objections)) }

func checkBatch(items int) error {
	if items < 1 || items > MaxBatch {
		return ErrBatchSize.Wrapf("got %d", items)
	}
	return nil
}

// Custodial says whether the enrolment is that of a subject without a key.
func (m *Enrolment) Custodial() bool { return len(m.Signature) == 0 }

// Check looks at the form of the enrolment, without the signature's.
func (m *Enrolment) Check() error {
	if _, err := address(m.Subject); err != nil {
		return err
	}
	if m.Custodial() && m.Deadline != 0 {
		return ErrSubjectInvalid.Wrap("an enrolment with a deadline has a signature, one in custody has neither")
	}
	return nil
}

// Message is what the subject signed for the holder. It asks for what Check
// accepts.
func (m *Enrolment) Message(holder permission.Member) directive.Enrolment {
	e := directive.Enrolment{Holder: holder.Participant, HomeJurisdiction: holder.Jurisdiction, Deadline: m.Deadline}
	copy(e.Subject[:], m.Subject)
	return e
}

// Message is what the subject signed. It refuses what has two encodings; what
// cannot be signed has no digest.
func (m *SignedDirective) Message() (directive.Directive, error) {
	d := directive.Directive{
		Controller: m.Controller,
		Validity:   readPeriod(m.NotBefore, m.NotAfter),
		Sequence:   m.Sequence,
		Deadline:   m.Deadline,
	}
	var err error
	if d.Subject, err = address(m.Subject); err != nil {
		return directive.Directive{}, err
	}
	if d.Provision, err = m.Provision.Policy(); err != nil {
		return directive.Directive{}, err
	}
	if d.DocumentDigest, err = optional(m.DocumentDigest); err != nil {
		return directive.Directive{}, err
	}
	if d.Supersedes, err = optional(m.Supersedes); err != nil {
		return directive.Directive{}, err
	}
	return d, nil
}

// Directive is the directive under its id, as it is kept once it was given.
func (m *SignedDirective) Directive(id [32]byte) Directive {
	return Directive{
		Id:             id[:],
		Controller:     m.Controller,
		Provision:      m.Provision,
		NotBefore:      m.NotBefore,
		NotAfter:       m.NotAfter,
		DocumentDigest: m.DocumentDigest,
		Supersedes:     m.Supersedes,
	}
}

// NewSignedDirective is how a message carries what the subject signed.
func NewSignedDirective(d directive.Directive, signature []byte) (SignedDirective, error) {
	if err := d.Check(); err != nil {
		return SignedDirective{}, invalid(err)
	}
	provision, err := NewProvision(d.Provision)
	if err != nil {
		return SignedDirective{}, err
	}
	notBefore, notAfter, err := writePeriod(d.Validity)
	if err != nil {
		return SignedDirective{}, err
	}
	return SignedDirective{
		Subject:        d.Subject[:],
		Controller:     d.Controller,
		Provision:      provision,
		NotBefore:      notBefore,
		NotAfter:       notAfter,
		DocumentDigest: nonZero(d.DocumentDigest),
		Supersedes:     nonZero(d.Supersedes),
		Sequence:       d.Sequence,
		Deadline:       d.Deadline,
		Signature:      signature,
	}, nil
}

// Message is what the subject signed.
func (m *SignedWithdrawal) Message() (directive.Withdrawal, error) {
	subject, err := address(m.Subject)
	if err != nil {
		return directive.Withdrawal{}, err
	}
	target, err := optional(m.Directive)
	if err != nil {
		return directive.Withdrawal{}, err
	}
	return directive.Withdrawal{Subject: subject, Directive: target, Sequence: m.Sequence, Deadline: m.Deadline}, nil
}

// NewSignedWithdrawal is how a message carries what the subject signed.
func NewSignedWithdrawal(w directive.Withdrawal, signature []byte) SignedWithdrawal {
	return SignedWithdrawal{
		Subject:   w.Subject[:],
		Directive: w.Directive[:],
		Sequence:  w.Sequence,
		Deadline:  w.Deadline,
		Signature: signature,
	}
}

// address takes 20 bytes that are not all zero.
func address(id []byte) ([SubjectIDLength]byte, error) {
	var a [SubjectIDLength]byte
	if len(id) != len(a) || [SubjectIDLength]byte(id) == a {
		return a, ErrSubjectInvalid
	}
	return [SubjectIDLength]byte(id), nil
}

// optional takes 32 bytes, or none for what is absent. Zeros are signed like an
// absent value, so they are not another way to write it.
func optional(digest []byte) ([32]byte, error) {
	var d [32]byte
	switch {
	case len(digest) == 0:
		return d, nil
	case len(digest) != len(d) || [32]byte(digest) == d:
		return d, ErrDirectiveInvalid.Wrap("a digest or id is 32 bytes that are not all zero, or left out")
	default:
		return [32]byte(digest), nil
	}
}

func nonZero(digest [32]byte) []byte {
	if digest == ([32]byte{}) {
		return nil
	}
	return digest[:]
}
