package load

import (
	"fmt"
	"time"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// The sizes of what is sent.
const (
	smallGas = 600_000
	// gasPerEvent covers the bytes of an event and its judging.
	gasPerEvent = 12_000
	maxEvents   = 5
	// maxTrails that an admin opens: the chain lets a participant have 64.
	maxTrails = 50
)

// message is what a transaction holds.
type message struct {
	text     string
	gas      uint64
	messages []sdk.Msg
	// took is called when a block holds it and it succeeded.
	took func()
}

// openTrail opens a new trail, or one that is there: that passes every check
// before the block and fails in it, so that failures, too, are compared.
func (w *worker) openTrail() message {
	number, text, took := w.trails, "open a trail", func() { w.trails++ }
	if w.trails > 0 && (w.trails >= maxTrails || w.random.IntN(3) == 0) {
		number, text, took = w.random.IntN(w.trails), "open a trail again", func() {}
	}
	return message{text: text, gas: smallGas, took: took, messages: []sdk.Msg{
		&accesstypes.MsgOpenTrail{Admin: w.account.Address(), Name: fmt.Sprintf("ward-%d", number)},
	}}
}

// recordAccess records a few accesses.
func (w *worker) recordAccess() message {
	events := make([]accesstypes.Event, 1+w.random.IntN(maxEvents))
	for e := range events {
		events[e] = w.event()
	}
	return message{
		text: fmt.Sprintf("record %d accesses", len(events)), gas: smallGas + uint64(len(events))*gasPerEvent,
		took: func() { w.size += uint64(len(events)) },
		messages: []sdk.Msg{&accesstypes.MsgRecordAccess{
			Recorder: w.account.Address(), Trail: w.institution.id + "/" + recordedTrail, FirstIndex: w.size, Events: events,
		}},
	}
}

// event is an access by another institution of the load.
func (w *worker) event() accesstypes.Event {
	others := w.load.institutions
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: w.bytes(32), Subject: w.bytes(20),
		Controller: w.institution.id, Recipient: others[w.random.IntN(len(others))].id,
		Actor: w.bytes(32), Profession: vocabulary.Profession_PROFESSION_PHYSICIAN,
		Purpose:    vocabulary.Purpose_PURPOSE_TREATMENT,
		Categories: []vocabulary.Category{vocabulary.Category_CATEGORY_TEST_RESULT},
		Action:     vocabulary.Action_ACTION_ACCESS, OccurredAt: time.Now().Unix(), Resource: w.bytes(32), Salt: w.bytes(16),
	}
}

// enrolSubject enrols a custodial subject.
func (w *worker) enrolSubject() message {
	return message{text: "enrol a subject", gas: smallGas, took: func() {}, messages: []sdk.Msg{
		&consenttypes.MsgEnrolSubjects{
			Attester: w.account.Address(), Enrolments: []consenttypes.Enrolment{{Subject: w.bytes(20)}},
		},
	}}
}

func (w *worker) bytes(n int) []byte {
	content := make([]byte, n)
	for i := range content {
		content[i] = byte(w.random.Uint32())
	}
	return content
}
