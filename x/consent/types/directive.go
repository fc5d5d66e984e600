package types

import (
	"github.com/assent-ledger/assent/pkg/policy"
)

// End is the moment from which the directive no longer counts, in Unix seconds:
// that at which it was ended, else the end of its validity; 0 is never.
func (m *Directive) End() int64 {
	if m.EndedAt != 0 {
		return m.EndedAt
	}
	return m.NotAfter
}

// Live says whether the directive has neither ended nor expired at a moment. One
// whose validity is still to come is live.
func (m *Directive) Live(at int64) bool {
	end := m.End()
	return end == 0 || at < end
}

// RefusesEverything says whether the directive refuses everything to everybody
// for ever. It is what a patient must always be able to say.
func (m *Directive) RefusesEverything() bool {
	return m.Controller == "" && m.NotBefore == 0 && m.NotAfter == 0 && m.Provision.refusesEverything()
}

// Policy is the directive as decisions read it, under the id of its subject.
func (m *Directive) Policy(subject string) (policy.Directive, error) {
	provision, err := m.Provision.Policy()
	if err != nil {
		return policy.Directive{}, err
	}
	return policy.Directive{
		ID:         DirectiveID(m.Id),
		Subject:    subject,
		Controller: m.Controller,
		GrantedAt:  m.GrantedAt,
		EndedAt:    readBound(m.EndedAt),
		Validity:   readPeriod(m.NotBefore, m.NotAfter),
		Provision:  provision,
	}, nil
}

// endingBytes is what an ending adds to a directive at most.
const endingBytes = 16

// fits refuses a directive that takes up too much, before it ends.
func (m *Directive) fits() error {
	if size := m.Size(); size > MaxDirectiveBytes {
		return ErrTooLarge.Wrapf("%d bytes, want at most %d", size, MaxDirectiveBytes)
	}
	return nil
}
