package types

import (
	"bytes"
	"slices"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// Appointment is the mandate as it is signed for a subject. What it refuses has two
// encodings or says nothing.
func (m *Mandate) Appointment(subject []byte) (directive.Appointment, error) {
	a := directive.Appointment{Controller: m.Controller, Period: readPeriod(m.NotBefore, m.NotAfter)}
	var err error
	if a.Subject, err = address(subject); err != nil {
		return directive.Appointment{}, err
	}
	if a.Representative, err = address(m.Representative); err != nil {
		return directive.Appointment{}, ErrMandateInvalid.Wrap("representative: give the 20-byte address of its key")
	}
	if a.Purposes, err = readCodes[policy.Purpose](m.Purposes); err != nil {
		return directive.Appointment{}, ErrMandateInvalid.Wrap(err.Error())
	}
	if a.Categories, err = readCodes[policy.Category](m.Categories); err != nil {
		return directive.Appointment{}, ErrMandateInvalid.Wrap(err.Error())
	}
	if err := a.CheckMandate(); err != nil {
		return directive.Appointment{}, ErrMandateInvalid.Wrap(err.Error())
	}
	return a, nil
}

// NewMandate is the mandate of an appointment, as messages and the state carry it.
func NewMandate(a directive.Appointment) (Mandate, error) {
	if err := a.CheckMandate(); err != nil {
		return Mandate{}, ErrMandateInvalid.Wrap(err.Error())
	}
	notBefore, notAfter, err := writePeriod(a.Period)
	if err != nil {
		return Mandate{}, err
	}
	return Mandate{
		Representative: a.Representative[:], Controller: a.Controller,
		Purposes:   vocabulary.List[vocabulary.Purpose](a.Purposes),
		Categories: vocabulary.List[vocabulary.Category](a.Categories),
		NotBefore:  notBefore, NotAfter: notAfter,
	}, nil
}

// covers says whether a directive lies within the mandate: about the data of its
// controller, and at the root of its tree, so everywhere below, about purposes and
// categories of its own alone.
func (m *Mandate) covers(d *Directive) bool {
	return (m.Controller == "" || m.Controller == d.Controller) &&
		within(d.Provision.Purposes, m.Purposes) && within(d.Provision.Categories, m.Categories)
}

// within says whether all of some codes are among others, where none is any.
func within[C comparable](some, others []C) bool {
	if len(others) == 0 {
		return true
	}
	return len(some) > 0 && !slices.ContainsFunc(some, func(c C) bool { return !slices.Contains(others, c) })
}

// Speaks says whether the mandate runs at a moment.
func (r *Representative) Speaks(at int64) bool { return r.Mandate.NotBefore <= at && !r.Over(at) }

// Over says whether the mandate has ended or run out at a moment.
func (r *Representative) Over(at int64) bool {
	return (r.EndedAt != 0 && r.EndedAt <= at) || (r.Mandate.NotAfter != 0 && r.Mandate.NotAfter <= at)
}

// Appoint takes the subject's word that somebody may speak for it.
func (s Subject) Appoint(m Mandate, sequence uint64, at int64) (Subject, error) {
	if err := s.follows(Self, sequence); err != nil {
		return Subject{}, err
	}
	if s.ReplacementPending(at) {
		return Subject{}, ErrReplacementPending
	}
	if s.changesOn(Self, at) >= MaxDayChanges {
		return Subject{}, ErrTooManyChanges
	}
	return s.changed(Self, sequence, at).appointed(m, Appointer_APPOINTER_SUBJECT, at)
}

// AppointGuardian lets somebody speak for the subject by law.
func (s Subject) AppointGuardian(m Mandate, at int64) (Subject, error) {
	return s.writable().appointed(m, Appointer_APPOINTER_AUTHORITY, at)
}

// appointed adds a representative. One whose mandate is over makes room if nothing
// that it signed can still be relayed. Who is appointed again goes on counting where
// it was.
func (s Subject) appointed(m Mandate, by Appointer, at int64) (Subject, error) {
	if m.NotAfter != 0 && m.NotAfter <= at {
		return Subject{}, ErrMandateInvalid.Wrap("its time is over before it begins")
	}
	next := Representative{Mandate: m, Appointer: by, AppointedAt: at}
	for i := range s.Representatives {
		r := &s.Representatives[i]
		if !bytes.Equal(r.Mandate.Representative, m.Representative) {
			continue
		}
		if !r.Over(at) {
			return Subject{}, ErrRepresentativeExists
		}
		next.Sequence = max(next.Sequence, r.Sequence)
	}
	if slices.ContainsFunc(s.Keys, func(k SubjectKey) bool { return bytes.Equal(k.Address, m.Representative) }) {
		return Subject{}, ErrMandateInvalid.Wrap("the representative's key is the subject's own")
	}
	if len(s.Representatives) >= MaxRepresentatives {
		i := slices.IndexFunc(s.Representatives, func(r Representative) bool { return r.Over(at - MaxAhead) })
		if i < 0 {
			return Subject{}, ErrTooManyRepresentatives
		}
		s.Representatives = slices.Delete(s.Representatives, i, i+1)
	}
	s.Representatives = append(s.Representatives, next)
	return s, nil
}

// EndMandate ends a representative's mandate on the word of the subject, or of the
// representative itself.
func (s Subject) EndMandate(representative []byte, by Speaker, sequence uint64, at int64) (Subject, error) {
	if err := s.follows(by, sequence); err != nil {
		return Subject{}, err
	}
	i := s.representative(representative, at)
	if i < 0 {
		return Subject{}, ErrRepresentativeUnknown
	}
	if by != Self && int(by) != i {
		return Subject{}, ErrOutsideMandate
	}
	next := s.writable()
	next.speak(by, sequence)
	next.Representatives[i].EndedAt = at
	return next, nil
}

// EndGuardianship ends a mandate, whoever gave it.
func (s Subject) EndGuardianship(representative []byte, at int64) (Subject, error) {
	i := s.representative(representative, at)
	if i < 0 {
		return Subject{}, ErrRepresentativeUnknown
	}
	next := s.writable()
	next.Representatives[i].EndedAt = at
	return next, nil
}

// representative is the place of the one with that key whose mandate is not over, or -1.
func (s Subject) representative(key []byte, at int64) int {
	return slices.IndexFunc(s.Representatives, func(r Representative) bool {
		return bytes.Equal(r.Mandate.Representative, key) && !r.Over(at)
	})
}
