package recordindex

import (
	"fmt"
	"strings"
)

// Lists that an index keeps, beside the records themselves: a set of bits.
type Lists uint8

// The lists. Their numbers stand in keys.
const (
	BySubject Lists = 1 << iota
	ByParticipant
	ByExchange
	ByVerdict
	ByTrail
)

// listNames in the order of their bits.
var listNames = [...]string{"subject", "participant", "exchange", "verdict", "trail"}

// ParseLists is the set of the named lists.
func ParseLists(names []string) (Lists, error) {
	var lists Lists
next:
	for _, name := range names {
		for i, known := range listNames {
			if name == known {
				lists |= 1 << i
				continue next
			}
		}
		return 0, fmt.Errorf("record-index: no list is called %q: choose of %s", name, strings.Join(listNames[:], ", "))
	}
	return lists, nil
}

// Names of the lists, in their order.
func (l Lists) Names() []string {
	var names []string
	for i, name := range listNames {
		if l&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

func (l Lists) String() string { return strings.Join(l.Names(), ", ") }

func (l Lists) has(list Lists) bool { return l&list != 0 }
