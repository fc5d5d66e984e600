package types

import (
	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/internal/ident"
)

// Validate checks what can be checked without state.
func (m *MsgOpenTrail) Validate() error {
	if !ident.Slug(m.Name, MaxTrailName) {
		return ErrTrailNameInvalid.Wrapf("want lower-case words joined by hyphens, at most %d bytes", MaxTrailName)
	}
	return nil
}

// Validate checks what can be checked without state: the size of the message, and
// the form of each event. The error names the event.
func (m *MsgRecordAccess) Validate() error {
	switch {
	case len(m.Events) == 0:
		return ErrBatchEmpty
	case len(m.Events) > MaxEvents:
		return ErrBatchTooLong.Wrapf("%d, at most %d", len(m.Events), MaxEvents)
	}
	if size := m.Size(); size > MaxMessageSize {
		return ErrBatchTooLarge.Wrapf("%d bytes, at most %d", size, MaxMessageSize)
	}
	if n := m.EventCategories(); n > MaxEventCategories {
		return ErrBatchTooWide.Wrapf("%d, at most %d", n, MaxEventCategories)
	}
	if WriterOf(m.Trail) == "" {
		return ErrTrailNameInvalid.Wrap("want participant/name")
	}
	for i := range m.Events {
		if err := m.Events[i].Validate(); err != nil {
			return errorsmod.Wrapf(err, "event %d", i)
		}
	}
	return nil
}

// EventCategories is the number of categories of all events together.
func (m *MsgRecordAccess) EventCategories() int {
	n := 0
	for i := range m.Events {
		n += len(m.Events[i].Categories)
	}
	return n
}

// WrittenBy checks that the participant stood on the side that each event names.
// The error names the event.
func (m *MsgRecordAccess) WrittenBy(participant string) error {
	for i := range m.Events {
		if err := m.Events[i].WrittenBy(participant); err != nil {
			return errorsmod.Wrapf(err, "event %d", i)
		}
	}
	return nil
}

// Validate checks what can be checked without state.
func (m *MsgUpdateParams) Validate() error { return m.Params.Validate() }

// Validate checks what can be checked without state.
func (m *MsgCloseTrail) Validate() error {
	if WriterOf(m.Trail) == "" {
		return ErrTrailNameInvalid.Wrap("want participant/name")
	}
	return nil
}

// Validate checks what can be checked without state.
func (m *MsgJustifyEmergency) Validate() error {
	return checkStep(ErrCaseUnknown, m.Case, m.DocumentDigest)
}

// Validate checks what can be checked without state.
func (m *MsgReviewEmergency) Validate() error {
	return checkStep(ErrCaseUnknown, m.Case, m.DocumentDigest)
}

// Validate checks what can be checked without state.
func (m *MsgAnswerDispute) Validate() error {
	return checkStep(ErrDisputeUnknown, m.Dispute, m.DocumentDigest)
}

// Validate checks what can be checked without state.
func (m *MsgResolveDispute) Validate() error {
	return checkStep(ErrDisputeUnknown, m.Dispute, m.DocumentDigest)
}

// checkStep checks the lengths of an id, which else is unknown, and of a document's digest.
func checkStep(unknown *errorsmod.Error, id, digest []byte) error {
	switch {
	case len(id) != DigestSize:
		return unknown.Wrapf("its id has %d bytes, want %d", len(id), DigestSize)
	case len(digest) != DigestSize:
		return ErrDigestInvalid.Wrapf("%d bytes, want %d", len(digest), DigestSize)
	default:
		return nil
	}
}

// Validate checks what can be checked without state.
func (m *MsgNameReviewers) Validate() error { return checkReviewers(m.Participants) }

func checkReviewers(participants []string) error {
	if len(participants) > MaxReviewers {
		return ErrReviewersInvalid.Wrapf("%d, at most %d", len(participants), MaxReviewers)
	}
	for i, id := range participants {
		if !ident.Participant(id) || (i > 0 && participants[i-1] >= id) {
			return ErrReviewersInvalid.Wrap("name participants, ascending and unique")
		}
	}
	return nil
}
