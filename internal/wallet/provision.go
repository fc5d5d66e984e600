package wallet

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// ErrProvision refuses a text that is not exactly one JSON value.
var ErrProvision = errors.New(`wallet: a provision is one JSON object, as in {"effect": "PERMIT", "match": {"purposes": ["RESEARCH"]}}`)

// ParseProvision reads a provision in the form that world files have it
// (pkg/policy/README.md): effect, match, exceptions. It is as strict as the reading of
// a world. Recipients may come in any order: they are signed in the one order that
// there is.
func ParseProvision(text []byte) (policy.Provision, error) {
	// What is valid by itself cannot end the object that it is put into.
	if !json.Valid(text) {
		return policy.Provision{}, ErrProvision
	}
	world := slices.Concat([]byte(`{"directives":[{"id":"-","subject":"-","granted_at":0,"provision":`), text, []byte("}]}"))
	w, err := policy.DecodeWorld(world)
	if err != nil {
		return policy.Provision{}, err
	}
	p := w.Directives[0].Provision
	sortRecipients(&p)
	return p, nil
}

func sortRecipients(p *policy.Provision) {
	slices.SortFunc(p.Match.Recipients, func(a, b policy.Selector) int { return cmp.Compare(a.String(), b.String()) })
	for i := range p.Exceptions {
		sortRecipients(&p.Exceptions[i])
	}
}
