package policy

// Decide answers an access question from the recorded world. It is a pure
// function: the same world and request give the same decision on every machine
// and at every time. It never writes to the world and never panics; a nil world
// is an empty one.
//
// A request whose purpose, category or action is not in the vocabulary is not
// judged at all: it is denied with BasisNone, an unknown purpose as
// ReasonPurposeProhibited, an unknown category or action as
// ReasonActionNotCovered.
func Decide(w *World, r Request) Decision {
	p := prepareFor(w, &r)
	return p.Decide(r)
}

// hear decides, over d, and tells the trace how, if there is one.
func (p *Prepared) hear(r *Request, d *Decision, t *trace) {
	h := p.open(r, d)
	h.trace = t
	t.open(&h)
	switch {
	case !r.Purpose.Valid() || !r.Category.Valid() || !r.Action.Valid():
		h.malformed()
		h.close(Bound{})
		return
	case h.controller == nil || h.recipient == nil:
		h.partiesActive() // Nothing else can be judged.
	case r.Purpose == PurposePatientRequest:
		h.partiesActive()
		h.jurisdictionsActive()
		h.subjectRight()
		h.border()
	default:
		h.partiesActive()
		h.jurisdictionsActive()
		h.prohibition()
		h.whitelist()
		h.professions()
		h.border()
		h.basis()
	}
	h.close(h.validUntil())
}

// hearing is one question with the facts it is judged by, and the decision as
// far as it has come.
type hearing struct {
	request *Request

	controller, recipient *Participant  // Nil if unknown.
	home, abroad          *Jurisdiction // The controller's and the recipient's; never nil.
	homeLaw, abroadLaw    *Profile      // Their profiles in force at the moment asked about; never nil.
	legs                  []leg         // Agreements that lead from the one to the other.
	subject               *Subject      // What the patient said.
	permit                *Permit       // The one requested; nil if there is none of that id.

	regime Regime // Of the purpose in the controller's jurisdiction; 0 where no regime governs.
	grade  uint8  // Sensitivity of the category in the controller's jurisdiction.
	rule   *Rule  // The agreement rule in use; nil if none.

	decision *Decision
	trace    *trace // Nil where nobody asked how.
}

// open looks up the facts that all gates share.
func (p *Prepared) open(r *Request, d *Decision) hearing {
	*d = Decision{Effect: EffectDeny, Basis: BasisNone, Directives: d.Directives[:0]}
	h := hearing{
		request:    r,
		controller: p.participant(r.Controller),
		recipient:  p.participant(r.Recipient),
		subject:    p.subject(r.Subject),
		permit:     p.permit(r.Permit),
		decision:   d,
	}
	h.home = p.jurisdictionOf(h.controller)
	h.abroad = p.jurisdictionOf(h.recipient)
	h.homeLaw = h.home.ProfileAt(r.At)
	h.abroadLaw = h.abroad.ProfileAt(r.At)
	h.grade = h.homeLaw.RaisedGrades.Of(r.Category)
	if h.controller != nil && h.recipient != nil {
		h.legs = p.legs(h.controller.Jurisdiction, h.recipient.Jurisdiction)
	}
	if r.Purpose != PurposePatientRequest {
		h.regime = h.homeLaw.Regimes.Of(r.Purpose)
	}
	return h
}

// close completes the decision: it permits only if no gate gave a reason, and
// only a permission carries obligations.
func (h *hearing) close(until Bound) {
	d := h.decision
	if d.Reasons.Empty() {
		d.Effect = EffectPermit
	} else {
		d.Obligations = 0
	}
	d.ValidUntil = until
}

func (h *hearing) deny(reason Reason) {
	h.decision.Reasons = h.decision.Reasons.Add(reason)
	h.trace.deny(reason)
}

// check is the truth of a condition, and tells the trace how it was found.
func (h *hearing) check(holds bool, found, missed string) bool {
	if holds {
		h.trace.read(found)
	} else {
		h.trace.read(missed)
	}
	return holds
}

// hasRole reports whether the recipient has the role at the moment asked about.
func (h *hearing) hasRole(role Role) bool {
	has := h.recipient.HasRole(role, h.request.At)
	h.trace.role(role, has)
	return has
}

func (h *hearing) oblige(duties Set[Obligation]) {
	h.decision.Obligations |= duties
}

// malformed denies a request that does not say what it asks for.
func (h *hearing) malformed() {
	h.trace.gate(gateRequest)
	if !h.check(h.request.Purpose.Valid(), "The purpose is known.", "The purpose is not known.") {
		h.deny(ReasonPurposeProhibited)
	}
	category := h.check(h.request.Category.Valid(), "The category is known.", "The category is not known.")
	if !h.check(h.request.Action.Valid(), "The action is known.", "The action is not known.") || !category {
		h.deny(ReasonActionNotCovered)
	}
}

// partiesActive is gate 1: both participants are known and active.
func (h *hearing) partiesActive() {
	h.trace.gate(gateParties)
	h.trace.party("controller", h.request.Controller, h.controller, h.request.At)
	h.trace.party("recipient", h.request.Recipient, h.recipient, h.request.At)
	if h.controller == nil || h.controller.History.At(h.request.At) != StatusActive {
		h.deny(ReasonControllerNotActive)
	}
	if h.recipient == nil || h.recipient.History.At(h.request.At) != StatusActive {
		h.deny(ReasonRecipientNotActive)
	}
}

// jurisdictionsActive is the rest of gate 1: both jurisdictions are active.
func (h *hearing) jurisdictionsActive() {
	h.trace.jurisdiction("controller", h.controller, h.home, h.request.At)
	h.trace.jurisdiction("recipient", h.recipient, h.abroad, h.request.At)
	if h.home.History.At(h.request.At) != StatusActive {
		h.deny(ReasonControllerJurisdictionNotActive)
	}
	if h.abroad.History.At(h.request.At) != StatusActive {
		h.deny(ReasonRecipientJurisdictionNotActive)
	}
}

// subjectRight is gate 2: the subject's own access through the recipient.
func (h *hearing) subjectRight() {
	h.trace.gate(gateSubjectRight)
	h.decision.Basis = BasisSubjectRight
	h.oblige(SetOf(ObligationVerifySubject))
	if !h.check(h.request.Action == ActionAccess, "The action is ACCESS.", "The action is not ACCESS.") {
		h.deny(ReasonActionNotCovered)
	}
	if !h.hasRole(RolePatientAccessService) {
		h.deny(ReasonRecipientNotAPatientAccessService)
	}
}

// prohibition is gate 3: neither jurisdiction prohibits the purpose. A regime
// outside the vocabulary counts as a prohibition.
func (h *hearing) prohibition() {
	there := h.abroadLaw.Regimes.Listed(h.request.Purpose)
	h.trace.gate(gateProhibition)
	h.trace.regimes(h, there)
	if prohibits(h.regime) || (there != 0 && prohibits(there)) {
		h.deny(ReasonPurposeProhibited)
	}
}

func prohibits(r Regime) bool { return r == RegimeProhibited || !r.Valid() }

// whitelist is gate 4: the recipient meets every requirement of the
// controller's jurisdiction that applies.
func (h *hearing) whitelist() {
	h.trace.gate(gateWhitelist)
	for i := range h.homeLaw.Requirements {
		q := &h.homeLaw.Requirements[i]
		if !q.Purposes.Fits(h.request.Purpose) || !q.Categories.Fits(h.request.Category) || q.MinGrade > h.grade {
			continue
		}
		held := h.accredited(q.Scheme)
		h.trace.requirement(q.Scheme, held)
		if !held {
			h.deny(ReasonAccreditationMissing)
		}
	}
	h.trace.noRequirement()
}

// accredited reports whether the recipient holds an accreditation of the scheme
// that is good for the request at its moment.
func (h *hearing) accredited(scheme string) bool {
	for i := range h.recipient.Accreditations {
		a := &h.recipient.Accreditations[i]
		if a.Scheme == scheme &&
			a.Purposes.Fits(h.request.Purpose) && a.Categories.Fits(h.request.Category) &&
			ceiling(a.MaxGrade) >= h.grade &&
			a.Period.Contains(h.request.At) && (Period{Until: a.RevokedAt}).Contains(h.request.At) {
			return true
		}
	}
	return false
}

// professions is gate 5: where care is given (EHDS Art. 11(4)), the asking
// person's profession may see the category.
func (h *hearing) professions() {
	table := &h.abroadLaw.Professions
	restricted := h.request.Purpose.Primary() && table.Restricts()
	h.trace.gate(gateProfessions)
	h.trace.professions(h, restricted)
	if restricted && !table.Entitles(h.request.Profession, h.request.Category) {
		h.deny(ReasonProfessionNotEntitled)
	}
}
