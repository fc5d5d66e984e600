package policy

import (
	"strconv"
	"time"
)

// trace writes down how a decision comes about. It only listens: a nil trace hears
// nothing, and no gate asks it anything. It keeps no pointer to what it is shown, so
// that a hearing nobody traces stays on the stack.
type trace struct {
	explanation Explanation
	gates       [gateLimit]Gate
	now         gateNumber
	used        int // Place of the rule in use; meaningless without rules.
}

// gateNumber is the number of a gate; gateRequest is the reading of the request itself.
type gateNumber int

const (
	gateRequest gateNumber = iota
	gateParties
	gateSubjectRight
	gateProhibition
	gateWhitelist
	gateProfessions
	gateBorder
	gateBasis

	gateLimit
)

var gateNames = [gateLimit]string{
	"request", "parties", "subject's own access", "prohibition", "whitelist", "professions", "border", "basis",
}

// Explain decides and says how the decision came about. The decision in it is
// the one that Decide gives.
func Explain(w *World, r Request) Explanation {
	p := prepareFor(w, &r)
	return p.Explain(r)
}

// Explain answers as the function Explain does, of the prepared world.
func (p *Prepared) Explain(r Request) Explanation {
	t := &trace{explanation: Explanation{Request: asked(r), Laws: []Law{}, Gates: []Gate{}, Rules: []RuleUse{}}}
	for n := range t.gates {
		t.gates[n] = Gate{Number: n, Name: gateNames[n], Read: []string{}, Reasons: []string{}, Lifted: []string{}}
	}
	var d Decision
	p.hear(&r, &d, t)
	e := t.explanation
	e.Decision = d
	lifted := names(d.Lifted)
	for n := range t.gates {
		g := &t.gates[n]
		for _, reason := range lifted {
			for _, given := range g.Reasons {
				if given == reason {
					g.Lifted = append(g.Lifted, reason)
				}
			}
		}
		if n > 0 || g.Judged {
			e.Gates = append(e.Gates, *g)
		}
	}
	return e
}

func asked(r Request) Asked {
	a := Asked{
		Subject: r.Subject, Controller: r.Controller, Recipient: r.Recipient,
		Purpose: r.Purpose.String(), Category: r.Category.String(), Action: r.Action.String(),
		At: r.At, Permit: r.Permit,
	}
	if r.Profession != 0 {
		a.Profession = r.Profession.String()
	}
	return a
}

// utc is a moment as RFC 3339 writes it.
func utc(at int64) string { return time.Unix(at, 0).UTC().Format(time.RFC3339) }

// open notes the law that governs, once both parties are known.
func (t *trace) open(h *hearing) {
	if t == nil {
		return
	}
	raised := uint8(0)
	if c := int(h.request.Category); c < len(h.homeLaw.RaisedGrades) {
		raised = h.homeLaw.RaisedGrades[c]
	}
	t.explanation.Grade = Grade{Vocabulary: h.request.Category.Grade(), Raised: raised, Counts: h.grade}
	if h.controller == nil || h.recipient == nil {
		return
	}
	if h.regime != 0 {
		t.explanation.Regime = h.regime.String()
	}
	t.explanation.Laws = append(t.explanation.Laws,
		lawOf("controller", h.controller.Jurisdiction, h.homeLaw), lawOf("recipient", h.recipient.Jurisdiction, h.abroadLaw))
}

func lawOf(party, jurisdiction string, p *Profile) Law {
	law := Law{Jurisdiction: jurisdiction, Of: party}
	if p != &noProfile {
		since := p.Since
		law.Since = &since
	}
	return law
}

// gate says which gate is being judged from here on.
func (t *trace) gate(n gateNumber) {
	if t != nil {
		t.now = n
		t.gates[n].Judged = true
	}
}

// read notes what a gate found, in one sentence.
func (t *trace) read(sentence string) {
	if t != nil {
		g := &t.gates[t.now]
		g.Read = append(g.Read, sentence)
	}
}

// deny notes a reason. Each is given once by a gate, whatever it was found in.
func (t *trace) deny(reason Reason) {
	if t == nil {
		return
	}
	g, name := &t.gates[t.now], reason.String()
	for _, given := range g.Reasons {
		if given == name {
			return
		}
	}
	g.Reasons = append(g.Reasons, name)
}

func (t *trace) party(as, id string, p *Participant, at int64) {
	switch {
	case t == nil:
	case p == nil:
		t.read("The " + as + " " + id + " is not known.")
	default:
		t.read("The " + as + " " + id + " " + wasThen(p.History, at) + ".")
	}
}

func (t *trace) jurisdiction(of string, p *Participant, j *Jurisdiction, at int64) {
	switch {
	case t == nil:
	case j == &noJurisdiction:
		t.read("The " + of + "'s jurisdiction " + p.Jurisdiction + " is not known.")
	default:
		t.read("The " + of + "'s jurisdiction " + j.ID + " " + wasThen(j.History, at) + ".")
	}
}

// wasThen says the status that a history had at a moment.
func wasThen(h History, at int64) string {
	entry := h.entryAt(at)
	if entry == (StatusSince{}) {
		return "had no status yet"
	}
	return "was " + entry.Status.String() + " since " + utc(entry.Since)
}

func (t *trace) role(role Role, has bool) {
	switch {
	case t == nil:
	case has:
		t.read("The recipient had the role " + role.String() + ".")
	default:
		t.read("The recipient did not have the role " + role.String() + ".")
	}
}

func (t *trace) regimes(h *hearing, there Regime) {
	if t == nil {
		return
	}
	t.read("The controller's jurisdiction holds " + h.request.Purpose.String() + " under " + h.regime.String() + ".")
	if there == 0 {
		t.read("The recipient's jurisdiction does not list it.")
	} else {
		t.read("The recipient's jurisdiction lists it under " + there.String() + ".")
	}
}

func (t *trace) requirement(scheme string, held bool) {
	switch {
	case t == nil:
	case held:
		t.read("An accreditation under " + scheme + " is required, and the recipient held one that is good for this access.")
	default:
		t.read("An accreditation under " + scheme + " is required, and the recipient held none that is good for this access.")
	}
}

// noRequirement notes, where nothing was found, that nothing applies.
func (t *trace) noRequirement() {
	if t != nil && len(t.gates[gateWhitelist].Read) == 0 {
		t.read("No accreditation is required for this access.")
	}
}

func (t *trace) professions(h *hearing, restricted bool) {
	switch {
	case t == nil:
	case !restricted:
		t.read("The recipient's jurisdiction does not restrict professions here.")
	case h.request.Profession == 0:
		t.read("The recipient's jurisdiction restricts professions, and none was given.")
	default:
		t.read("The recipient's jurisdiction restricts professions, and " + h.request.Profession.String() + " asks for " + h.request.Category.String() + ".")
	}
}

func (t *trace) agreement(a *Agreement, at int64, inForce bool) {
	switch {
	case t == nil:
	case inForce:
		t.read("Agreement " + a.ID + " " + wasThen(a.History, at) + " and valid.")
	case a.Validity.Contains(at):
		t.read("Agreement " + a.ID + " " + wasThen(a.History, at) + ", so it does not count.")
	default:
		t.read("Agreement " + a.ID + " was not valid at the moment, so it does not count.")
	}
}

// rule notes a rule that fits.
func (t *trace) rule(a *Agreement, rule *Rule) {
	if t == nil {
		return
	}
	place := 0
	for i := range a.Rules {
		if &a.Rules[i] == rule {
			place = i + 1
		}
	}
	t.explanation.Rules = append(t.explanation.Rules, RuleUse{
		Agreement: a.ID, Rule: place, RecognisesPermits: rule.RecognisesPermits, Safeguards: names(rule.Safeguards),
	})
}

// useLast notes that the rule noted last is in use, and no other.
func (t *trace) useLast() {
	if t == nil {
		return
	}
	rules := t.explanation.Rules
	rules[t.used].Used = false
	t.used = len(rules) - 1
	rules[t.used].Used = true
}

func (t *trace) border(found, preferRecognising bool) {
	if t == nil {
		return
	}
	for i := range t.explanation.Rules {
		u := &t.explanation.Rules[i]
		rule := "Rule " + strconv.Itoa(u.Rule) + " of agreement " + u.Agreement + " fits"
		if u.Used {
			rule += " and is the one used"
		}
		t.read(rule + ".")
	}
	switch {
	case !found:
		t.read("No rule of an agreement in force fits.")
	case preferRecognising:
		t.read("The permit was issued by the recipient's jurisdiction, so a rule that recognises permits goes first.")
	}
}

func (t *trace) permit(h *hearing) {
	switch {
	case t == nil:
	case h.permit == nil && h.request.Permit == "":
		t.read("No permit was named.")
	case h.permit == nil:
		t.read("Permit " + h.request.Permit + " is not known.")
	default:
		t.read("Permit " + h.permit.ID + " of " + h.permit.Issuer + " for " + h.permit.Holder + " " + wasThen(h.permit.History, h.request.At) + ".")
	}
}

func (t *trace) emergency(h *hearing, overrides, forbidden bool) {
	switch {
	case t == nil:
	case !overrides:
		t.read("The emergency lifts nothing here: the controller's jurisdiction does not let this action and profession override.")
	case forbidden && h.homeLaw.Emergency.SubjectMayForbid:
		t.read("The emergency goes before formal conditions, but not before a refusal that names emergency treatment itself.")
	default:
		t.read("The emergency goes before a refusal and before formal conditions.")
	}
}
