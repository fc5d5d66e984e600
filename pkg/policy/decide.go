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
	if w == nil {
		w = &World{}
	}
	h := open(w, r)
	switch {
	case !r.Purpose.Valid() || !r.Category.Valid() || !r.Action.Valid():
		h.malformed()
		return h.close(Bound{})
	case h.controller == nil || h.recipient == nil:
		h.partiesActive() // Nothing else can be judged.
	case r.Purpose == PurposePatientRequest:
		h.partiesActive()
		h.jurisdictionsActive()
		h.border()
		h.subjectRight()
	default:
		h.partiesActive()
		h.jurisdictionsActive()
		h.prohibition()
		h.whitelist()
		h.professions()
		h.border()
		h.basis()
	}
	return h.close(h.validUntil())
}

// hearing is one question with the facts it is judged by, and the decision as
// far as it has come.
type hearing struct {
	world   *World
	request Request

	controller, recipient *Participant  // Nil if unknown.
	home, abroad          *Jurisdiction // The controller's and the recipient's; never nil.
	homeLaw, abroadLaw    *Profile      // Their profiles in force at the moment asked about; never nil.
	permit                *Permit       // The one requested; nil if there is none of that id.

	regime Regime // Of the purpose in the controller's jurisdiction; 0 where no regime governs.
	grade  uint8  // Sensitivity of the category in the controller's jurisdiction.
	rule   *Rule  // The agreement rule in use; nil if none.

	decision Decision
}

// open looks up the facts that all gates share.
func open(w *World, r Request) hearing {
	h := hearing{
		world:      w,
		request:    r,
		controller: w.participant(r.Controller),
		recipient:  w.participant(r.Recipient),
		permit:     w.permit(r.Permit),
		decision:   Decision{Effect: EffectDeny, Basis: BasisNone},
	}
	h.home = w.jurisdictionOf(h.controller)
	h.abroad = w.jurisdictionOf(h.recipient)
	h.homeLaw = h.home.ProfileAt(r.At)
	h.abroadLaw = h.abroad.ProfileAt(r.At)
	h.grade = h.homeLaw.RaisedGrades.Of(r.Category)
	if r.Purpose != PurposePatientRequest {
		h.regime = h.homeLaw.Regimes.Of(r.Purpose)
	}
	return h
}

// close completes the decision: it permits only if no gate gave a reason, and
// only a permission carries obligations.
func (h *hearing) close(until Bound) Decision {
	d := h.decision
	if d.Reasons.Empty() {
		d.Effect = EffectPermit
	} else {
		d.Obligations = 0
	}
	d.ValidUntil = until
	return d
}

func (h *hearing) deny(reason Reason) {
	h.decision.Reasons = h.decision.Reasons.Add(reason)
}

func (h *hearing) oblige(duties Set[Obligation]) {
	h.decision.Obligations |= duties
}

// malformed denies a request that does not say what it asks for.
func (h *hearing) malformed() {
	if !h.request.Purpose.Valid() {
		h.deny(ReasonPurposeProhibited)
	}
	if !h.request.Category.Valid() || !h.request.Action.Valid() {
		h.deny(ReasonActionNotCovered)
	}
}

// partiesActive is gate 1: both participants are known and active.
func (h *hearing) partiesActive() {
	if h.controller == nil || h.controller.History.At(h.request.At) != StatusActive {
		h.deny(ReasonControllerNotActive)
	}
	if h.recipient == nil || h.recipient.History.At(h.request.At) != StatusActive {
		h.deny(ReasonRecipientNotActive)
	}
}

// jurisdictionsActive is the rest of gate 1: both jurisdictions are active.
func (h *hearing) jurisdictionsActive() {
	if h.home.History.At(h.request.At) != StatusActive {
		h.deny(ReasonControllerJurisdictionNotActive)
	}
	if h.abroad.History.At(h.request.At) != StatusActive {
		h.deny(ReasonRecipientJurisdictionNotActive)
	}
}

// subjectRight is gate 2: the subject's own access through the recipient.
func (h *hearing) subjectRight() {
	h.decision.Basis = BasisSubjectRight
	h.oblige(SetOf(ObligationVerifySubject))
	if h.request.Action != ActionAccess {
		h.deny(ReasonActionNotCovered)
	}
	if !h.recipient.HasRole(RolePatientAccessService, h.request.At) {
		h.deny(ReasonRecipientNotAPatientAccessService)
	}
}

// prohibition is gate 3: neither jurisdiction prohibits the purpose. A regime
// outside the vocabulary counts as a prohibition.
func (h *hearing) prohibition() {
	there := h.abroadLaw.Regimes.Listed(h.request.Purpose)
	if prohibits(h.regime) || (there != 0 && prohibits(there)) {
		h.deny(ReasonPurposeProhibited)
	}
}

func prohibits(r Regime) bool { return r == RegimeProhibited || !r.Valid() }

// whitelist is gate 4: the recipient meets every requirement of the
// controller's jurisdiction that applies.
func (h *hearing) whitelist() {
	for i := range h.homeLaw.Requirements {
		q := &h.homeLaw.Requirements[i]
		if q.Purposes.Fits(h.request.Purpose) && q.Categories.Fits(h.request.Category) &&
			q.MinGrade <= h.grade && !h.accredited(q.Scheme) {
			h.deny(ReasonAccreditationMissing)
			return
		}
	}
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
	if h.request.Purpose.Primary() && table.Restricts() &&
		!table.Entitles(h.request.Profession, h.request.Category) {
		h.deny(ReasonProfessionNotEntitled)
	}
}

func (w *World) participant(id string) *Participant {
	if id == "" {
		return nil
	}
	for i := range w.Participants {
		if w.Participants[i].ID == id {
			return &w.Participants[i]
		}
	}
	return nil
}

func (w *World) permit(id string) *Permit {
	if id == "" {
		return nil
	}
	for i := range w.Permits {
		if w.Permits[i].ID == id {
			return &w.Permits[i]
		}
	}
	return nil
}

// jurisdictionOf is the recorded jurisdiction of a participant. One that is not
// recorded was never active and has the default law.
func (w *World) jurisdictionOf(p *Participant) *Jurisdiction {
	if p != nil {
		for i := range w.Jurisdictions {
			if w.Jurisdictions[i].ID == p.Jurisdiction {
				return &w.Jurisdictions[i]
			}
		}
	}
	return &noJurisdiction
}

// noJurisdiction stands for one that is not recorded. It is never written.
var noJurisdiction Jurisdiction
