package policy

func (r *reader) participant(p *Participant) error {
	return r.object(func(name string) error {
		switch name {
		case "id":
			return r.id(&p.ID)
		case "jurisdiction":
			return r.id(&p.Jurisdiction)
		case "roles":
			return list(r, &p.Roles, r.role)
		case "history":
			return r.history(&p.History)
		case "accreditations":
			return list(r, &p.Accreditations, r.accreditation)
		default:
			return errUnknownField
		}
	}, "id", "jurisdiction")
}

func (r *reader) role(p *RolePeriod) error {
	return r.object(func(name string) error {
		switch name {
		case "role":
			return code(r, &p.Role, ParseRole)
		case "from":
			return r.bound(&p.Period.From)
		case "to":
			return r.bound(&p.Period.Until)
		default:
			return errUnknownField
		}
	}, "role")
}

func (r *reader) accreditation(a *Accreditation) error {
	return r.object(func(name string) error {
		switch name {
		case "scheme":
			return r.id(&a.Scheme)
		case "purposes":
			return r.purposes(&a.Purposes)
		case "categories":
			return r.categories(&a.Categories)
		case "max_grade":
			return r.grade(&a.MaxGrade, 1)
		case "from":
			return r.bound(&a.Period.From)
		case "to":
			return r.bound(&a.Period.Until)
		case "revoked_at":
			return r.bound(&a.RevokedAt)
		default:
			return errUnknownField
		}
	}, "scheme")
}
