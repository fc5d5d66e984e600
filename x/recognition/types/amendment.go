package types

import (
	"bytes"
	"slices"

	errorsmod "cosmossdk.io/errors"
)

// Amend is the version that a party proposes at a moment, in Unix seconds, to take
// over from a certified one: for the same parties, with terms of its own.
func (a Agreement) Amend(proposer string, m *MsgAmendAgreement, at int64) (Agreement, error) {
	next := a.next(m.Id)
	next.Rules, next.DocumentDigest = m.Rules, m.DocumentDigest
	next.NotBefore, next.NotAfter, next.NoticePeriod = m.NotBefore, m.NotAfter, m.NoticePeriod
	return propose(next, proposer, at)
}

// Accede is the version that a jurisdiction proposes at a moment, in Unix seconds, to
// become a party: it adds rules from or to itself, and leaves every other rule, the
// end and the notice period as they are.
func (a Agreement) Accede(proposer string, m *MsgAccede, at int64) (Agreement, error) {
	if slices.Contains(a.Parties, proposer) {
		return Agreement{}, ErrPartyAlready.Wrapf("%s of %s", proposer, a.Id)
	}
	if len(m.Rules) == 0 {
		return Agreement{}, ErrRuleCount.Wrap("an accession adds none")
	}
	next := a.next(m.Id)
	next.Parties = slices.Sorted(slices.Values(append(slices.Clone(a.Parties), proposer)))
	next.Rules = slices.Concat(a.Rules, m.Rules)
	next.DocumentDigest, next.NotBefore = m.DocumentDigest, m.NotBefore
	if err := next.checkAdded(a, proposer); err != nil {
		return Agreement{}, err
	}
	return propose(next, proposer, at)
}

// next is an empty version after a certified one.
func (a Agreement) next(id string) Agreement {
	return Agreement{
		Id: id, Version: a.Version + 1, Line: a.Line, Amends: a.Id,
		Parties: a.Parties, NotAfter: a.NotAfter, NoticePeriod: a.NoticePeriod,
	}
}

// checkAdded refuses added rules that do not touch the party that accedes: what the
// others agreed on stays.
func (a Agreement) checkAdded(before Agreement, party string) error {
	for i := len(before.Rules); i < len(a.Rules); i++ {
		if r := a.Rules[i]; r.From != party && r.To != party {
			return ErrRulePair.Wrapf("added rule %d from %s to %s does not touch %s", i-len(before.Rules), r.From, r.To, party)
		}
	}
	return nil
}

// follows checks that a valid version can have been made of another by Amend or Accede.
func (a Agreement) follows(before Agreement) error {
	switch {
	case !before.Certified() || a.Line != before.Line || a.Version != before.Version+1:
		return ErrHistoryInvalid.Wrapf("%s does not follow %s", a.Id, before.Id)
	case a.History[0].Since < before.CertifiedAt():
		return ErrHistoryInvalid.Wrapf("%s was proposed before %s was certified", a.Id, before.Id)
	case slices.Equal(a.Parties, before.Parties):
		return nil
	}
	m := &MsgAccede{Id: a.Id, DocumentDigest: a.DocumentDigest, NotBefore: a.NotBefore}
	if len(a.Rules) >= len(before.Rules) {
		m.Rules = a.Rules[len(before.Rules):]
	}
	again, err := before.Accede(a.Proposer, m, a.History[0].Since)
	if err != nil {
		return errorsmod.Wrap(err, a.Id)
	}
	again.Certifications, again.History = a.Certifications, a.History
	if !again.same(a) {
		return ErrHistoryInvalid.Wrapf("%s is no accession to %s", a.Id, before.Id)
	}
	return nil
}

// same compares two versions by their canonical bytes.
func (a Agreement) same(b Agreement) bool {
	x, errX := a.Marshal()
	y, errY := b.Marshal()
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
