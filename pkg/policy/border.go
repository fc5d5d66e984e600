package policy

// border is gate 6: if the two jurisdictions differ, an agreement in force
// recognises the recipient. The rule in use is the first that fits, agreements
// in order of id and rules in their own order, save that one which recognises
// permits may be preferred. The safeguards of all rules that fit are owed.
func (h *hearing) border() {
	if h.controller.Jurisdiction == h.recipient.Jurisdiction {
		return
	}
	var inUse *Agreement
	preferRecognising := h.permitFromAbroad()
	for i := range h.world.Agreements {
		a := &h.world.Agreements[i]
		if a.History.At(h.request.At) != StatusInForce || !a.Validity.Contains(h.request.At) {
			continue
		}
		for j := range a.Rules {
			rule := &a.Rules[j]
			if !h.ruleFits(rule) {
				continue
			}
			h.oblige(rule.Safeguards)
			if inUse == nil || goesBefore(a, rule, inUse, h.rule, preferRecognising) {
				inUse, h.rule = a, rule
			}
		}
	}
	if inUse == nil {
		h.deny(ReasonNoRecognitionAgreement)
		return
	}
	h.decision.Agreement = inUse.ID
}

// goesBefore reports whether a rule that fits goes before the one found so far.
// Rules of one agreement come in their own order, so an equal id never does.
func goesBefore(a *Agreement, rule *Rule, inUse *Agreement, used *Rule, preferRecognising bool) bool {
	if preferRecognising && rule.RecognisesPermits != used.RecognisesPermits {
		return rule.RecognisesPermits
	}
	return a.ID < inUse.ID
}

// ruleFits reports whether the rule leads from the controller's jurisdiction to
// the recipient's and covers the request.
func (h *hearing) ruleFits(rule *Rule) bool {
	return rule.From == h.controller.Jurisdiction && rule.To == h.recipient.Jurisdiction &&
		rule.Purposes.Fits(h.request.Purpose) &&
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
