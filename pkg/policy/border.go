package policy

// border is gate 6: if the two jurisdictions differ, an agreement in force
// recognises the recipient. The rule in use is the first that fits, agreements
// in order of id and rules in their own order, save that one which recognises
// permits may be preferred. The safeguards of all rules that fit are owed.
func (h *hearing) border() {
	h.trace.gate(gateBorder)
	if h.controller.Jurisdiction == h.recipient.Jurisdiction {
		h.trace.read("Both sit in one jurisdiction, so no agreement is needed.")
		return
	}
	preferRecognising := h.permitFromAbroad()
	for i := range h.legs {
		a := h.legs[i].agreement
		inForce := a.History.At(h.request.At) == StatusInForce && a.Validity.Contains(h.request.At)
		h.trace.agreement(a, h.request.At, inForce)
		if !inForce {
			continue
		}
		for _, rule := range h.legs[i].rules {
			if !h.ruleFits(rule) {
				continue
			}
			h.oblige(rule.Safeguards)
			h.trace.rule(a, rule)
			if h.rule == nil || (preferRecognising && rule.RecognisesPermits && !h.rule.RecognisesPermits) {
				h.rule, h.decision.Agreement = rule, a.ID
				h.trace.useLast()
			}
		}
	}
	h.trace.border(h.rule != nil, preferRecognising)
	if h.rule == nil {
		h.deny(ReasonNoRecognitionAgreement)
	}
}

// ruleFits reports whether a rule for the route covers the request.
func (h *hearing) ruleFits(rule *Rule) bool {
	return rule.Purposes.Fits(h.request.Purpose) &&
		rule.Categories.Fits(h.request.Category) &&
		rule.Actions.Fits(h.request.Action) &&
		ceiling(rule.MaxGrade) >= h.grade
}

// permitFromAbroad reports whether the request rests on a permit, whatever its
// status, that the recipient's jurisdiction issued.
func (h *hearing) permitFromAbroad() bool {
	return h.regime == RegimeDataPermit && h.request.Purpose != PurposeEmergencyTreatment &&
		h.permit != nil && h.permit.Issuer == h.recipient.Jurisdiction
}
