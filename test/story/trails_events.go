package main

import (
	"context"
	"crypto/sha256"
	"fmt"

	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

const (
	discloser = accesstypes.Side_SIDE_DISCLOSER
	recipient = accesstypes.Side_SIDE_RECIPIENT

	ownRequest = vocabulary.Purpose_PURPOSE_PATIENT_REQUEST
	emergency  = vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT
)

// The places of what is told of, in the trails of klinik and praxis.
const (
	contestedAt = 0 // An access about the patient.
	askedAt     = 1 // The patient's own, for which it asked.
	unaskedAt   = 2 // The patient's own, for which it did not.
	sharedAt    = 3 // An emergency that both sides record.
	claimedAt   = 4 // One that the recipient alone records.
)

// eventsOf are all that a writer has to record: exchanges with its partner, which reports
// them under the same ids.
func (t *trailing) eventsOf(ctx context.Context, w *writer) ([]accesstypes.Event, error) {
	now, err := t.latest(ctx)
	if err != nil {
		return nil, err
	}
	controller, other := w.institution, w.partner
	if w.side == recipient {
		controller, other = other, controller
	}
	events := make([]accesstypes.Event, eventsPerTrail)
	for i := range events {
		shared := sha256.Sum256(fmt.Appendf(nil, "%s %d", w.seed, i))
		own := sha256.Sum256(fmt.Appendf(nil, "%s %d", w.institution, i))
		exchange, err := translog.ExchangeID(controller, other, shared, sha256.Sum256(shared[:]))
		if err != nil {
			return nil, err
		}
		events[i] = accesstypes.Event{
			Side: w.side, Exchange: exchange[:], Subject: shared[:20], Controller: controller, Recipient: other,
			Actor: own[:], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: treatment,
			Categories: []vocabulary.Category{tests}, Action: vocabulary.Action_ACTION_ACCESS,
			OccurredAt: now.time, Resource: own[:], Salt: own[16:],
		}
	}
	return events, t.tellOf(w, events)
}

// tellOf puts what the story tells of among the first events.
func (t *trailing) tellOf(w *writer, events []accesstypes.Event) error {
	subject, err := t.subjectAt(klinik)
	if err != nil {
		return err
	}
	switch w.institution {
	case klinik:
		for _, i := range []int{contestedAt, askedAt, unaskedAt, sharedAt} {
			events[i].Subject = subject[:]
		}
		for _, i := range []int{askedAt, unaskedAt} {
			events[i].Purpose, events[i].Recipient, events[i].Profession = ownRequest, dienst, 0
		}
		events[sharedAt].Purpose = emergency
		at := events[askedAt].OccurredAt
		signed, err := t.patients[klinik].RequestAccess(klinik, dienst, at-60, at+3600)
		if err != nil {
			return err
		}
		asked, ok := signed.Item.(*accesstypes.SubjectRequest)
		if !ok {
			return fmt.Errorf("the wallet signed %T", signed.Item)
		}
		events[askedAt].SubjectRequest = asked
	case praxis:
		for _, i := range []int{sharedAt, claimedAt} {
			events[i].Subject, events[i].Purpose = subject[:], emergency
		}
	}
	return nil
}
