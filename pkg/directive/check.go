package directive

import (
	"fmt"
	"strings"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Limits of what can be signed.
const (
	MaxDepth      = 4            // Levels of a provision tree; the root is the first.
	MaxNodes      = 16           // Provisions in a tree, the root among them.
	MaxRecipients = 32           // Recipients in one provision.
	MaxIDLength   = 64           // Bytes of a participant or jurisdiction id.
	MaxTime       = 253402300799 // 9999-12-31T23:59:59Z, in Unix seconds.
	MaxLifetime   = 24 * 60 * 60 // Seconds from the issue of an access request to its end.
)

// Check says whether a provision tree has exactly one reading and keeps within
// the limits. It stops at the first fault, and looks at no more than MaxNodes
// provisions of whatever it is given.
func Check(p policy.Provision) error {
	nodes := 0
	return checkNode(p, 1, &nodes)
}

func checkNode(p policy.Provision, level int, nodes *int) error {
	if level > MaxDepth {
		return ErrTreeDepth
	}
	if *nodes++; *nodes > MaxNodes {
		return ErrTreeSize
	}
	// The number is that of the node in reading order, the root being 1.
	if err := checkStatement(p); err != nil {
		return fmt.Errorf("%w (provision %d)", err, *nodes)
	}
	for _, exception := range p.Exceptions {
		if err := checkNode(exception, level+1, nodes); err != nil {
			return err
		}
	}
	return nil
}

// checkStatement looks at one node without its exceptions.
func checkStatement(p policy.Provision) error {
	if !p.Effect.Valid() {
		return ErrEffect
	}
	if err := checkRecipients(p.Match.Recipients); err != nil {
		return err
	}
	if !allValid(p.Match.Purposes) || !allValid(p.Match.Categories) || !allValid(p.Match.Actions) {
		return ErrCode
	}
	return checkPeriod(p.Match.Period)
}

// code is what the vocabularies have in common.
type code interface {
	~uint8
	Valid() bool
	String() string
}

func allValid[C code](set policy.Set[C]) bool {
	for _, c := range set.Codes() {
		if !c.Valid() {
			return false
		}
	}
	return true
}

func checkRecipients(recipients []policy.Selector) error {
	if len(recipients) > MaxRecipients {
		return ErrRecipientCount
	}
	previous := ""
	for _, r := range recipients {
		if err := checkRecipient(r); err != nil {
			return err
		}
		text := r.String()
		if strings.Compare(previous, text) >= 0 {
			return ErrRecipientOrder
		}
		previous = text
	}
	return nil
}

// checkRecipient also refuses a field that the selector's text does not show:
// two selectors that differ must not be signed as the same words.
func checkRecipient(r policy.Selector) error {
	switch r.Kind {
	case policy.SelectorParticipant:
		if r.Role == 0 && isParticipant(r.ID) {
			return nil
		}
	case policy.SelectorJurisdiction:
		if r.Role == 0 && isJurisdiction(r.ID) {
			return nil
		}
	case policy.SelectorRole:
		if r.ID == "" && r.Role.Valid() {
			return nil
		}
	}
	return ErrRecipient
}

func checkPeriod(p policy.Period) error {
	for _, bound := range [2]policy.Bound{p.From, p.Until} {
		if bound.Set {
			if err := checkTime(bound.At); err != nil {
				return err
			}
		}
	}
	if p.From.Set && p.Until.Set && p.From.At >= p.Until.At {
		return ErrPeriod
	}
	return nil
}

func checkTime(at int64) error {
	if at < 0 || at > MaxTime {
		return ErrTime
	}
	return nil
}

func isParticipant(id string) bool  { return isID(id, 'a', 'z') }
func isJurisdiction(id string) bool { return isID(id, 'A', 'Z') }

// isID says whether a text is 1 to MaxIDLength digits, dashes and letters of
// the given range.
func isID(id string, first, last byte) bool {
	if id == "" || len(id) > MaxIDLength {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if (c < first || c > last) && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}

// Check says whether the directive can be signed.
func (d Directive) Check() error {
	if d.Subject == ([20]byte{}) {
		return ErrSubject
	}
	if d.Controller != "" && !isParticipant(d.Controller) {
		return ErrParticipant
	}
	if err := Check(d.Provision); err != nil {
		return err
	}
	if err := checkPeriod(d.Validity); err != nil {
		return err
	}
	return checkTime(d.Deadline)
}

// Check says whether the withdrawal can be signed.
func (w Withdrawal) Check() error {
	if w.Subject == ([20]byte{}) {
		return ErrSubject
	}
	if w.Directive == ([32]byte{}) {
		return ErrTarget
	}
	return checkTime(w.Deadline)
}

// Check says whether the enrolment can be signed.
func (e Enrolment) Check() error {
	if e.Subject == ([20]byte{}) {
		return ErrSubject
	}
	if !isParticipant(e.Holder) {
		return ErrParticipant
	}
	if !isJurisdiction(e.HomeJurisdiction) {
		return ErrJurisdiction
	}
	return checkTime(e.Deadline)
}
