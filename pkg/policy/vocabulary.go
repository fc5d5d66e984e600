package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// vocabulary is the table of one type of code: names[n] is the upper-case name
// of code n, and an empty name marks a number that is not in use. Number 0 is
// never in use, so the zero value of every code is unspecified.
type vocabulary[C ~uint8] struct {
	kind  string // Name of the Go type, used in errors and for unknown codes.
	names []string
}

func (v *vocabulary[C]) valid(c C) bool {
	return int(c) < len(v.names) && v.names[c] != ""
}

func (v *vocabulary[C]) name(c C) string {
	switch {
	case v.valid(c):
		return v.names[c]
	case c == 0:
		return "UNSPECIFIED"
	default:
		return v.kind + "(" + strconv.Itoa(int(c)) + ")"
	}
}

func (v *vocabulary[C]) parse(name string) (C, error) {
	if i := slices.Index(v.names, name); i > 0 { // Number 0 has the empty name.
		return C(i), nil
	}
	known := make([]string, 0, len(v.names))
	for _, c := range v.all() {
		known = append(known, v.names[c])
	}
	return 0, fmt.Errorf("%w: %s %q: known are %s", ErrUnknownCode, v.kind, name, strings.Join(known, ", "))
}

func (v *vocabulary[C]) all() []C {
	codes := make([]C, 0, len(v.names))
	for i, name := range v.names {
		if name != "" {
			codes = append(codes, C(i))
		}
	}
	return codes
}
