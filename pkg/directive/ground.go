package directive

import (
	"fmt"
	"strconv"
)

// Ground is why a record is contested. The numbers are part of the protocol and never
// change; 0 is no ground.
type Ground uint8

// The grounds.
const (
	GroundNotPermitted  Ground = 1
	GroundNotTreated    Ground = 2
	GroundNotAsRecorded Ground = 3
	GroundOther         Ground = 4
)

// grounds are in the order of the numbers: the name of each, and the words that are
// signed for it.
var grounds = [...]struct{ name, words string }{
	GroundNotPermitted:  {"NOT_PERMITTED", "I did not allow this access"},
	GroundNotTreated:    {"NOT_TREATED", "I was not in care there"},
	GroundNotAsRecorded: {"NOT_AS_RECORDED", "this did not happen as it is recorded"},
	GroundOther:         {"OTHER", "another reason, in a document"},
}

// Grounds lists every ground in ascending order.
func Grounds() []Ground {
	return []Ground{GroundNotPermitted, GroundNotTreated, GroundNotAsRecorded, GroundOther}
}

// ParseGround reads a ground by its upper-case name; any other text is ErrGround.
func ParseGround(name string) (Ground, error) {
	for _, g := range Grounds() {
		if g.String() == name {
			return g, nil
		}
	}
	return 0, fmt.Errorf("%w (not %q)", ErrGround, name)
}

// Valid reports whether it is one of the grounds.
func (g Ground) Valid() bool { return 0 < g && int(g) < len(grounds) }

// String gives the upper-case name.
func (g Ground) String() string {
	switch {
	case g.Valid():
		return grounds[g].name
	case g == 0:
		return "UNSPECIFIED"
	default:
		return "Ground(" + strconv.Itoa(int(g)) + ")"
	}
}

// Words are what the subject signs; empty for what is no ground.
func (g Ground) Words() string {
	if !g.Valid() {
		return ""
	}
	return grounds[g].words
}
