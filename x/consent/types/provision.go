package types

import (
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
		Purposes:   writeCodes[vocabulary.Purpose](p.Match.Purposes),
		Categories: writeCodes[vocabulary.Category](p.Match.Categories),
		Actions:    writeCodes[vocabulary.Action](p.Match.Actions),
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

// code is what the vocabularies have in common.
type code interface {
	~uint8
	Valid() bool
}

// readCode refuses what is unspecified or not in the vocabulary. The numbers of
// the protobuf enums are those of the vocabulary.
func readCode[C code, V ~int32](value V) (C, error) {
	if value < 1 || value > 255 || !C(value).Valid() {
		return 0, ErrDirectiveInvalid.Wrapf("%T %d is not in the vocabulary", value, int32(value))
	}
	return C(value), nil
}

func readCodes[C code, V ~int32](values []V) (policy.Set[C], error) {
	var set policy.Set[C]
	last := V(0)
	for _, value := range values {
		c, err := readCode[C](value)
		if err != nil {
			return 0, err
		}
		if value <= last {
			return 0, ErrDirectiveInvalid.Wrapf("%T %d is out of order: sort codes by number and name each once", value, int32(value))
		}
		set, last = set.Add(c), value
	}
	return set, nil
}

func writeCodes[V ~int32, C ~uint8](set policy.Set[C]) []V {
	var values []V
	for _, c := range set.Codes() {
		values = append(values, V(c))
	}
	return values
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
	for _, b := range [2]policy.Bound{p.From, p.Until} {
		if b.Set && b.At == 0 {
			return 0, 0, ErrDirectiveInvalid.Wrap("a bound at second 0 cannot be sent: leave it out")
		}
	}
	return p.From.At, p.Until.At, nil
}

// invalid reports a fault that another package found in an item. The SDK finds
// the code of an error that was wrapped its own way, and of no other.
func invalid(err error) error { return ErrDirectiveInvalid.Wrap(err.Error()) }
