package policy

import (
	"strconv"
	"strings"
)

// Text is the explanation in short sentences, in the order of the judging, for a
// reader who knows the law and not the program. Moments are in RFC 3339, UTC.
func (e Explanation) Text() string {
	var t text
	a := &e.Request
	t.say(a.Recipient, " asked ", a.Controller, " for data of ", a.Subject, ".")
	t.say("The purpose was ", a.Purpose, ", the category ", a.Category, " and the action ", a.Action, ".")
	if a.Profession != "" {
		t.say("The asking person's profession was ", a.Profession, ".")
	}
	if a.Permit != "" {
		t.say("The data permit named was ", a.Permit, ".")
	}
	t.say("The moment asked about was ", utc(a.At), ".")
	t.blank()
	t.decision(&e.Decision)
	t.blank()
	t.law(&e)
	for i := range e.Gates {
		t.gate(&e.Gates[i])
	}
	if e.Word != nil {
		t.blank()
		t.word(e.Word)
	}
	return t.String()
}

// text gathers sentences, one a line.
type text struct {
	strings.Builder
	indent int
}

func (t *text) say(parts ...string) {
	for range t.indent {
		t.WriteString("  ")
	}
	for _, part := range parts {
		t.WriteString(part)
	}
	t.WriteString("\n")
}

func (t *text) blank() { t.WriteString("\n") }

// all joins a list for a sentence.
func all(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func (t *text) decision(d *Decision) {
	if d.Permitted() {
		t.say("The access was permitted, on the basis ", d.Basis.String(), ".")
	} else {
		t.say("The access was denied. The basis was ", d.Basis.String(), ".")
		reasons := names(d.Reasons)
		if len(reasons) == 1 {
			t.say("The reason was ", reasons[0], ".")
		} else {
			t.say("The reasons were ", all(reasons), ".")
		}
	}
	if list := names(d.Lifted); len(list) > 0 {
		t.say("The emergency lifted ", all(list), ".")
	}
	if list := names(d.Obligations); len(list) > 0 {
		t.say("The recipient owes ", all(list), ".")
	}
	if len(d.Directives) > 0 {
		t.say("The patient's word is carried by ", all(d.Directives), ".")
	}
	if d.Agreement != "" {
		t.say("The agreement in use was ", d.Agreement, ".")
	}
	if d.Permit != "" {
		t.say("The data permit was ", d.Permit, ".")
	}
	if d.ValidUntil.Set {
		t.say("By what is recorded, the answer holds until ", utc(d.ValidUntil.At), ".")
	} else {
		t.say("Nothing that is recorded ends this answer.")
	}
}

func (t *text) law(e *Explanation) {
	for _, law := range e.Laws {
		if law.Since == nil {
			t.say("The ", law.Of, "'s jurisdiction ", law.Jurisdiction, " had no profile yet, so every setting had its default.")
		} else {
			t.say("The ", law.Of, "'s jurisdiction ", law.Jurisdiction, " was governed by its profile in force since ", utc(*law.Since), ".")
		}
	}
	if e.Regime != "" {
		t.say("The regime of the purpose was ", e.Regime, ".")
	}
	grade := "The grade of " + e.Request.Category + " was " + strconv.Itoa(int(e.Grade.Counts))
	if e.Grade.Counts > e.Grade.Vocabulary {
		grade += ", raised from " + strconv.Itoa(int(e.Grade.Vocabulary)) + " by the controller's jurisdiction"
	}
	t.say(grade, ".")
}

func (t *text) gate(g *Gate) {
	t.blank()
	if !g.Judged {
		t.say("Gate ", strconv.Itoa(g.Number), ", ", g.Name, ", was not read for this request.")
		return
	}
	t.say("Gate ", strconv.Itoa(g.Number), ", ", g.Name, ".")
	t.indent++
	for _, sentence := range g.Read {
		t.say(sentence)
	}
	switch {
	case len(g.Reasons) == 0:
		t.say("It gave no reason to deny.")
	default:
		t.say("It gave ", all(g.Reasons), ".")
	}
	if len(g.Lifted) > 0 {
		t.say("The emergency lifted ", all(g.Lifted), ".")
	}
	t.indent--
}

func (t *text) word(w *Word) {
	t.say("The patient's word was taken as of ", utc(w.At), " and combined by ", w.Combining, ".")
	switch w.Effect {
	case EffectPermit.String():
		t.say("It was a permission.")
	case EffectDeny.String():
		t.say("It was a refusal.")
	default:
		t.say("There was none.")
	}
	for i := range w.Directives {
		t.statement(&w.Directives[i], w.Combining)
	}
}

func (t *text) statement(s *Statement, combining string) {
	holder := "every holder"
	if s.Controller != "" {
		holder = s.Controller
	}
	t.say("Directive ", s.Directive, ", granted at ", utc(s.GrantedAt), " for ", holder, ".")
	t.indent++
	defer func() { t.indent-- }()
	switch s.Says {
	case EffectPermit.String():
		t.say("It permits.")
	case EffectDeny.String():
		t.say("It refuses.")
	default:
		t.say("It says nothing about this request.")
		return
	}
	for i, path := range s.Paths {
		var steps []string
		for k := range path {
			steps = append(steps, path[k].phrase())
		}
		t.say("Path ", strconv.Itoa(i+1), ": ", strings.Join(steps, ", then "), ".")
	}
	if s.NamesEmergency {
		t.say("It names emergency treatment itself.")
	}
	switch {
	case s.Carries:
		t.say("It stands and carries the patient's word.")
	case s.Stands:
		t.say("It counts, but a refusal stands.")
	case combining == CombiningLatestWins.String():
		t.say("It does not stand, because ", s.SetAsideBy, " was said later.")
	default:
		t.say("It does not stand, because ", s.SetAsideBy, " is a later and narrower permission.")
	}
	if s.Says == EffectDeny.String() && s.Stands && combining == CombiningDenyOverrides.String() {
		t.say("Any refusal stands.")
	}
	for i := range s.Against {
		t.contest(&s.Against[i])
	}
}

func (t *text) contest(c *Contest) {
	switch c.Why {
	case WhyNotLater:
		t.say("Directive ", c.Permission, " does not set it aside: it was not granted later.")
	case WhyMoreControllers:
		t.say("Directive ", c.Permission, " does not set it aside: it speaks of more holders, or of another one.")
	default:
		t.say("Directive ", c.Permission, " does not set it aside: it is not narrower.")
		t.indent++
		for i := range c.Gaps {
			g := &c.Gaps[i]
			t.say("Path ", strconv.Itoa(g.Path), " reaches beyond ", g.Match.phrase(), " in ", all(g.Dimensions), ".")
		}
		t.indent--
	}
}

// phrase is the match as part of a sentence.
func (m *MatchText) phrase() string {
	var parts []string
	for _, list := range [][]string{m.Recipients, m.Purposes, m.Categories, m.Actions} {
		if len(list) > 0 {
			parts = append(parts, strings.Join(list, " or "))
		}
	}
	if m.NotBefore != nil {
		parts = append(parts, "from "+utc(*m.NotBefore))
	}
	if m.NotAfter != nil {
		parts = append(parts, "until "+utc(*m.NotAfter))
	}
	if len(parts) == 0 {
		return "[anything]"
	}
	return "[" + strings.Join(parts, "; ") + "]"
}
