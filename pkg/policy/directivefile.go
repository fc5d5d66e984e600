package policy

import "fmt"

// maxProvisionDepth bounds how deep provisions may nest in a document, the root
// counted.
const maxProvisionDepth = 64

func (r *reader) directive(d *Directive) error {
	return r.object(func(name string) error {
		switch name {
		case "id":
			return r.id(&d.ID)
		case "subject":
			return r.id(&d.Subject)
		case "controller":
			return r.text(&d.Controller)
		case "granted_at":
			return r.moment(&d.GrantedAt)
		case "ended_at":
			return r.bound(&d.EndedAt)
		case "not_before":
			return r.bound(&d.Validity.From)
		case "not_after":
			return r.bound(&d.Validity.Until)
		case "provision":
			return r.provision(&d.Provision)
		default:
			return errUnknownField
		}
	}, "id", "subject", "granted_at", "provision")
}

func (r *reader) provision(p *Provision) error {
	r.depth++
	defer func() { r.depth-- }()
	if r.depth > maxProvisionDepth {
		return fmt.Errorf("nested deeper than %d", maxProvisionDepth)
	}
	return r.object(func(name string) error {
		switch name {
		case "effect":
			return code(r, &p.Effect, ParseEffect)
		case "match":
			return r.match(&p.Match)
		case "exceptions":
			return list(r, &p.Exceptions, r.provision)
		default:
			return errUnknownField
		}
	}, "effect")
}

func (r *reader) match(m *Match) error {
	return r.object(func(name string) error {
		switch name {
		case "recipients":
			return list(r, &m.Recipients, r.selector)
		case "purposes":
			return r.purposes(&m.Purposes)
		case "categories":
			return r.categories(&m.Categories)
		case "actions":
			return r.actions(&m.Actions)
		case "not_before":
			return r.bound(&m.Period.From)
		case "not_after":
			return r.bound(&m.Period.Until)
		default:
			return errUnknownField
		}
	})
}

func (r *reader) selector(s *Selector) error {
	var text string
	if err := r.text(&text); err != nil {
		return err
	}
	parsed, err := ParseSelector(text)
	*s = parsed
	return err
}
