package policy

import (
	"fmt"
	"slices"
)

// DecodeWorld reads a world from its JSON form (see the package's README). It
// is strict: an unknown or repeated field, an unknown code, a null, a missing id
// or moment, a repeated id, a history that runs backwards and anything after the
// document are refused with an error that wraps ErrFile, and nothing is ever
// read as "any" but a list that is empty or absent.
func DecodeWorld(data []byte) (*World, error) {
	w := new(World)
	if err := decode(data, func(r *reader) error { return r.world(w) }); err != nil {
		return nil, err
	}
	return w, nil
}

// world reads the lists of a world. Ids are unique within a list, save that
// versions of an agreement for several pairs of jurisdictions may share one.
func (r *reader) world(w *World) error {
	return r.object(func(name string) error {
		switch name {
		case "jurisdictions":
			return unique(r, &w.Jurisdictions, r.jurisdiction, func(j *Jurisdiction) string { return j.ID })
		case "participants":
			return unique(r, &w.Participants, r.participant, func(p *Participant) string { return p.ID })
		case "agreements":
			return list(r, &w.Agreements, r.agreement)
		case "directives":
			return unique(r, &w.Directives, r.directive, func(d *Directive) string { return d.ID })
		case "permits":
			return unique(r, &w.Permits, r.permit, func(p *Permit) string { return p.ID })
		default:
			return errUnknownField
		}
	})
}

// unique reads a list in which no id comes twice.
func unique[T any](r *reader, out *[]T, item func(*T) error, id func(*T) string) error {
	if err := list(r, out, item); err != nil {
		return err
	}
	ids := make([]string, 0, len(*out))
	for i := range *out {
		ids = append(ids, id(&(*out)[i]))
	}
	slices.Sort(ids)
	for i := 1; i < len(ids); i++ {
		if ids[i] == ids[i-1] {
			return fmt.Errorf("id %q comes twice", ids[i])
		}
	}
	return nil
}
