package recordindex

import (
	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// tell puts a record into the form of an answer. Without the verdict it has neither the
// record's bytes nor its salt: with the salt the verdict could be found by trying, since the
// heads of trails are public.
func tell(f *found, verdict bool) accesstypes.AccessRecord {
	r := &f.record
	told := accesstypes.AccessRecord{
		Trail: r.Trail, Index: r.Index, Height: r.Height, Time: r.Time, Confirmed: f.standing == confirmed, Event: event(r),
	}
	if !verdict {
		told.Event.Salt = nil
		return told
	}
	told.Canonical = f.bytes
	told.Verdict = &accesstypes.Verdict{Effect: vocabulary.Effect(r.Effect), Basis: vocabulary.Basis(r.Basis)}
	for mark := uint8(0); mark <= maxMark; mark++ {
		if r.Marks&(1<<mark) != 0 {
			told.Verdict.Marks = append(told.Verdict.Marks, accesstypes.Mark(mark))
		}
	}
	return told
}

func event(r *translog.Record) accesstypes.Event {
	categories := make([]vocabulary.Category, len(r.Categories))
	for i, c := range r.Categories {
		categories[i] = vocabulary.Category(c)
	}
	return accesstypes.Event{
		Side: accesstypes.Side(r.Side), Exchange: r.Exchange[:], Subject: r.Subject[:], Controller: r.Controller, Recipient: r.Recipient,
		Actor: r.Actor[:], Profession: vocabulary.Profession(r.Profession), Purpose: vocabulary.Purpose(r.Purpose), Categories: categories,
		Action: vocabulary.Action(r.Action), Permit: r.Permit, OccurredAt: r.OccurredAt, Resource: r.Resource[:], Salt: r.Salt[:],
	}
}
