package policy

func (r *reader) permit(p *Permit) error {
	return r.object(func(name string) error {
		switch name {
		case "id":
			return r.id(&p.ID)
		case "issuer":
			return r.id(&p.Issuer)
		case "holder":
			return r.id(&p.Holder)
		case "purposes":
			return r.purposes(&p.Purposes)
		case "categories":
			return r.categories(&p.Categories)
		case "actions":
			return r.actions(&p.Actions)
		case "controllers":
			return list(r, &p.Controllers, r.id)
		case "not_before":
			return r.bound(&p.Validity.From)
		case "not_after":
			return r.bound(&p.Validity.Until)
		case "history":
			return r.history(&p.History)
		case "safeguards":
			return r.safeguards(&p.Safeguards)
		default:
			return errUnknownField
		}
	}, "id", "issuer", "holder")
}
