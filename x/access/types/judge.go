package types

import (
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// Clock is when events are judged: the block time in Unix seconds, and the seconds
// after which an event is late.
type Clock struct{ Now, Lag int64 }

// Judged is the moment that an event is judged as of, in Unix seconds: when it happened, or
// the block time where that lies ahead.
func (c Clock) Judged(e *Event) int64 { return min(e.OccurredAt, c.Now) }

// Judge is the verdict on a well-formed event, in the case of its request.
//
// The event is judged as of the moment it happened, or as of the block time where
// that lies ahead. It is permitted only if each of its categories is; the basis is
// the first one's. The marks say what the reader of the verdict has to know.
func Judge(w *world.Case, e *Event, c Clock) Verdict {
	at, ahead := c.Judged(e), e.OccurredAt > c.Now
	then := judgeAt(w, e, at)
	v := Verdict{Effect: vocabulary.Effect(then.effect), Basis: vocabulary.Basis(then.basis)}
	// Nothing changes a decision before its valid_until, so the second one is
	// computed only where it can differ.
	if !then.holdsAt(c.Now) && judgeAt(w, e, c.Now).effect != then.effect {
		v.Marks = append(v.Marks, Mark_MARK_HINDSIGHT)
	}
	if c.Now-at > c.Lag {
		v.Marks = append(v.Marks, Mark_MARK_LATE)
	}
	if ahead {
		v.Marks = append(v.Marks, Mark_MARK_CLOCK_AHEAD)
	}
	if !w.Facts.EnrolledWith(e.Controller, at) {
		v.Marks = append(v.Marks, Mark_MARK_UNKNOWN_SUBJECT)
	}
	if at < w.HistoryFrom() {
		v.Marks = append(v.Marks, Mark_MARK_UNDETERMINED)
	}
	return v
}

// opinion is what the decisions about the categories of an event come to.
type opinion struct {
	effect policy.Effect
	basis  policy.Basis
	// at is the moment it is of, and until the end of the time for which nothing
	// recorded changes it; unset if nothing ever does.
	at    int64
	until policy.Bound
}

// judgeAt is the opinion as of a moment. One category that is denied settles the
// effect, whatever the others would come to.
func judgeAt(w *world.Case, e *Event, at int64) opinion {
	o := opinion{effect: policy.EffectDeny, basis: policy.BasisNone, at: at}
	r := e.Request(at)
	for i, category := range e.Categories {
		r.Category = policy.Category(category)
		d := w.Decide(r)
		if i == 0 {
			o.basis, o.until = d.Basis, d.ValidUntil
		} else if d.ValidUntil.Set && (!o.until.Set || d.ValidUntil.At < o.until.At) {
			o.until = d.ValidUntil
		}
		o.effect = d.Effect
		if !d.Permitted() {
			break
		}
	}
	return o
}

// holdsAt reports whether the opinion is proven to be the same as of a moment.
func (o opinion) holdsAt(at int64) bool {
	return o.at <= at && (!o.until.Set || at < o.until.At)
}
