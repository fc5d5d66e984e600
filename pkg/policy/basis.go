package policy

import "slices"

// Basis is the ground on which a decision was looked for. The numbers are part
// of the protocol and never change; 0 is unspecified.
type Basis uint8

// The bases.
const (
	BasisNone            Basis = 1
	BasisConsent         Basis = 2
	BasisImpliedConsent  Basis = 3
	BasisDataPermit      Basis = 4
	BasisLegalObligation Basis = 5
	BasisEmergency       Basis = 6
	BasisSubjectRight    Basis = 7
)

var bases = vocabulary[Basis]{"Basis", []string{
	BasisNone:            "NONE",
	BasisConsent:         "CONSENT",
	BasisImpliedConsent:  "IMPLIED_CONSENT",
	BasisDataPermit:      "DATA_PERMIT",
	BasisLegalObligation: "LEGAL_OBLIGATION",
	BasisEmergency:       "EMERGENCY",
	BasisSubjectRight:    "SUBJECT_RIGHT",
}}

// Bases lists every basis in ascending order.
func Bases() []Basis { return bases.all() }

// ParseBasis reads a basis by its upper-case name; any other text is ErrUnknownCode.
func ParseBasis(name string) (Basis, error) { return bases.parse(name) }

// Valid reports whether the basis is in the vocabulary.
func (c Basis) Valid() bool { return bases.valid(c) }

// String gives the upper-case name.
func (c Basis) String() string { return bases.name(c) }

// basis is gate 7: the ground on which the access may rest. Emergency treatment
// has its own, whatever the regime.
func (h *hearing) basis() {
	h.trace.gate(gateBasis)
	if h.request.Purpose == PurposeEmergencyTreatment {
		h.emergency()
		return
	}
	switch h.regime {
	case RegimeExplicitConsent:
		h.explicitConsent()
	case RegimeImpliedConsent:
		h.impliedConsent()
	case RegimeDataPermit:
		h.dataPermit()
	case RegimeLegalObligation:
		h.legalObligation()
	default: // RegimeProhibited, or outside the vocabulary: gate 3 has denied it.
		h.decision.Basis = BasisNone
		h.trace.read("The purpose is prohibited, so nothing can be its basis and the patient's word is not read.")
	}
}

// explicitConsent asks for a permission of the patient.
func (h *hearing) explicitConsent() {
	h.decision.Basis = BasisConsent
	switch h.patientsWord(h.request.At, true).effect {
	case EffectPermit:
	case EffectDeny:
		h.deny(ReasonSubjectDenied)
	default:
		h.deny(ReasonNoConsent)
	}
}

// impliedConsent holds unless the patient refused.
func (h *hearing) impliedConsent() {
	h.decision.Basis = BasisImpliedConsent
	h.heedRefusal(h.patientsWord(h.request.At, true))
}

// legalObligation is statutory reporting (EHDS Art. 71(4)); the patient's word
// is not read.
func (h *hearing) legalObligation() {
	h.decision.Basis = BasisLegalObligation
	h.trace.read("A legal obligation is owed, so the patient's word is not read.")
	h.oblige(SetOf(ObligationNotifySubject))
	if !h.hasRole(RolePublicAuthority) {
		h.deny(ReasonRecipientNotAPublicAuthority)
	}
}

// dataPermit asks for a permit of an access body; the patient may opt out.
func (h *hearing) dataPermit() {
	h.decision.Basis = BasisDataPermit
	h.heedRefusal(h.patientsWord(h.objectionMoment(), false))
	h.trace.permit(h)
	if h.permit == nil {
		h.deny(ReasonNoPermit)
		return
	}
	h.decision.Permit = h.permit.ID
	h.oblige(h.permit.Safeguards)
	if !h.permitApplies() {
		h.deny(ReasonPermitNotApplicable)
	}
}

// objectionMoment is the moment at which the patient's word is taken for a data
// permit: with objections cut off at issue it is when the permit was first
// issued, so that a later opt-out does not reach back (EHDS Art. 71(3)).
func (h *hearing) objectionMoment() int64 {
	if h.homeLaw.ObjectionsCutOffAtIssue && h.permit != nil {
		if issued := h.permit.History.first(StatusIssued); issued.Set {
			return min(issued.At, h.request.At)
		}
	}
	return h.request.At
}

// permitApplies reports whether the permit covers the request at its moment and
// is good in the controller's jurisdiction.
func (h *hearing) permitApplies() bool {
	p, r := h.permit, h.request
	applies := h.check(p.Holder == r.Recipient, "The recipient holds it.", "The recipient does not hold it.")
	applies = h.check(p.issued(r.At), "It is issued at the moment.", "It is not issued at the moment.") && applies
	applies = h.check(p.Validity.Contains(r.At), "The moment lies in its validity.", "The moment lies outside its validity.") && applies
	applies = h.check(p.Purposes.Fits(r.Purpose), "It fits the purpose.", "It does not fit the purpose.") && applies
	applies = h.check(p.Categories.Fits(r.Category), "It fits the category.", "It does not fit the category.") && applies
	applies = h.check(p.Actions.Fits(r.Action), "It fits the action.", "It does not fit the action.") && applies
	reaches := len(p.Controllers) == 0 || slices.Contains(p.Controllers, r.Controller)
	applies = h.check(reaches, "It reaches the controller.", "It does not reach the controller.") && applies
	return h.check(h.issuerRecognised(), "Its issuer is recognised.", "Its issuer is not recognised.") && applies
}

// issued reports whether the permit's status is ISSUED at a moment. REVOKED is
// final, whatever a history says after it.
func (p *Permit) issued(at int64) bool {
	return p.History.At(at) == StatusIssued &&
		(Period{Until: p.History.first(StatusRevoked)}).Contains(at)
}

// issuerRecognised reports whether the permit was issued by the controller's
// jurisdiction, or by the recipient's where the rule in use recognises permits.
func (h *hearing) issuerRecognised() bool {
	return h.permit.Issuer == h.controller.Jurisdiction ||
		(h.permit.Issuer == h.recipient.Jurisdiction && h.rule != nil && h.rule.RecognisesPermits)
}

// emergency is the basis of emergency treatment.
func (h *hearing) emergency() {
	h.decision.Basis = BasisEmergency
	h.oblige(SetOf(ObligationJustifyEmergency, ObligationNotifySubject))
	if !h.hasRole(RoleHealthcareProvider) {
		h.deny(ReasonRecipientNotAProvider)
	}
	word := h.patientsWord(h.request.At, false)
	h.heedRefusal(word)
	overrides := h.overrides()
	h.trace.emergency(h, overrides, word.forbids)
	if overrides {
		h.lift(word.forbids)
	}
}

// overrides reports whether the controller's jurisdiction lets this emergency
// go before other rules.
func (h *hearing) overrides() bool {
	setting := &h.homeLaw.Emergency
	return setting.Override &&
		(h.request.Action == ActionAccess || h.request.Action == ActionUse) &&
		setting.Professions.Fits(h.request.Profession)
}

// lift takes away the reasons that an emergency goes before, and names them. A
// refusal that speaks of emergency treatment itself is kept where the
// jurisdiction lets the subject forbid it.
func (h *hearing) lift(forbidden bool) {
	liftable := SetOf(ReasonAccreditationMissing, ReasonProfessionNotEntitled, ReasonNoRecognitionAgreement)
	if !h.homeLaw.Emergency.SubjectMayForbid || !forbidden {
		liftable = liftable.Add(ReasonSubjectDenied)
	}
	d := h.decision
	d.Lifted = d.Reasons & liftable
	d.Reasons &^= liftable
}

// heedRefusal gives the patient's refusal as a reason.
func (h *hearing) heedRefusal(w word) {
	if w.effect == EffectDeny {
		h.deny(ReasonSubjectDenied)
	}
}
