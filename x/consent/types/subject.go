package types

import (
	"slices"

	"github.com/assent-ledger/assent/internal/permission"
)

// This file and its neighbours (speaker, statement, attestation, representative,
// replacement) are the state machine of a subject. Its functions are pure: they
// take a subject and a moment, in Unix seconds, and give another subject. What
// they refuse changes nothing.

// NewSubject enrols the subject whose id is the address of its key.
func NewSubject(id []byte, holder permission.Member, at int64) Subject {
	return Subject{
		Id:               id,
		HomeJurisdiction: holder.Jurisdiction,
		Holders:          []Holder{{Participant: holder.Participant, Since: at}},
		Keys:             []SubjectKey{{Address: id, Since: at}},
	}
}

// NewCustodialSubject enrols a subject without a key, under a keyed hash of its
// holder's.
func NewCustodialSubject(hash []byte, holder permission.Member, at int64) Subject {
	return Subject{
		Id:               CustodialID(holder.Participant, hash),
		HomeJurisdiction: holder.Jurisdiction,
		Holders:          []Holder{{Participant: holder.Participant, Since: at}},
	}
}

// Custodial says whether the subject has no key, so that its holder keeps it.
func (s Subject) Custodial() bool { return len(s.Keys) == 0 }

// Join enrols the subject with one more holder.
func (s Subject) Join(holder permission.Member, at int64) (Subject, error) {
	switch {
	case s.Custodial():
		return Subject{}, ErrCustodial
	case s.HeldBy(holder.Participant):
		return Subject{}, ErrSubjectEnrolled
	case s.HomeJurisdiction != holder.Jurisdiction:
		return Subject{}, ErrJurisdictionForeign
	case len(s.Holders) >= MaxHolders:
		return Subject{}, ErrTooManyHolders
	}
	s.Holders = append(slices.Clone(s.Holders), Holder{Participant: holder.Participant, Since: at})
	return s, nil
}

// HeldBy says whether a participant is one of the subject's holders.
func (s Subject) HeldBy(participant string) bool {
	return slices.ContainsFunc(s.Holders, func(h Holder) bool { return h.Participant == participant })
}

// CheckDeadline refuses a deadline that is reached at the moment, or is more
// than a day ahead of it.
func CheckDeadline(deadline, at int64) error {
	switch {
	case deadline <= at:
		return ErrDeadlinePassed
	case deadline > at+MaxAhead:
		return ErrDeadlineTooFar
	default:
		return nil
	}
}
