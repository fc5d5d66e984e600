package policy

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

// The literal evaluator says the access decision once more, sentence by sentence
// and without a thought for time or memory. It shares the types of worlds and
// decisions with the package, and nothing else: no method of theirs is called but
// Codes, which lists a set.

type literal struct {
	w *World
	r Request
}

func one[C ~uint8](list []C, c C) bool { return len(list) == 0 || slices.Contains(list, c) }

func within(p Period, t int64) bool {
	if p.From.Set && t < p.From.At {
		return false
	}
	if p.Until.Set && t >= p.Until.At {
		return false
	}
	return true
}

// status is the last entry with since <= t.
func (literal) status(h History, t int64) Status {
	var status Status
	for _, entry := range h {
		if entry.Since <= t {
			status = entry.Status
		}
	}
	return status
}

func (l literal) participant(id string) *Participant {
	for i := range l.w.Participants {
		if l.w.Participants[i].ID == id {
			return &l.w.Participants[i]
		}
	}
	return nil
}

func (l literal) jurisdiction(id string) *Jurisdiction {
	for i := range l.w.Jurisdictions {
		if l.w.Jurisdictions[i].ID == id {
			return &l.w.Jurisdictions[i]
		}
	}
	return &Jurisdiction{}
}

// profile is the one in force at the moment asked about.
func (l literal) profile(j *Jurisdiction) Profile {
	inForce, since := Profile{}, int64(-1<<63)
	for _, p := range j.Profiles {
		if p.Since <= l.r.At && p.Since >= since {
			inForce, since = p, p.Since
		}
	}
	return inForce
}

func (literal) hasRole(p *Participant, role Role, t int64) bool {
	for _, r := range p.Roles {
		if r.Role == role && within(r.Period, t) {
			return true
		}
	}
	return false
}

// covers: a participant selector covers itself; a role or jurisdiction selector
// covers itself and every participant that has that role or sits there.
func (l literal) covers(t, s Selector, at int64) bool {
	if t == s {
		return true
	}
	if s.Kind != SelectorParticipant {
		return false
	}
	p := l.participant(s.ID)
	if p == nil {
		return false
	}
	return (t.Kind == SelectorRole && l.hasRole(p, t.Role, at)) || (t.Kind == SelectorJurisdiction && p.Jurisdiction == t.ID)
}

func (l literal) selects(s Selector, at int64) bool {
	return l.covers(s, Selector{Kind: SelectorParticipant, ID: l.r.Recipient}, at)
}

func (l literal) matches(m Match, at int64) bool {
	selected := len(m.Recipients) == 0
	for _, s := range m.Recipients {
		selected = selected || l.selects(s, at)
	}
	return selected && one(m.Purposes.Codes(), l.r.Purpose) && one(m.Categories.Codes(), l.r.Category) &&
		one(m.Actions.Codes(), l.r.Action) && within(m.Period, at)
}

// says is what a node says, with the lists of matches from it to the nodes whose
// saying stood and that carry that effect.
func (l literal) says(p Provision, at int64) (Effect, [][]Match) {
	if !l.matches(p.Match, at) {
		return 0, nil
	}
	below := map[Effect][][]Match{}
	for _, e := range p.Exceptions {
		if effect, paths := l.says(e, at); effect != 0 {
			below[effect] = append(below[effect], paths...)
		}
	}
	effect := p.Effect
	switch {
	case below[EffectDeny] != nil:
		effect = EffectDeny
	case below[EffectPermit] != nil:
		effect = EffectPermit
	default:
		return effect, [][]Match{{p.Match}}
	}
	var paths [][]Match
	for _, path := range below[effect] {
		paths = append(paths, append([]Match{p.Match}, path...))
	}
	return effect, paths
}

type literalStatement struct {
	d      Directive
	effect Effect
	paths  [][]Match
}

func (l literal) statements(at int64) []literalStatement {
	var list []literalStatement
	for _, d := range l.w.Directives {
		if d.Subject != l.r.Subject || (d.Controller != "" && d.Controller != l.r.Controller) {
			continue
		}
		if at < d.GrantedAt || (d.EndedAt.Set && at >= d.EndedAt.At) || !within(d.Validity, at) {
			continue
		}
		if effect, paths := l.says(d.Provision, at); effect != 0 {
			list = append(list, literalStatement{d, effect, paths})
		}
	}
	return list
}

func subset[C ~uint8](a, b []C) bool {
	if len(b) == 0 {
		return true
	}
	if len(a) == 0 {
		return false
	}
	for _, c := range a {
		if !slices.Contains(b, c) {
			return false
		}
	}
	return true
}

// lies: path A lies inside path B when, for every match of B and each of the four
// dimensions, some match of A is contained in it.
func (l literal) lies(a, b []Match, at int64) bool {
	for _, m := range b {
		var recipients, purposes, categories, actions bool
		for _, n := range a {
			purposes = purposes || subset(n.Purposes.Codes(), m.Purposes.Codes())
			categories = categories || subset(n.Categories.Codes(), m.Categories.Codes())
			actions = actions || subset(n.Actions.Codes(), m.Actions.Codes())
			recipients = recipients || len(m.Recipients) == 0
			for _, s := range n.Recipients {
				for _, t := range m.Recipients {
					recipients = recipients || (l.selects(s, at) && l.covers(t, s, at))
				}
			}
		}
		if !recipients || !purposes || !categories || !actions {
			return false
		}
	}
	return true
}

func (l literal) narrowed(no literalStatement, all []literalStatement, at int64) bool {
	for _, yes := range all {
		if yes.effect != EffectPermit || yes.d.GrantedAt <= no.d.GrantedAt ||
			(no.d.Controller != "" && yes.d.Controller != no.d.Controller) {
			continue
		}
		for _, a := range yes.paths {
			insideAll := true
			for _, b := range no.paths {
				insideAll = insideAll && l.lies(a, b, at)
			}
			if insideAll {
				return true
			}
		}
	}
	return false
}

func (l literal) word(combining Combining, at int64) (Effect, []string) {
	all := l.statements(at)
	var standing []literalStatement
	for _, s := range all {
		switch combining {
		case CombiningDenyOverrides:
			standing = append(standing, s)
		case CombiningLatestWins:
			latest := true
			for _, other := range all {
				latest = latest && other.d.GrantedAt <= s.d.GrantedAt
			}
			if latest {
				standing = append(standing, s)
			}
		default:
			if s.effect == EffectPermit || !l.narrowed(s, all, at) {
				standing = append(standing, s)
			}
		}
	}
	for _, effect := range []Effect{EffectDeny, EffectPermit} {
		var ids []string
		for _, s := range standing {
			if s.effect == effect {
				ids = append(ids, s.d.ID)
			}
		}
		if ids != nil {
			sort.Strings(ids)
			return effect, ids
		}
	}
	return 0, nil
}

type literalFound struct {
	reasons, lifted map[Reason]bool
	obligations     map[Obligation]bool
	d               Decision
}

func (f *literalFound) owe(list ...Obligation) {
	for _, o := range list {
		f.obligations[o] = true
	}
}

func (f *literalFound) decision() Decision {
	d := f.d
	d.Effect = EffectPermit
	for reason := range f.reasons {
		d.Effect = EffectDeny
		d.Reasons |= 1 << reason
	}
	for reason := range f.lifted {
		d.Lifted |= 1 << reason
	}
	if d.Effect == EffectPermit {
		for o := range f.obligations {
			d.Obligations |= 1 << o
		}
	}
	return d
}

func literally(w *World, r Request) Decision {
	l := literal{w, r}
	f := &literalFound{map[Reason]bool{}, map[Reason]bool{}, map[Obligation]bool{}, Decision{Basis: BasisNone, ValidUntil: l.until()}}
	controller, recipient := l.participant(r.Controller), l.participant(r.Recipient)
	// Gate 1.
	if controller == nil || l.status(controller.History, r.At) != StatusActive {
		f.reasons[ReasonControllerNotActive] = true
	}
	if recipient == nil || l.status(recipient.History, r.At) != StatusActive {
		f.reasons[ReasonRecipientNotActive] = true
	}
	if controller == nil || recipient == nil {
		return f.decision()
	}
	home, abroad := l.jurisdiction(controller.Jurisdiction), l.jurisdiction(recipient.Jurisdiction)
	if l.status(home.History, r.At) != StatusActive {
		f.reasons[ReasonControllerJurisdictionNotActive] = true
	}
	if l.status(abroad.History, r.At) != StatusActive {
		f.reasons[ReasonRecipientJurisdictionNotActive] = true
	}
	law, lawThere := l.profile(home), l.profile(abroad)
	grade := max(literalGrade(r.Category), law.RaisedGrades[r.Category])
	regime := law.Regimes[r.Purpose]
	if regime == 0 {
		regime = RegimeExplicitConsent
	}
	var permit *Permit
	for i := range w.Permits {
		if w.Permits[i].ID == r.Permit {
			permit = &w.Permits[i]
		}
	}
	if r.Purpose == PurposePatientRequest { // Gate 2.
		f.d.Basis = BasisSubjectRight
		f.owe(ObligationVerifySubject)
		if r.Action != ActionAccess {
			f.reasons[ReasonActionNotCovered] = true
		}
		if !l.hasRole(recipient, RolePatientAccessService, r.At) {
			f.reasons[ReasonRecipientNotAPatientAccessService] = true
		}
		l.border(f, controller, recipient, grade, false)
		return f.decision()
	}
	if regime == RegimeProhibited || lawThere.Regimes[r.Purpose] == RegimeProhibited { // Gate 3.
		f.reasons[ReasonPurposeProhibited] = true
	}
	l.whitelist(f, law, recipient, grade)
	// Gate 5: purposes 1 to 6 are primary.
	listed := false
	for i := range lawThere.Professions {
		listed = listed || lawThere.Professions[i].Listed
	}
	if e := lawThere.Professions[r.Profession]; r.Purpose <= 6 && listed && (!e.Listed || !one(e.Categories.Codes(), r.Category)) {
		f.reasons[ReasonProfessionNotEntitled] = true
	}
	prefer := regime == RegimeDataPermit && r.Purpose != PurposeEmergencyTreatment && permit != nil && permit.Issuer == recipient.Jurisdiction
	rule := l.border(f, controller, recipient, grade, prefer)
	l.basis(f, law, regime, permit, controller, recipient, rule)
	return f.decision()
}

// literalGrade is the table of the vocabulary.
func literalGrade(c Category) uint8 {
	switch c {
	case CategoryPathogen:
		return 1
	case CategoryHealthDeterminants, CategoryClaims, CategoryWellness, CategoryRegistry:
		return 2
	case CategoryEHR, CategoryOmics, CategoryBiobank, CategoryMentalHealth, CategorySubstanceUse, CategorySexualHealth:
		return 4
	case CategoryGenomic:
		return 5
	default:
		return 3
	}
}

func orFive(grade uint8) uint8 {
	if grade == 0 {
		return 5
	}
	return grade
}

func (l literal) whitelist(f *literalFound, law Profile, recipient *Participant, grade uint8) {
	for _, q := range law.Requirements {
		if !one(q.Purposes.Codes(), l.r.Purpose) || !one(q.Categories.Codes(), l.r.Category) || q.MinGrade > grade {
			continue
		}
		held := false
		for _, a := range recipient.Accreditations {
			held = held || (a.Scheme == q.Scheme && one(a.Purposes.Codes(), l.r.Purpose) && one(a.Categories.Codes(), l.r.Category) &&
				orFive(a.MaxGrade) >= grade && within(a.Period, l.r.At) && (!a.RevokedAt.Set || l.r.At < a.RevokedAt.At))
		}
		if !held {
			f.reasons[ReasonAccreditationMissing] = true
		}
	}
}

func (l literal) border(f *literalFound, controller, recipient *Participant, grade uint8, prefer bool) *Rule {
	if controller.Jurisdiction == recipient.Jurisdiction {
		return nil
	}
	agreements := slices.Clone(l.w.Agreements)
	sort.SliceStable(agreements, func(i, j int) bool { return agreements[i].ID < agreements[j].ID })
	type fitting struct {
		id   string
		rule *Rule
	}
	var fit []fitting
	for i := range agreements {
		a := &agreements[i]
		if l.status(a.History, l.r.At) != StatusInForce || !within(a.Validity, l.r.At) {
			continue
		}
		for k := range a.Rules {
			u := &a.Rules[k]
			if u.From == controller.Jurisdiction && u.To == recipient.Jurisdiction && one(u.Purposes.Codes(), l.r.Purpose) &&
				one(u.Categories.Codes(), l.r.Category) && one(u.Actions.Codes(), l.r.Action) && orFive(u.MaxGrade) >= grade {
				fit = append(fit, fitting{a.ID, u})
				f.owe(u.Safeguards.Codes()...)
			}
		}
	}
	if len(fit) == 0 {
		f.reasons[ReasonNoRecognitionAgreement] = true
		return nil
	}
	used := fit[0]
	if prefer {
		for _, candidate := range fit {
			if candidate.rule.RecognisesPermits {
				used = candidate
				break
			}
		}
	}
	f.d.Agreement = used.id
	return used.rule
}

func (l literal) basis(f *literalFound, law Profile, regime Regime, permit *Permit, controller, recipient *Participant, rule *Rule) {
	r := l.r
	if r.Purpose == PurposeEmergencyTreatment {
		l.emergency(f, law, recipient)
		return
	}
	switch regime {
	case RegimeProhibited:
		f.d.Basis = BasisNone
	case RegimeLegalObligation:
		f.d.Basis = BasisLegalObligation
		f.owe(ObligationNotifySubject)
		if !l.hasRole(recipient, RolePublicAuthority, r.At) {
			f.reasons[ReasonRecipientNotAPublicAuthority] = true
		}
	case RegimeExplicitConsent, RegimeImpliedConsent:
		effect, ids := l.word(law.Combining, r.At)
		f.d.Directives = ids
		if effect == EffectDeny {
			f.reasons[ReasonSubjectDenied] = true
		}
		f.d.Basis = BasisImpliedConsent
		if regime == RegimeExplicitConsent {
			f.d.Basis = BasisConsent
			if effect == 0 {
				f.reasons[ReasonNoConsent] = true
			}
		}
	case RegimeDataPermit:
		f.d.Basis = BasisDataPermit
		at := r.At
		if law.ObjectionsCutOffAtIssue && permit != nil {
			for _, entry := range permit.History {
				if entry.Status == StatusIssued {
					if entry.Since <= r.At {
						at = entry.Since
					}
					break
				}
			}
		}
		if effect, ids := l.word(law.Combining, at); effect == EffectDeny {
			f.reasons[ReasonSubjectDenied] = true
			f.d.Directives = ids
		}
		if permit == nil {
			f.reasons[ReasonNoPermit] = true
			return
		}
		f.d.Permit = permit.ID
		f.owe(permit.Safeguards.Codes()...)
		revoked := false
		for _, entry := range permit.History {
			revoked = revoked || (entry.Status == StatusRevoked && entry.Since <= r.At)
		}
		recognised := permit.Issuer == controller.Jurisdiction || (permit.Issuer == recipient.Jurisdiction && rule != nil && rule.RecognisesPermits)
		if permit.Holder != r.Recipient || revoked || l.status(permit.History, r.At) != StatusIssued || !within(permit.Validity, r.At) ||
			!one(permit.Purposes.Codes(), r.Purpose) || !one(permit.Categories.Codes(), r.Category) || !one(permit.Actions.Codes(), r.Action) ||
			(len(permit.Controllers) > 0 && !slices.Contains(permit.Controllers, r.Controller)) || !recognised {
			f.reasons[ReasonPermitNotApplicable] = true
		}
	}
}

func (l literal) emergency(f *literalFound, law Profile, recipient *Participant) {
	f.d.Basis = BasisEmergency
	f.owe(ObligationJustifyEmergency, ObligationNotifySubject)
	if !l.hasRole(recipient, RoleHealthcareProvider, l.r.At) {
		f.reasons[ReasonRecipientNotAProvider] = true
	}
	if effect, ids := l.word(law.Combining, l.r.At); effect == EffectDeny {
		f.reasons[ReasonSubjectDenied] = true
		f.d.Directives = ids
	}
	e := law.Emergency
	if !e.Override || (l.r.Action != ActionAccess && l.r.Action != ActionUse) || !one(e.Professions.Codes(), l.r.Profession) {
		return
	}
	forbidden := false
	for _, s := range l.statements(l.r.At) {
		for _, path := range s.paths {
			for _, m := range path {
				forbidden = forbidden || (s.effect == EffectDeny && slices.Contains(m.Purposes.Codes(), PurposeEmergencyTreatment))
			}
		}
	}
	for _, reason := range []Reason{ReasonSubjectDenied, ReasonAccreditationMissing, ReasonProfessionNotEntitled, ReasonNoRecognitionAgreement} {
		if reason == ReasonSubjectDenied && e.SubjectMayForbid && forbidden {
			continue
		}
		if f.reasons[reason] {
			delete(f.reasons, reason)
			f.lifted[reason] = true
		}
	}
}

// until is the earliest recorded moment after the one asked about.
func (l literal) until() Bound {
	var earliest Bound
	for _, t := range l.moments() {
		if t > l.r.At && (!earliest.Set || t < earliest.At) {
			earliest = Bound{t, true}
		}
	}
	return earliest
}

// moments are those at which anything that the request reads begins or ends.
func (l literal) moments() []int64 {
	var list []int64
	bounds := func(all ...Bound) {
		for _, b := range all {
			if b.Set {
				list = append(list, b.At)
			}
		}
	}
	history := func(h History) {
		for _, entry := range h {
			list = append(list, entry.Since)
		}
	}
	controller, recipient := l.participant(l.r.Controller), l.participant(l.r.Recipient)
	for _, p := range []*Participant{controller, recipient} {
		if p == nil {
			continue
		}
		history(p.History)
		for _, r := range p.Roles {
			bounds(r.Period.From, r.Period.Until)
		}
		j := l.jurisdiction(p.Jurisdiction)
		history(j.History)
		for _, profile := range j.Profiles {
			list = append(list, profile.Since)
		}
	}
	if recipient != nil {
		for _, a := range recipient.Accreditations {
			bounds(a.Period.From, a.Period.Until, a.RevokedAt)
		}
	}
	if controller != nil && recipient != nil && controller.Jurisdiction != recipient.Jurisdiction {
		for _, a := range l.w.Agreements {
			for _, u := range a.Rules {
				if u.From == controller.Jurisdiction && u.To == recipient.Jurisdiction {
					history(a.History)
					bounds(a.Validity.From, a.Validity.Until)
				}
			}
		}
	}
	var provision func(p Provision)
	provision = func(p Provision) {
		bounds(p.Match.Period.From, p.Match.Period.Until)
		for _, e := range p.Exceptions {
			provision(e)
		}
	}
	for _, d := range l.w.Directives {
		if d.Subject == l.r.Subject && (d.Controller == "" || d.Controller == l.r.Controller) {
			list = append(list, d.GrantedAt)
			bounds(d.EndedAt, d.Validity.From, d.Validity.Until)
			provision(d.Provision)
		}
	}
	for _, p := range l.w.Permits {
		if p.ID == l.r.Permit {
			history(p.History)
			bounds(p.Validity.From, p.Validity.Until)
		}
	}
	return list
}

// atBoundary asks about a moment at which something begins or ends, or the second
// before or after it.
func (d draw) atBoundary(w *World, r Request) Request {
	moments := literal{w, r}.moments()
	if len(moments) > 0 && d.chance(70) {
		r.At = pick(d, moments) + int64(d.below(3)) - 1
	}
	return r
}

func TestDecideSaysWhatTheLiteralReadingSays(t *testing.T) {
	var permitted, combined tally
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w := d.world()
		p := Prepare(w)
		for range 4 {
			r := d.atBoundary(w, d.request())
			want := literally(w, r)
			permitted.count(want.Permitted())
			combined.count(len(want.Directives) > 0)
			if got := Decide(w, r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v\n got %s until %v\nwant %s until %v", r, outcome(got), got.ValidUntil, outcome(want), want.ValidUntil)
			}
			if got := p.Decide(r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("%+v prepared\n got %s until %v\nwant %s until %v", r, outcome(got), got.ValidUntil, outcome(want), want.ValidUntil)
			}
		}
	})
	permitted.atLeast(t, 20)
	combined.atLeast(t, 20)
}

// wordsWorld has nothing but what patients say, and all of it near the request.
func (d draw) wordsWorld() (*World, Request) {
	w, r := exampleWorld()
	r.At = d.moment()
	law(w, "DE").Combining = pick(d, []Combining{0, 0, CombiningNarrowerLaterWins, CombiningLatestWins, CombiningDenyOverrides})
	law(w, "DE").Regimes[PurposeTreatment] = pick(d, []Regime{RegimeExplicitConsent, RegimeImpliedConsent})
	law(w, "DE").Emergency = Emergency{Override: true, SubjectMayForbid: true}
	r.Purpose = pick(d, []Purpose{PurposeTreatment, PurposeTreatment, PurposeEmergencyTreatment})
	roles := slices.Clone(party(w, "de-practice").Roles)
	roles[0].Period.Until = d.bound(50)
	party(w, "de-practice").Roles = roles
	for i := range 2 + d.count(6) {
		dir := Directive{ID: pick(d, []string{"a", "b", "c"}) + string(rune('a'+i)), Subject: "s", GrantedAt: d.moment() / 4, EndedAt: d.bound(5), Provision: d.near(3)}
		if d.chance(30) {
			dir.Controller = pick(d, []string{"de-hospital", "de-practice"})
		}
		w.Directives = append(w.Directives, dir)
	}
	return w, r
}

// near is a tree whose matches nearly always fit.
func (d draw) near(depth int) Provision {
	p := Provision{Effect: pick(d, []Effect{EffectDeny, EffectPermit})}
	nearly := func(n int) (codes []int) {
		for c := range 5 {
			if d.chance(30) || (c == n && d.chance(95)) {
				codes = append(codes, c+1)
			}
		}
		return codes
	}
	if d.chance(40) {
		for _, c := range nearly(0) {
			p.Match.Purposes = p.Match.Purposes.Add(Purpose(c))
		}
	}
	if d.chance(40) {
		for _, c := range nearly(0) {
			p.Match.Categories = p.Match.Categories.Add(Category(c))
		}
	}
	if d.chance(40) {
		for _, c := range nearly(0) {
			p.Match.Actions = p.Match.Actions.Add(Action(c))
		}
	}
	for d.chance(40) {
		p.Match.Recipients = append(p.Match.Recipients, pick(d, []Selector{
			{Kind: SelectorParticipant, ID: "de-practice"},
			{Kind: SelectorParticipant, ID: "de-hospital"},
			{Kind: SelectorJurisdiction, ID: "DE"},
			{Kind: SelectorJurisdiction, ID: "FR"},
			{Kind: SelectorRole, Role: RoleHealthcareProvider},
			{Kind: SelectorRole, Role: RolePayer},
			{Kind: SelectorRole, Role: RoleAuditor},
			{Kind: SelectorJurisdiction, ID: "de-practice"},
			{Kind: SelectorParticipant, ID: "DE"},
		}))
	}
	if depth > 0 {
		for range d.count(2) {
			p.Exceptions = append(p.Exceptions, d.near(depth-1))
		}
	}
	return p
}

func TestTheWordIsWhatTheLiteralReadingSays(t *testing.T) {
	var combined tally
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w, r := d.wordsWorld()
		want := literally(w, r)
		combined.count(len(want.Directives) > 0)
		e := explained(rt, w, r)
		if !reflect.DeepEqual(e.Decision, want) {
			rt.Fatalf("%+v\n got %s until %v\nwant %s until %v\n%s", r, outcome(e.Decision), e.Decision.ValidUntil, outcome(want), want.ValidUntil, e.Text())
		}
	})
	combined.atLeast(t, 2)
}

// Bit sets of several words must not be taken for each other.
func TestTheWordOfManyDirectivesIsWhatTheLiteralReadingSays(t *testing.T) {
	met := 0
	for seed := range uint64(300) {
		rng := rand.New(rand.NewPCG(seed, 1))
		w, r := exampleWorld()
		law(w, "DE").Regimes[PurposeTreatment] = RegimeImpliedConsent
		match := func() Match {
			m := Match{}
			if rng.IntN(2) == 0 {
				m.Purposes = SetOf(PurposeTreatment, Purpose(1+rng.IntN(4)))
			}
			if rng.IntN(2) == 0 {
				m.Categories = SetOf(CategoryPatientSummary, Category(1+rng.IntN(6)), Category(1+rng.IntN(6)))
			}
			if rng.IntN(2) == 0 {
				m.Actions = SetOf(ActionAccess, Action(1+rng.IntN(3)))
			}
			return m
		}
		for i := range 30 {
			d := said(fmt.Sprintf("d%02d", i), int64(rng.IntN(20)), EffectDeny, match())
			if i%2 == 0 {
				d.Provision.Effect = EffectPermit
			}
			for range rng.IntN(5) {
				e := Provision{Effect: d.Provision.Effect, Match: match()}
				e.Exceptions = []Provision{{Effect: EffectDeny + EffectPermit - e.Effect, Match: Match{Categories: SetOf(CategoryGenomic)}}}
				d.Provision.Exceptions = append(d.Provision.Exceptions, e)
			}
			say(w, d)
		}
		got, want := Decide(w, r), literally(w, r)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d\n got %s\nwant %s", seed, outcome(got), outcome(want))
		}
		if e := Explain(w, r); slices.ContainsFunc(e.Word.Directives, func(s Statement) bool { return s.SetAsideBy != "" }) {
			met++
		}
	}
	if met < 30 {
		t.Errorf("refusals were set aside in %d of 300 worlds", met)
	}
}
