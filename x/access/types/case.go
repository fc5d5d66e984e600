package types

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
)

// caseTag and disputeTag open what the ids of cases and disputes are the hashes of.
const (
	caseTag    = "assent.case\x01"
	disputeTag = "assent.dispute\x01"
)

// CaseID is the id of the case of an exchange about a subject between two participants: both
// sides' records lead to it, and nobody else's.
func CaseID(exchange, subject []byte, controller, recipient string) []byte {
	b := append([]byte(caseTag), exchange...)
	b = append(b, subject...)
	return hashed(b, controller, recipient)
}

// hashed is the SHA-256 over bytes and texts, each text behind its length in one byte. They
// are at most MaxTrailID long.
func hashed(b []byte, texts ...string) []byte {
	for _, text := range texts {
		b = append(append(b, uint8(len(text))), text...)
	}
	digest := sha256.Sum256(b)
	return digest[:]
}

// OpensCase reports whether an event with a verdict has a case.
func (v Verdict) OpensCase() bool { return policy.Basis(v.Basis) == policy.BasisEmergency }

// NewCase is the case of an event that was recorded at a place, to be justified within some
// seconds.
func NewCase(e *Event, p Place, within int64) Case {
	c := Case{
		Id:       CaseID(e.Exchange, e.Subject, e.Controller, e.Recipient),
		Exchange: e.Exchange, Subject: e.Subject, Controller: e.Controller, Recipient: e.Recipient,
		OccurredAt: e.OccurredAt, OpenedAt: p.Time,
		Status: CaseStatus_CASE_STATUS_OPEN, JustifyBy: p.Time + within,
	}
	c, _ = c.Join(e, p)
	return c
}

// Join is the case with the record of one side; false if that side has one already.
func (c Case) Join(e *Event, p Place) (Case, bool) {
	reference := &RecordReference{Trail: p.Trail, Index: p.Index}
	switch {
	case e.Side == Side_SIDE_DISCLOSER && c.Disclosed == nil:
		c.Disclosed = reference
	case e.Side == Side_SIDE_RECIPIENT && c.Received == nil:
		c.Received = reference
	default:
		return c, false
	}
	return c, true
}

// Justified is the case after the recipient has said why it was an emergency, at a moment in
// Unix seconds, to be reviewed within some. It may come late.
func (c Case) Justified(by string, digest []byte, at, within int64) (Case, error) {
	switch {
	case by != c.Recipient:
		return Case{}, ErrCaseUnknown
	case c.Status != CaseStatus_CASE_STATUS_OPEN:
		return Case{}, ErrCaseStatus.Wrapf("it is %s", c.Status)
	}
	c.Status, c.Justification, c.ReviewBy = CaseStatus_CASE_STATUS_JUSTIFIED, &Statement{By: by, At: at, DocumentDigest: digest}, at+within
	return c, nil
}

// Reviewed is the case after somebody has said whether it was an emergency, at a moment in
// Unix seconds. What was not justified in time can be called a violation alone, and no party
// reviews its own case.
func (c Case) Reviewed(by string, outcome CaseStatus, digest []byte, at int64) (Case, error) {
	unjustified := c.Status == CaseStatus_CASE_STATUS_OPEN && c.Overdue(at) && outcome == CaseStatus_CASE_STATUS_VIOLATION
	switch {
	case by == c.Controller || by == c.Recipient:
		return Case{}, ErrCaseUnknown
	case outcome != CaseStatus_CASE_STATUS_UPHELD && outcome != CaseStatus_CASE_STATUS_VIOLATION:
		return Case{}, ErrOutcomeInvalid.Wrapf("%s, want UPHELD or VIOLATION", outcome)
	case c.Status != CaseStatus_CASE_STATUS_JUSTIFIED && !unjustified:
		return Case{}, ErrCaseStatus.Wrapf("it is %s, to be justified by %d", c.Status, c.JustifyBy)
	}
	c.Status, c.Review = outcome, &Statement{By: by, At: at, DocumentDigest: digest}
	return c, nil
}

// Waits reports whether a moment, in Unix seconds, is the deadline of the step that the case
// waits for.
func (c Case) Waits(at int64) bool {
	return (c.Status == CaseStatus_CASE_STATUS_OPEN && c.JustifyBy == at) ||
		(c.Status == CaseStatus_CASE_STATUS_JUSTIFIED && c.ReviewBy == at)
}

// Overdue reports whether the next step was due before a moment, in Unix seconds, or then.
func (c Case) Overdue(at int64) bool {
	switch c.Status {
	case CaseStatus_CASE_STATUS_OPEN:
		return c.JustifyBy <= at
	case CaseStatus_CASE_STATUS_JUSTIFIED:
		return c.ReviewBy <= at
	default:
		return false
	}
}

// Validate checks a case that was not made by the functions above.
func (c Case) Validate() error {
	switch {
	case len(c.Exchange) != ExchangeSize || len(c.Subject) != SubjectSize || !ident.Participant(c.Controller) || !ident.Participant(c.Recipient):
		return ErrGenesisInvalid.Wrap("case of a malformed exchange")
	case string(c.Id) != string(CaseID(c.Exchange, c.Subject, c.Controller, c.Recipient)):
		return ErrGenesisInvalid.Wrapf("case %X has another's id", c.Id)
	case c.Disclosed == nil && c.Received == nil:
		return ErrGenesisInvalid.Wrapf("case %X without a record", c.Id)
	case c.OccurredAt <= 0 || c.OpenedAt < 0 || c.JustifyBy <= c.OpenedAt:
		return ErrGenesisInvalid.Wrapf("case %X occurred at %d, opened at %d, to be justified by %d", c.Id, c.OccurredAt, c.OpenedAt, c.JustifyBy)
	}
	if err := c.Disclosed.validate(c.Controller); err != nil {
		return err
	}
	if err := c.Received.validate(c.Recipient); err != nil {
		return err
	}
	return c.validateSteps()
}

// validateSteps checks that the statements are those of the status.
func (c Case) validateSteps() error {
	justified, reviewed := c.Justification != nil, c.Review != nil
	unjustified := c.Status == CaseStatus_CASE_STATUS_VIOLATION && !justified && reviewed && c.JustifyBy <= c.Review.At
	var fits bool
	switch c.Status {
	case CaseStatus_CASE_STATUS_UNSPECIFIED:
	case CaseStatus_CASE_STATUS_OPEN:
		fits = !justified && !reviewed
	case CaseStatus_CASE_STATUS_JUSTIFIED:
		fits = justified && !reviewed
	case CaseStatus_CASE_STATUS_UPHELD, CaseStatus_CASE_STATUS_VIOLATION:
		fits = (justified || unjustified) && reviewed
	}
	switch {
	case !fits:
		return ErrGenesisInvalid.Wrapf("case %X is %s with other statements", c.Id, c.Status)
	case justified && (c.Justification.By != c.Recipient || c.ReviewBy <= c.Justification.At):
		return ErrGenesisInvalid.Wrapf("case %X was justified by %s, to be reviewed by %d", c.Id, c.Justification.By, c.ReviewBy)
	case !justified && c.ReviewBy != 0:
		return ErrGenesisInvalid.Wrapf("case %X is to be reviewed and was not justified", c.Id)
	case reviewed && (c.Review.By == c.Controller || c.Review.By == c.Recipient):
		return ErrGenesisInvalid.Wrapf("case %X was reviewed by a party", c.Id)
	case justified && reviewed && c.Review.At < c.Justification.At:
		return ErrGenesisInvalid.Wrapf("case %X was reviewed before it was justified", c.Id)
	}
	for _, s := range []*Statement{c.Justification, c.Review} {
		if s != nil && (s.By == "" || len(s.DocumentDigest) != DigestSize || s.At < c.OpenedAt) {
			return ErrGenesisInvalid.Wrapf("case %X has a malformed statement", c.Id)
		}
	}
	return nil
}

// validate checks that a record, where there is one, is of a trail of its writer.
func (r *RecordReference) validate(writer string) error {
	if r != nil && (len(r.Trail) <= len(writer) || r.Trail[:len(writer)+1] != writer+"/") {
		return ErrGenesisInvalid.Wrapf("record of %s in %q", writer, r.Trail)
	}
	return nil
}

// indexBytes is an index of a trail in 8 bytes, big-endian.
func indexBytes(index uint64) []byte { return binary.BigEndian.AppendUint64(nil, index) }
