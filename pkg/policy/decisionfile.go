package policy

import (
	"encoding/json"
	"fmt"
	"slices"
)

// named is a code that can be written by name.
type named interface {
	~uint8
	fmt.Stringer
}

// names lists a set of codes by name, sorted by name. It is never nil, so that an
// empty set is written as an empty list.
func names[C named](s Set[C]) []string {
	list := []string{}
	for _, c := range s.Codes() {
		list = append(list, c.String())
	}
	slices.Sort(list)
	return list
}

// moment is the number of a bound, nil if it is not set.
func (b Bound) moment() *int64 {
	if !b.Set {
		return nil
	}
	return &b.At
}

// MarshalJSON writes the decision in the form of the decision files: codes by
// name, every list present even if empty, ids that are absent as empty strings,
// and valid_until, in Unix seconds, only if there is one.
func (d Decision) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Effect      string   `json:"effect"`
		Basis       string   `json:"basis"`
		Reasons     []string `json:"reasons"`
		Lifted      []string `json:"lifted"`
		Obligations []string `json:"obligations"`
		Directives  []string `json:"directives"`
		Agreement   string   `json:"agreement"`
		Permit      string   `json:"permit"`
		ValidUntil  *int64   `json:"valid_until,omitempty"`
	}{
		Effect:      d.Effect.String(),
		Basis:       d.Basis.String(),
		Reasons:     names(d.Reasons),
		Lifted:      names(d.Lifted),
		Obligations: names(d.Obligations),
		Directives:  append([]string{}, d.Directives...),
		Agreement:   d.Agreement,
		Permit:      d.Permit,
		ValidUntil:  d.ValidUntil.moment(),
	})
}

// MarshalJSON writes what a recipient is told: the effect with its obligations
// and valid_until, or nothing but the effect and the one code.
func (o Outward) MarshalJSON() ([]byte, error) {
	if o.Effect != EffectPermit {
		return json.Marshal(struct {
			Effect string `json:"effect"`
			Code   string `json:"code"`
		}{EffectDeny.String(), NotAvailable})
	}
	return json.Marshal(struct {
		Effect      string   `json:"effect"`
		Obligations []string `json:"obligations"`
		ValidUntil  *int64   `json:"valid_until,omitempty"`
	}{o.Effect.String(), names(o.Obligations), o.ValidUntil.moment()})
}
