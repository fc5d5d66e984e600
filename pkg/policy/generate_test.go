package policy

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"
)

// Worlds are drawn small and dense: few ids, few codes and few moments, so that
// things fit each other and meet in the same second.

const horizon = 24 // All drawn moments lie in 0..horizon.

var (
	drawnJurisdictions = []string{"DE", "FR"}
	drawnParticipants  = []string{"a", "b", "c"}
	drawnPurposes      = []Purpose{PurposeTreatment, PurposeEmergencyTreatment, PurposePatientRequest, PurposeResearch}
	drawnCategories    = []Category{CategoryPatientSummary, CategoryGenomic, CategoryPathogen}
	drawnActions       = []Action{ActionAccess, ActionUse, ActionDisclose}
	drawnRoles         = []Role{RoleHealthcareProvider, RolePublicAuthority, RolePatientAccessService}
	drawnProfessions   = []Profession{ProfessionPhysician, ProfessionNurse}
	drawnSchemes       = []string{"iso", "lab"}
)

// draw is a short hand for the draws of one test.
type draw struct{ *rapid.T }

// below draws evenly from 0..n-1: rapid's own ranges favour small numbers, which
// would leave the worlds nearly empty.
func (d draw) below(n int) int {
	drawn := 0
	for size := 1; size < 4*n; size *= 2 {
		drawn *= 2
		if rapid.Bool().Draw(d.T, "bit") {
			drawn++
		}
	}
	return drawn % n
}

func (d draw) chance(percent int) bool { return d.below(100) >= 100-percent }

func (d draw) count(most int) int { return d.below(most + 1) }

func (d draw) moment() int64 { return int64(d.below(horizon + 1)) }

func (d draw) grade(lowest uint8) uint8 { return lowest + uint8(d.below(int(MaxGrade-lowest)+1)) }

func pick[T any](d draw, from []T) T { return from[d.below(len(from))] }

// drawSet is empty, which is any, three times of four.
func drawSet[C ~uint8](d draw, from []C) Set[C] {
	var s Set[C]
	if d.chance(25) {
		s = s.Add(pick(d, from))
		if d.chance(60) {
			s = s.Add(pick(d, from))
		}
	}
	return s
}

func (d draw) bound(percent int) Bound {
	if d.chance(percent) {
		return At(d.moment())
	}
	return Bound{}
}

func (d draw) period() Period { return Period{From: d.bound(10), Until: d.bound(15)} }

// history begins with the good status and may go to and fro.
func (d draw) history(good, bad Status) History {
	h := History{{good, 0}}
	for d.chance(25) {
		h = append(h, StatusSince{pick(d, []Status{good, bad}), d.moment()})
	}
	slices.SortStableFunc(h, func(a, b StatusSince) int { return int(a.Since - b.Since) })
	return h
}

func (d draw) profile(since int64) Profile {
	p := Profile{
		Since:                   since,
		Combining:               Combining(d.count(3)),
		ObjectionsCutOffAtIssue: d.chance(50),
		Emergency: Emergency{
			Override:         d.chance(70),
			SubjectMayForbid: d.chance(50),
			Professions:      drawSet(d, drawnProfessions),
		},
	}
	for _, purpose := range drawnPurposes {
		p.Regimes[purpose] = pick(d, []Regime{
			0, RegimeExplicitConsent, RegimeImpliedConsent, RegimeImpliedConsent, RegimeDataPermit, RegimeDataPermit,
			RegimeLegalObligation, RegimeProhibited,
		})
	}
	if d.chance(30) {
		p.Requirements = append(p.Requirements, Requirement{
			Scheme: pick(d, drawnSchemes), Purposes: drawSet(d, drawnPurposes), Categories: drawSet(d, drawnCategories), MinGrade: d.grade(0),
		})
	}
	if d.chance(30) {
		p.Professions[pick(d, drawnProfessions)] = Entitlement{Listed: true, Categories: drawSet(d, drawnCategories)}
	}
	if d.chance(30) {
		p.RaisedGrades[pick(d, drawnCategories)] = d.grade(1)
	}
	return p
}

func (d draw) jurisdiction(id string) Jurisdiction {
	j := Jurisdiction{ID: id, History: d.history(StatusActive, StatusSuspended), Profiles: []Profile{d.profile(0)}}
	if d.chance(40) { // Of different seconds, so that their order is free.
		j.Profiles = append(j.Profiles, d.profile(1+d.moment()))
	}
	return j
}

func (d draw) participant(id string) Participant {
	p := Participant{ID: id, Jurisdiction: pick(d, drawnJurisdictions), History: d.history(StatusActive, StatusSuspended)}
	for _, role := range drawnRoles {
		if d.chance(80) {
			p.Roles = append(p.Roles, RolePeriod{role, d.period()})
		}
	}
	for _, scheme := range drawnSchemes {
		p.Accreditations = append(p.Accreditations, Accreditation{
			Scheme: scheme, Purposes: drawSet(d, drawnPurposes), Categories: drawSet(d, drawnCategories),
			MaxGrade: d.grade(0), Period: d.period(), RevokedAt: d.bound(20),
		})
	}
	return p
}

func (d draw) safeguards() Set[Obligation] {
	return drawSet(d, []Obligation{ObligationPseudonymised, ObligationFederatedOnly})
}

func (d draw) agreement(id string) Agreement {
	a := Agreement{ID: id, History: d.history(StatusInForce, StatusSuspended), Validity: d.period()}
	for range 2 + d.count(2) {
		a.Rules = append(a.Rules, Rule{
			From: pick(d, drawnJurisdictions), To: pick(d, drawnJurisdictions),
			Purposes: drawSet(d, drawnPurposes), Categories: drawSet(d, drawnCategories), Actions: drawSet(d, drawnActions),
			MaxGrade: d.grade(0), Safeguards: d.safeguards(), RecognisesPermits: d.chance(50),
		})
	}
	return a
}

func (d draw) selector() Selector {
	switch pick(d, []SelectorKind{SelectorParticipant, SelectorRole, SelectorJurisdiction}) {
	case SelectorRole:
		return Selector{Kind: SelectorRole, Role: pick(d, drawnRoles)}
	case SelectorJurisdiction:
		return Selector{Kind: SelectorJurisdiction, ID: pick(d, drawnJurisdictions)}
	default:
		return Selector{Kind: SelectorParticipant, ID: pick(d, drawnParticipants)}
	}
}

func (d draw) match() Match {
	m := Match{
		Purposes: drawSet(d, drawnPurposes), Categories: drawSet(d, drawnCategories), Actions: drawSet(d, drawnActions),
		Period: Period{From: d.bound(10), Until: d.bound(10)},
	}
	if d.chance(33) {
		for range 1 + d.count(1) {
			m.Recipients = append(m.Recipients, d.selector())
		}
	}
	return m
}

// provision is a tree whose nodes have one of the given effects.
func (d draw) provision(depth int, effects ...Effect) Provision {
	p := Provision{Effect: pick(d, effects), Match: d.match()}
	if depth > 0 {
		for range d.count(2) {
			p.Exceptions = append(p.Exceptions, d.provision(depth-1, effects...))
		}
	}
	return p
}

func (d draw) directive(id string, effects ...Effect) Directive {
	dir := Directive{
		ID: id, Subject: pick(d, []string{"s", "s", "s", "t"}), GrantedAt: d.moment(),
		EndedAt: d.bound(20), Validity: d.period(), Provision: d.provision(2, effects...),
	}
	if d.chance(40) {
		dir.Controller = pick(d, drawnParticipants)
	}
	return dir
}

func (d draw) permit(id string) Permit {
	p := Permit{
		ID: id, Issuer: pick(d, drawnJurisdictions), Holder: pick(d, drawnParticipants),
		Purposes: drawSet(d, drawnPurposes), Categories: drawSet(d, drawnCategories), Actions: drawSet(d, drawnActions),
		Validity: d.period(), Safeguards: d.safeguards(),
		History: d.history(StatusIssued, StatusSuspended),
	}
	p.History[0].Since = min(d.moment(), p.History[len(p.History)-1].Since)
	slices.SortStableFunc(p.History, func(a, b StatusSince) int { return int(a.Since - b.Since) })
	if d.chance(20) {
		p.History = append(p.History, StatusSince{StatusRevoked, horizon})
	}
	if d.chance(30) {
		p.Controllers = []string{pick(d, drawnParticipants), pick(d, drawnParticipants)}
	}
	return p
}

func (d draw) world() *World {
	w := new(World)
	for _, id := range drawnJurisdictions {
		w.Jurisdictions = append(w.Jurisdictions, d.jurisdiction(id))
	}
	for _, id := range drawnParticipants {
		w.Participants = append(w.Participants, d.participant(id))
	}
	for i := range 1 + d.count(2) {
		w.Agreements = append(w.Agreements, d.agreement(fmt.Sprint("g", i)))
	}
	for i := range d.count(6) {
		w.Directives = append(w.Directives, d.directive(fmt.Sprint("d", i), EffectDeny, EffectPermit))
	}
	for i := range 2 {
		w.Permits = append(w.Permits, d.permit(fmt.Sprint("m", i)))
	}
	return w
}

func (d draw) request() Request {
	return Request{
		Subject: "s", Controller: pick(d, drawnParticipants), Recipient: pick(d, drawnParticipants),
		Purpose: pick(d, drawnPurposes), Category: pick(d, drawnCategories), Action: pick(d, drawnActions),
		At: d.moment(), Profession: pick(d, append([]Profession{0}, drawnProfessions...)),
		Permit: pick(d, []string{"", "m0", "m1", "m2"}),
	}
}

// shuffled is a copy of the world with every list in which order means nothing
// in another order.
func (d draw) shuffled(w *World) *World {
	out := &World{
		Jurisdictions: shuffle(d, w.Jurisdictions), Participants: shuffle(d, w.Participants),
		Agreements: shuffle(d, w.Agreements), Directives: shuffle(d, w.Directives), Permits: shuffle(d, w.Permits),
	}
	for i := range out.Jurisdictions {
		j := &out.Jurisdictions[i]
		j.Profiles = shuffle(d, j.Profiles)
		for k := range j.Profiles {
			j.Profiles[k].Requirements = shuffle(d, j.Profiles[k].Requirements)
		}
	}
	for i := range out.Participants {
		p := &out.Participants[i]
		p.Roles, p.Accreditations = shuffle(d, p.Roles), shuffle(d, p.Accreditations)
	}
	for i := range out.Directives {
		out.Directives[i].Provision = d.shuffledProvision(out.Directives[i].Provision)
	}
	for i := range out.Permits {
		out.Permits[i].Controllers = shuffle(d, out.Permits[i].Controllers)
	}
	return out
}

func (d draw) shuffledProvision(p Provision) Provision {
	p.Match.Recipients = shuffle(d, p.Match.Recipients)
	p.Exceptions = shuffle(d, p.Exceptions)
	for i := range p.Exceptions {
		p.Exceptions[i] = d.shuffledProvision(p.Exceptions[i])
	}
	return p
}

func shuffle[T any](d draw, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return slices.Clone(rapid.Permutation(list).Draw(d.T, "order"))
}

// later is a copy of the world in which everything happens that many seconds later.
func later(w *World, by int64) *World {
	move := func(b Bound) Bound {
		if b.Set {
			b.At += by
		}
		return b
	}
	period := func(p Period) Period { return Period{move(p.From), move(p.Until)} }
	history := func(h History) History {
		h = slices.Clone(h)
		for i := range h {
			h[i].Since += by
		}
		return h
	}
	var provision func(p Provision) Provision
	provision = func(p Provision) Provision {
		p.Match.Period = period(p.Match.Period)
		p.Exceptions = slices.Clone(p.Exceptions)
		for i := range p.Exceptions {
			p.Exceptions[i] = provision(p.Exceptions[i])
		}
		return p
	}
	out := &World{
		Jurisdictions: slices.Clone(w.Jurisdictions), Participants: slices.Clone(w.Participants),
		Agreements: slices.Clone(w.Agreements), Directives: slices.Clone(w.Directives), Permits: slices.Clone(w.Permits),
	}
	for i := range out.Jurisdictions {
		j := &out.Jurisdictions[i]
		j.History = history(j.History)
		j.Profiles = slices.Clone(j.Profiles)
		for k := range j.Profiles {
			j.Profiles[k].Since += by
		}
	}
	for i := range out.Participants {
		p := &out.Participants[i]
		p.History = history(p.History)
		p.Roles, p.Accreditations = slices.Clone(p.Roles), slices.Clone(p.Accreditations)
		for k := range p.Roles {
			p.Roles[k].Period = period(p.Roles[k].Period)
		}
		for k := range p.Accreditations {
			p.Accreditations[k].Period = period(p.Accreditations[k].Period)
			p.Accreditations[k].RevokedAt = move(p.Accreditations[k].RevokedAt)
		}
	}
	for i := range out.Agreements {
		a := &out.Agreements[i]
		a.History, a.Validity = history(a.History), period(a.Validity)
	}
	for i := range out.Directives {
		d := &out.Directives[i]
		d.GrantedAt += by
		d.EndedAt, d.Validity, d.Provision = move(d.EndedAt), period(d.Validity), provision(d.Provision)
	}
	for i := range out.Permits {
		p := &out.Permits[i]
		p.History, p.Validity = history(p.History), period(p.Validity)
	}
	return out
}
