package types

import (
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/translog"
)

// Place is where and when the chain recorded an event.
type Place struct {
	ChainID string
	Trail   string
	Index   uint64
	Height  int64
	// Time is the block time, in Unix seconds.
	Time int64
}

// NewRecord is the entry of a trail that follows from an event and the verdict on
// it. Its leaf is what the chain appended, so whoever has the message, its response
// and the place rebuilds the trail with it. Mark n is bit n of the record's marks.
//
// It fails if the event is malformed, or the verdict is none that the chain gives.
func NewRecord(p Place, e Event, v Verdict) (translog.Record, error) {
	if err := e.Validate(); err != nil {
		return translog.Record{}, err
	}
	marks, err := v.bits()
	if err != nil {
		return translog.Record{}, err
	}
	categories := make([]uint8, len(e.Categories))
	for i, c := range e.Categories {
		categories[i] = uint8(c)
	}
	return translog.Record{
		ChainID: p.ChainID,
		Trail:   p.Trail,
		Index:   p.Index,
		Height:  p.Height,
		Time:    p.Time,

		Side:       uint8(e.Side),
		Exchange:   [ExchangeSize]byte(e.Exchange),
		Subject:    [SubjectSize]byte(e.Subject),
		Controller: e.Controller,
		Recipient:  e.Recipient,
		Actor:      [ActorSize]byte(e.Actor),
		Profession: uint8(e.Profession),
		Purpose:    uint8(e.Purpose),
		Categories: categories,
		Action:     uint8(e.Action),
		Permit:     e.Permit,
		OccurredAt: e.OccurredAt,
		Resource:   [ResourceSize]byte(e.Resource),
		Salt:       [SaltSize]byte(e.Salt),
		Asked:      e.SubjectRequest.asked(),

		Effect: uint8(v.Effect),
		Basis:  uint8(v.Basis),
		Marks:  marks,
	}, nil
}

// bits is the marks of a verdict as a set of bits. It fails if the verdict is none
// that the chain gives.
func (v Verdict) bits() (uint32, error) {
	if !known[policy.Effect](v.Effect) {
		return 0, ErrVerdictInvalid.Wrapf("effect %d", v.Effect)
	}
	if !known[policy.Basis](v.Basis) {
		return 0, ErrVerdictInvalid.Wrapf("basis %d", v.Basis)
	}
	var bits uint32
	for i, m := range v.Marks {
		if m <= Mark_MARK_UNSPECIFIED || m > Mark_MARK_UNPROVEN_REQUEST || (i > 0 && v.Marks[i-1] >= m) {
			return 0, ErrVerdictInvalid.Wrapf("mark %d at %d: not known, ascending and unique", m, i)
		}
		bits |= 1 << m
	}
	return bits, nil
}
