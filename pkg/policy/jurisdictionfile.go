package policy

func (r *reader) jurisdiction(j *Jurisdiction) error {
	return r.object(func(name string) error {
		switch name {
		case "id":
			return r.id(&j.ID)
		case "history":
			return r.history(&j.History)
		case "profiles":
			return list(r, &j.Profiles, r.profile)
		default:
			return errUnknownField
		}
	}, "id")
}

func (r *reader) profile(p *Profile) error {
	return r.object(func(name string) error {
		switch name {
		case "since":
			return r.moment(&p.Since)
		case "regimes":
			return r.regimes(&p.Regimes)
		case "combining":
			return code(r, &p.Combining, ParseCombining)
		case "emergency":
			return r.emergency(&p.Emergency)
		case "objections_cut_off_at_issue":
			return r.boolean(&p.ObjectionsCutOffAtIssue)
		case "requirements":
			return list(r, &p.Requirements, r.requirement)
		case "professions":
			return r.professions(&p.Professions)
		case "raised_grades":
			return r.raisedGrades(&p.RaisedGrades)
		default:
			return errUnknownField
		}
	}, "since")
}

func (r *reader) regimes(t *RegimeTable) error {
	return r.object(func(name string) error {
		purpose, err := ParsePurpose(name)
		if err != nil {
			return err
		}
		return code(r, &t[purpose], ParseRegime)
	})
}

func (r *reader) professions(t *EntitlementTable) error {
	return r.object(func(name string) error {
		profession, err := ParseProfession(name)
		if err != nil {
			return err
		}
		t[profession].Listed = true
		return r.categories(&t[profession].Categories)
	})
}

func (r *reader) raisedGrades(t *GradeTable) error {
	return r.object(func(name string) error {
		category, err := ParseCategory(name)
		if err != nil {
			return err
		}
		return r.grade(&t[category], 1)
	})
}

func (r *reader) emergency(e *Emergency) error {
	return r.object(func(name string) error {
		switch name {
		case "override":
			return r.boolean(&e.Override)
		case "subject_may_forbid":
			return r.boolean(&e.SubjectMayForbid)
		case "professions":
			return codeSet(r, &e.Professions, ParseProfession)
		default:
			return errUnknownField
		}
	})
}

func (r *reader) requirement(q *Requirement) error {
	return r.object(func(name string) error {
		switch name {
		case "scheme":
			return r.id(&q.Scheme)
		case "purposes":
			return r.purposes(&q.Purposes)
		case "categories":
			return r.categories(&q.Categories)
		case "min_grade":
			return r.grade(&q.MinGrade, 0)
		default:
			return errUnknownField
		}
	}, "scheme")
}
