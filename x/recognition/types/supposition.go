package types

import "slices"

// SupposeSuspended is the line as if a party, or every one of some parties, had suspended
// it at every moment. It is for dry runs and is never stored.
func (l Line) SupposeSuspended(parties ...string) Line {
	l.Suspensions = slices.DeleteFunc(slices.Clone(l.Suspensions), func(s Suspension) bool {
		return slices.Contains(parties, s.Party)
	})
	for _, party := range parties {
		l.Suspensions = append(l.Suspensions, Suspension{Party: party})
	}
	return l
}

// SupposeInForce is a version as if all had certified it and its date had come before any
// moment, with the line as if it had taken over from every other version. Suspensions, the
// notice and the end of the version's own validity stand. It is for dry runs and is never
// stored.
func (l Line) SupposeInForce(a Agreement) (Line, Agreement) {
	a.NotBefore = 0
	a.History = []AgreementStatusSince{
		{Status: AgreementStatus_AGREEMENT_STATUS_PROPOSED}, {Status: AgreementStatus_AGREEMENT_STATUS_CERTIFIED},
	}
	a.Certifications = nil
	for _, party := range a.Parties {
		a.Certifications = append(a.Certifications, Certification{Party: party})
	}
	l.Versions = []LineVersion{{Agreement: a.Id}}
	return l, a
}
