package types

// NewTransfer lets the successor that an authority named accept from the given
// moment, in Unix seconds.
func NewTransfer(jurisdiction, successor string, at int64, p Params) Handover {
	return Handover{
		Jurisdiction: jurisdiction,
		Successor:    successor,
		Kind:         HandoverKind_HANDOVER_KIND_TRANSFER,
		OpensAt:      at,
		ClosesAt:     at + p.HandoverLifetime,
	}
}

// NewReplacement lets the successor that the council named accept once the
// authority has had its time to object, which begins at the given moment, in Unix
// seconds.
func NewReplacement(jurisdiction, successor string, at int64, p Params) Handover {
	opens := at + p.ReplacementDelay
	return Handover{
		Jurisdiction: jurisdiction,
		Successor:    successor,
		Kind:         HandoverKind_HANDOVER_KIND_REPLACEMENT,
		OpensAt:      opens,
		ClosesAt:     opens + p.HandoverLifetime,
	}
}

// Validate checks all that can be said of a handover alone.
func (h Handover) Validate() error {
	if err := CheckJurisdictionID(h.Jurisdiction); err != nil {
		return err
	}
	if err := checkAddress(h.Successor); err != nil {
		return err
	}
	switch h.Kind {
	case HandoverKind_HANDOVER_KIND_TRANSFER, HandoverKind_HANDOVER_KIND_REPLACEMENT:
	default:
		return ErrHandoverInvalid.Wrapf("%s: kind %d is unknown", h.Jurisdiction, int32(h.Kind))
	}
	if h.OpensAt < 0 || h.ClosesAt <= h.OpensAt {
		return ErrHandoverInvalid.Wrapf("%s: opens at %d, closes at %d", h.Jurisdiction, h.OpensAt, h.ClosesAt)
	}
	return nil
}

// Begun is the event that the handover began.
func (h Handover) Begun() *EventHandoverBegun {
	return &EventHandoverBegun{
		Jurisdiction: h.Jurisdiction, Successor: h.Successor, Kind: h.Kind, OpensAt: h.OpensAt, ClosesAt: h.ClosesAt,
	}
}

// Closed reports whether the successor can no longer accept at a moment, in Unix
// seconds. What is closed is as good as not there.
func (h Handover) Closed(at int64) bool { return at >= h.ClosesAt }

// Replacement reports whether the council decided it.
func (h Handover) Replacement() bool { return h.Kind == HandoverKind_HANDOVER_KIND_REPLACEMENT }

// Accept refuses an acceptance by another address than the successor's, or at a
// moment, in Unix seconds, at which it is not open.
func (h Handover) Accept(successor string, at int64) error {
	if successor != h.Successor {
		return ErrNotSuccessor.Wrapf("%s of %s", successor, h.Jurisdiction)
	}
	if at < h.OpensAt || h.Closed(at) {
		return ErrHandoverNotOpen.Wrapf("%s: open from %d until %d, it is %d", h.Jurisdiction, h.OpensAt, h.ClosesAt, at)
	}
	return nil
}

// Object refuses an objection to what the council did not decide, or at a moment,
// in Unix seconds, at which the successor may accept already.
func (h Handover) Object(at int64) error {
	if !h.Replacement() {
		return ErrHandoverUnknown.Wrapf("no replacement of %s: a transfer is one's own", h.Jurisdiction)
	}
	if at >= h.OpensAt {
		return ErrObjectionLate.Wrapf("%s: it opened at %d, it is %d", h.Jurisdiction, h.OpensAt, at)
	}
	return nil
}
