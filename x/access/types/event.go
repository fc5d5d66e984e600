package types

import (
	"encoding/hex"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// Validate checks that an event is well formed. What it says is not checked:
// evidence is never refused for that.
func (e *Event) Validate() error {
	switch {
	case e.Side != Side_SIDE_DISCLOSER && e.Side != Side_SIDE_RECIPIENT:
		return ErrEventInvalid.Wrapf("side %d", e.Side)
	case len(e.Exchange) != ExchangeSize:
		return wrongSize("exchange", len(e.Exchange), ExchangeSize)
	case len(e.Subject) != SubjectSize:
		return wrongSize("subject", len(e.Subject), SubjectSize)
	case !ident.Participant(e.Controller):
		return ErrEventInvalid.Wrap("controller is no id")
	case !ident.Participant(e.Recipient):
		return ErrEventInvalid.Wrap("recipient is no id")
	case len(e.Actor) != ActorSize:
		return wrongSize("actor", len(e.Actor), ActorSize)
	case e.Profession != 0 && !known[policy.Profession](e.Profession):
		return ErrEventInvalid.Wrapf("profession %d", e.Profession)
	case !known[policy.Purpose](e.Purpose):
		return ErrEventInvalid.Wrapf("purpose %d", e.Purpose)
	case len(e.Categories) == 0 || len(e.Categories) > MaxCategories:
		return ErrEventInvalid.Wrapf("%d categories, want 1 to %d", len(e.Categories), MaxCategories)
	case !known[policy.Action](e.Action):
		return ErrEventInvalid.Wrapf("action %d", e.Action)
	case e.Permit != "" && !ident.Participant(e.Permit):
		return ErrEventInvalid.Wrap("permit is no id")
	case e.OccurredAt <= 0:
		return ErrEventInvalid.Wrapf("occurred at %d", e.OccurredAt)
	case len(e.Resource) != ResourceSize:
		return wrongSize("resource", len(e.Resource), ResourceSize)
	case len(e.Salt) != SaltSize:
		return wrongSize("salt", len(e.Salt), SaltSize)
	}
	if e.SubjectRequest != nil && !e.NeedsRequest() {
		return ErrEventInvalid.Wrap("a subject's request goes with the purpose PATIENT_REQUEST alone")
	}
	if err := e.SubjectRequest.validate(); err != nil {
		return err
	}
	if _, ok := vocabulary.Codes[policy.Category](e.Categories); !ok {
		return ErrEventInvalid.Wrap("categories are not known, ascending and unique")
	}
	return nil
}

// WrittenBy checks that the participant stood on the side that the event names: a
// discloser is the controller, a recipient the recipient.
func (e *Event) WrittenBy(participant string) error {
	party := e.Controller
	if e.Side == Side_SIDE_RECIPIENT {
		party = e.Recipient
	}
	if party != participant {
		return ErrEventSide.Wrapf("%s of %s, written by %s", e.Side, party, participant)
	}
	return nil
}

// Request is the question that an event puts to a decision, as of a moment in Unix
// seconds. It has no category yet: each of the event's is a question of its own.
func (e *Event) Request(at int64) policy.Request {
	return policy.Request{
		Subject:    SubjectID(e.Subject),
		Controller: e.Controller,
		Recipient:  e.Recipient,
		Purpose:    policy.Purpose(e.Purpose),
		Action:     policy.Action(e.Action),
		At:         at,
		Profession: policy.Profession(e.Profession),
		Permit:     e.Permit,
	}
}

// SubjectID is a subject's pseudonym as decisions name it: 0x and lower-case
// hexadecimal.
func SubjectID(subject []byte) string {
	id := make([]byte, 2, 2+2*SubjectSize)
	copy(id, "0x")
	return string(hex.AppendEncode(id, subject))
}

func wrongSize(field string, got, want int) error {
	return ErrEventInvalid.Wrapf("%s has %d bytes, want %d", field, got, want)
}

// known reports whether a number is a code of the vocabulary.
func known[C vocabulary.Coded, E ~int32](e E) bool {
	_, ok := vocabulary.Code[C](e)
	return ok
}
