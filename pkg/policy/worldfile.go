package policy

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxProvisionDepth bounds how deep provisions may nest in a document, the root
// counted.
const maxProvisionDepth = 64

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

// DecodeRequest reads a request from its JSON form, as strictly as DecodeWorld.
// Every field but profession and permit must be there.
func DecodeRequest(data []byte) (Request, error) {
	var q Request
	if err := decode(data, func(r *reader) error { return r.request(&q) }); err != nil {
		return Request{}, err
	}
	return q, nil
}

func decode(data []byte, document func(*reader) error) error {
	if !utf8.Valid(data) {
		return fmt.Errorf("%w: not UTF-8", ErrFile)
	}
	r := &reader{dec: json.NewDecoder(bytes.NewReader(data))}
	r.dec.UseNumber()
	if err := document(r); err != nil {
		return fmt.Errorf("%w: %w", ErrFile, err)
	}
	if _, err := r.dec.Token(); err != io.EOF {
		return fmt.Errorf("%w: more than one document", ErrFile)
	}
	return nil
}

// reader reads a document token by token, so that nothing in it is skipped.
type reader struct {
	dec   *json.Decoder
	depth int // Of the provision being read.
}

// unread says that a document does not hold what was expected.
func unread(want string, got json.Token) error {
	return fmt.Errorf("want %s, have %v", want, got)
}

func (r *reader) delim(want json.Delim) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	if token != want {
		return unread(want.String(), token)
	}
	return nil
}

// object reads an object, field by field. Each of the required fields must come.
func (r *reader) object(field func(name string) error, required ...string) error {
	if err := r.delim('{'); err != nil {
		return err
	}
	var seen []string
	for r.dec.More() {
		token, err := r.dec.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // The tokens of an object's keys are strings.
		if slices.Contains(seen, name) {
			return fmt.Errorf("%q comes twice", name)
		}
		seen = append(seen, name)
		if err := field(name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, name := range required {
		if !slices.Contains(seen, name) {
			return fmt.Errorf("%s is missing", name)
		}
	}
	return r.delim('}')
}

// unknownField refuses a field that the form does not have.
func unknownField(name string) error {
	return fmt.Errorf("unknown field %q", name)
}

func list[T any](r *reader, out *[]T, item func(*T) error) error {
	if err := r.delim('['); err != nil {
		return err
	}
	for r.dec.More() {
		var v T
		if err := item(&v); err != nil {
			return fmt.Errorf("%d: %w", len(*out), err)
		}
		*out = append(*out, v)
	}
	return r.delim(']')
}

// text reads a string. A character that JSON could not express faithfully is
// refused, for two different ids could become one.
func (r *reader) text(out *string) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	s, ok := token.(string)
	if !ok {
		return unread("a string", token)
	}
	if strings.ContainsRune(s, utf8.RuneError) {
		return fmt.Errorf("%q holds a replacement character", s)
	}
	*out = s
	return nil
}

// id reads a string that is not empty.
func (r *reader) id(out *string) error {
	if err := r.text(out); err != nil {
		return err
	}
	if *out == "" {
		return fmt.Errorf("empty")
	}
	return nil
}

func (r *reader) boolean(out *bool) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	b, ok := token.(bool)
	if !ok {
		return unread("true or false", token)
	}
	*out = b
	return nil
}

// moment reads a whole number of Unix seconds.
func (r *reader) moment(out *int64) error {
	token, err := r.dec.Token()
	if err != nil {
		return err
	}
	number, ok := token.(json.Number)
	if !ok {
		return unread("a number", token)
	}
	n, err := strconv.ParseInt(number.String(), 10, 64)
	if err != nil {
		return unread("a whole number of seconds", token)
	}
	*out = n
	return nil
}

func (r *reader) bound(out *Bound) error {
	out.Set = true
	return r.moment(&out.At)
}

// grade reads a grade from lowest to MaxGrade.
func (r *reader) grade(out *uint8, lowest uint8) error {
	var n int64
	if err := r.moment(&n); err != nil {
		return err
	}
	if n < int64(lowest) || n > int64(MaxGrade) {
		return fmt.Errorf("grade %d is not in %d..%d", n, lowest, MaxGrade)
	}
	*out = uint8(n)
	return nil
}

func code[C ~uint8](r *reader, out *C, parse func(string) (C, error)) error {
	var name string
	if err := r.text(&name); err != nil {
		return err
	}
	c, err := parse(name)
	*out = c
	return err
}

func codeSet[C ~uint8](r *reader, out *Set[C], parse func(string) (C, error)) error {
	var codes []C
	if err := list(r, &codes, func(c *C) error { return code(r, c, parse) }); err != nil {
		return err
	}
	*out = SetOf(codes...)
	return nil
}

func (r *reader) purposes(out *Set[Purpose]) error      { return codeSet(r, out, ParsePurpose) }
func (r *reader) categories(out *Set[Category]) error   { return codeSet(r, out, ParseCategory) }
func (r *reader) actions(out *Set[Action]) error        { return codeSet(r, out, ParseAction) }
func (r *reader) safeguards(out *Set[Obligation]) error { return codeSet(r, out, parseSafeguard) }

// parseSafeguard reads an obligation that a rule or a permit may demand.
func parseSafeguard(name string) (Obligation, error) {
	o, err := ParseObligation(name)
	if err == nil && !o.Safeguard() {
		return 0, fmt.Errorf("%w: %s is no safeguard", ErrUnknownCode, name)
	}
	return o, err
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
			return unknownField(name)
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

func (r *reader) history(out *History) error {
	err := list(r, (*[]StatusSince)(out), func(s *StatusSince) error {
		if err := r.delim('['); err != nil {
			return err
		}
		if err := code(r, &s.Status, ParseStatus); err != nil {
			return err
		}
		if err := r.moment(&s.Since); err != nil {
			return err
		}
		return r.delim(']')
	})
	if err != nil {
		return err
	}
	if !slices.IsSortedFunc(*out, func(a, b StatusSince) int { return cmp.Compare(a.Since, b.Since) }) {
		return fmt.Errorf("runs backwards")
	}
	return nil
}

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
			return unknownField(name)
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
			return unknownField(name)
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
			return unknownField(name)
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
			return unknownField(name)
		}
	}, "scheme")
}

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
			return unknownField(name)
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
			return unknownField(name)
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
			return unknownField(name)
		}
	}, "scheme")
}

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
			return unknownField(name)
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
			return unknownField(name)
		}
	}, "from", "to")
}

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
			return unknownField(name)
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
			return unknownField(name)
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
			return unknownField(name)
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
			return unknownField(name)
		}
	}, "id", "issuer", "holder")
}

func (r *reader) request(q *Request) error {
	return r.object(func(name string) error {
		switch name {
		case "subject":
			return r.id(&q.Subject)
		case "controller":
			return r.id(&q.Controller)
		case "recipient":
			return r.id(&q.Recipient)
		case "purpose":
			return code(r, &q.Purpose, ParsePurpose)
		case "category":
			return code(r, &q.Category, ParseCategory)
		case "action":
			return code(r, &q.Action, ParseAction)
		case "at":
			return r.moment(&q.At)
		case "profession":
			return code(r, &q.Profession, ParseProfession)
		case "permit":
			return r.text(&q.Permit)
		default:
			return unknownField(name)
		}
	}, "subject", "controller", "recipient", "purpose", "category", "action", "at")
}
