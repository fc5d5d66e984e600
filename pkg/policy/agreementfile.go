package policy

func (r *reader) agreement(a *Agreement) error {
	return r.object(func(name string) error {
		switch name {
		case "id":
			return r.id(&a.ID)
		case "history":
			return r.history(&a.History)
		case "not_before":
			return r.bound(&a.Validity.From)
		case "not_after":
			return r.bound(&a.Validity.Until)
		case "rules":
			return list(r, &a.Rules, r.rule)
		default:
			return errUnknownField
		}
	}, "id")
}

func (r *reader) rule(u *Rule) error {
	return r.object(func(name string) error {
		switch name {
		case "from":
			return r.id(&u.From)
		case "to":
			return r.id(&u.To)
		case "purposes":
			return r.purposes(&u.Purposes)
		case "categories":
			return r.categories(&u.Categories)
		case "actions":
			return r.actions(&u.Actions)
		case "max_grade":
			return r.grade(&u.MaxGrade, 1)
		case "safeguards":
			return r.safeguards(&u.Safeguards)
		case "recognises_permits":
			return r.boolean(&u.RecognisesPermits)
		default:
			return errUnknownField
		}
	}, "from", "to")
}
