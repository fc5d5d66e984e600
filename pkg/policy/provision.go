package policy

import (
	"fmt"
	"strings"
)

// SelectorKind says what a Selector names. The numbers are part of the protocol
// and never change; 0 is unspecified and selects nobody.
type SelectorKind uint8

// The kinds of selector.
const (
	SelectorParticipant  SelectorKind = 1
	SelectorRole         SelectorKind = 2
	SelectorJurisdiction SelectorKind = 3
)

var selectorKinds = vocabulary[SelectorKind]{"SelectorKind", []string{
	SelectorParticipant:  "participant",
	SelectorRole:         "role",
	SelectorJurisdiction: "jurisdiction",
}}

// Valid reports whether the kind is one of the three.
func (k SelectorKind) Valid() bool { return selectorKinds.valid(k) }

// String gives the lower-case name, as in the text form of a selector.
func (k SelectorKind) String() string { return selectorKinds.name(k) }

// Selector names recipients: one participant, every participant that has a
// role, or every participant that sits in a jurisdiction.
type Selector struct {
	Kind SelectorKind
	ID   string // Participant or jurisdiction; empty for a role.
	Role Role   // Only for a role.
}

// String gives the text form: participant:ID, role:ROLE or jurisdiction:ID.
func (s Selector) String() string {
	if s.Kind == SelectorRole {
		return s.Kind.String() + ":" + s.Role.String()
	}
	return s.Kind.String() + ":" + s.ID
}

// ParseSelector reads the text form of a selector. What stands before the first
// colon is the kind, the rest a role or a non-empty id; an id may hold colons.
func ParseSelector(text string) (Selector, error) {
	name, rest, found := strings.Cut(text, ":")
	if !found {
		return Selector{}, fmt.Errorf("%w: %q: write participant:ID, role:ROLE or jurisdiction:ID", ErrSelector, text)
	}
	kind, err := selectorKinds.parse(name)
	if err != nil {
		return Selector{}, fmt.Errorf("%w: %w", ErrSelector, err)
	}
	if kind == SelectorRole {
		role, err := ParseRole(rest)
		if err != nil {
			return Selector{}, fmt.Errorf("%w: %w", ErrSelector, err)
		}
		return Selector{Kind: kind, Role: role}, nil
	}
	if rest == "" {
		return Selector{}, fmt.Errorf("%w: %q names nobody", ErrSelector, text)
	}
	return Selector{Kind: kind, ID: rest}, nil
}

// Match is the condition of a provision: it fits a request that every one of
// its five dimensions lets through. An empty list or set lets everything
// through, so the zero Match fits every request.
type Match struct {
	Recipients []Selector
	Purposes   Set[Purpose]
	Categories Set[Category]
	Actions    Set[Action]
	Period     Period
}

// Provision is a node of what a patient said, as in FHIR R4: an effect for the
// requests its match fits, and exceptions that stand instead where they say
// something. An effect other than EffectPermit refuses.
type Provision struct {
	Effect     Effect
	Match      Match
	Exceptions []Provision
}
