package types

import (
	"strings"

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
	writer, name, _ := strings.Cut(m.Trail, "/")
	if !ident.Participant(writer) || !ident.Slug(name, MaxTrailName) {
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
