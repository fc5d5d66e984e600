package types

import (
	"bytes"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// Policy is the provision as decisions read it. What it takes has one encoding
// only: codes are known, ascending and unique, a recipient names one thing. What
// can be signed at all is for directive.Check to say.
func (m *Provision) Policy() (policy.Provision, error) { return m.policy(1) }

func (m *Provision) policy(level int) (policy.Provision, error) {
	if level > directive.MaxDepth {
		return policy.Provision{}, invalid(directive.ErrTreeDepth)
	}
	p, err := m.statement()
	if err != nil {
		return policy.Provision{}, err
	}
	if len(m.Exceptions) > 0 {
		p.Exceptions = make([]policy.Provision, len(m.Exceptions))
	}
	for i := range m.Exceptions {
		if p.Exceptions[i], err = m.Exceptions[i].policy(level + 1); err != nil {
			return policy.Provision{}, err
		}
	}
	return p, nil
}

// statement is the node without its exceptions.
func (m *Provision) statement() (p policy.Provision, err error) {
	if p.Effect, err = readCode[policy.Effect](m.Effect); err != nil {
		return p, err
	}
	if p.Match.Recipients, err = readRecipients(m.Recipients); err != nil {
		return p, err
	}
	if p.Match.Purposes, err = readCodes[policy.Purpose](m.Purposes); err != nil {
		return p, err
	}
	if p.Match.Categories, err = readCodes[policy.Category](m.Categories); err != nil {
		return p, err
	}
	if p.Match.Actions, err = readCodes[policy.Action](m.Actions); err != nil {
		return p, err
	}
	p.Match.Period = readPeriod(m.NotBefore, m.NotAfter)
	return p, nil
}

// Nodes counts the provisions of the tree.
func (m *Provision) Nodes() int {
	nodes := 1
	for i := range m.Exceptions {
		nodes += m.Exceptions[i].Nodes()
	}
	return nodes
}

// Selectors counts the recipients that the provisions of the tree name.
func (m *Provision) Selectors() int {
	selectors := len(m.Recipients)
	for i := range m.Exceptions {
		selectors += m.Exceptions[i].Selectors()
	}
	return selectors
}

// Permits says whether any node of the tree permits.
func (m *Provision) Permits() bool { return m.says(vocabulary.Effect_EFFECT_PERMIT) }

// Denies says whether any node of the tree denies.
func (m *Provision) Denies() bool { return m.says(vocabulary.Effect_EFFECT_DENY) }

func (m *Provision) says(effect vocabulary.Effect) bool {
	if m.Effect == effect {
		return true
	}
	for i := range m.Exceptions {
		if m.Exceptions[i].says(effect) {
			return true
		}
	}
	return false
}

// refusesEverything says whether the provision denies without any condition.
func (m *Provision) refusesEverything() bool {
	return m.Effect == vocabulary.Effect_EFFECT_DENY &&
		len(m.Recipients) == 0 && len(m.Purposes) == 0 && len(m.Categories) == 0 && len(m.Actions) == 0 &&
		m.NotBefore == 0 && m.NotAfter == 0 && len(m.Exceptions) == 0
}

// NewProvision writes a provision as messages and the state carry it, for those
// who make messages. It refuses what cannot be signed, and a bound at second 0,
// which there stands for none.
func NewProvision(p policy.Provision) (Provision, error) {
	if err := directive.Check(p); err != nil {
		return Provision{}, invalid(err)
	}
	return writeProvision(p)
}

func writeProvision(p policy.Provision) (m Provision, err error) {
	m = Provision{
		Effect:     vocabulary.Effect(p.Effect),
		Purposes:   vocabulary.List[vocabulary.Purpose](p.Match.Purposes),
		Categories: vocabulary.List[vocabulary.Category](p.Match.Categories),
		Actions:    vocabulary.List[vocabulary.Action](p.Match.Actions),
	}
	for _, s := range p.Match.Recipients {
		m.Recipients = append(m.Recipients, writeRecipient(s))
	}
	if m.NotBefore, m.NotAfter, err = writePeriod(p.Match.Period); err != nil {
		return Provision{}, err
	}
	for _, exception := range p.Exceptions {
		below, err := writeProvision(exception)
		if err != nil {
			return Provision{}, err
		}
		m.Exceptions = append(m.Exceptions, below)
	}
	return m, nil
}

// readCode refuses what is unspecified or not in the vocabulary.
func readCode[C vocabulary.Coded, V ~int32](value V) (C, error) {
	c, ok := vocabulary.Code[C](value)
	if !ok {
		return 0, ErrDirectiveInvalid.Wrapf("%T %d is not in the vocabulary", value, int32(value))
	}
	return c, nil
}

func readCodes[C vocabulary.Coded, V ~int32](values []V) (policy.Set[C], error) {
	set, ok := vocabulary.Codes[C](values)
	if !ok {
		return 0, ErrDirectiveInvalid.Wrap("name codes of the vocabulary alone, sorted by number and each once")
	}
	return set, nil
}

func readRecipients(recipients []Recipient) ([]policy.Selector, error) {
	if len(recipients) == 0 {
		return nil, nil
	}
	selectors := make([]policy.Selector, len(recipients))
	for i := range recipients {
		var err error
		if selectors[i], err = recipients[i].selector(); err != nil {
			return nil, err
		}
	}
	return selectors, nil
}

func (m *Recipient) selector() (policy.Selector, error) {
	var s policy.Selector
	named := 0
	if m.Participant != "" {
		s, named = policy.Selector{Kind: policy.SelectorParticipant, ID: m.Participant}, named+1
	}
	if m.Role != vocabulary.Role_ROLE_UNSPECIFIED {
		role, err := readCode[policy.Role](m.Role)
		if err != nil {
			return policy.Selector{}, err
		}
		s, named = policy.Selector{Kind: policy.SelectorRole, Role: role}, named+1
	}
	if m.Jurisdiction != "" {
		s, named = policy.Selector{Kind: policy.SelectorJurisdiction, ID: m.Jurisdiction}, named+1
	}
	if named != 1 {
		return policy.Selector{}, ErrDirectiveInvalid.Wrap("a recipient names one participant, one role or one jurisdiction")
	}
	return s, nil
}

func writeRecipient(s policy.Selector) Recipient {
	switch s.Kind {
	case policy.SelectorParticipant:
		return Recipient{Participant: s.ID}
	case policy.SelectorJurisdiction:
		return Recipient{Jurisdiction: s.ID}
	default:
		return Recipient{Role: vocabulary.Role(s.Role)}
	}
}

func readPeriod(notBefore, notAfter int64) policy.Period {
	return policy.Period{From: readBound(notBefore), Until: readBound(notAfter)}
}

func readBound(at int64) policy.Bound {
	if at == 0 {
		return policy.Bound{}
	}
	return policy.At(at)
}

func writePeriod(p policy.Period) (notBefore, notAfter int64, err error) {
	if notBefore, err = writeBound(p.From); err != nil {
		return 0, 0, err
	}
	notAfter, err = writeBound(p.Until)
	return notBefore, notAfter, err
}

// writeBound is 0 for none, whatever else an unset bound holds.
func writeBound(b policy.Bound) (int64, error) {
	if !b.Set {
		return 0, nil
	}
	if b.At == 0 {
		return 0, ErrDirectiveInvalid.Wrap("a bound at second 0 cannot be sent: leave it out")
	}
	return b.At, nil
}

// invalid reports a fault that another package found in an item. The SDK finds
// the code of an error that was wrapped its own way, and of no other.
func invalid(err error) error { return ErrDirectiveInvalid.Wrap(err.Error()) }

// sameProvision compares two trees by their encodings, of which each has one.
func sameProvision(a, b *Provision) bool {
	one, err := a.Marshal()
	if err != nil {
		return false
	}
	other, err := b.Marshal()
	return err == nil && bytes.Equal(one, other)
}
