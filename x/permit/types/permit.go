package types

import (
	"slices"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// NewPermit is the permit that a sender issues at a moment, in Unix seconds.
func NewPermit(sender permission.Member, m *MsgIssuePermit, at int64) (Permit, error) {
	p := m.permit()
	p.Issuer = sender.Jurisdiction
	p.History = []PermitStatusSince{{Status: PermitStatus_PERMIT_STATUS_ISSUED, Since: at, By: sender.Participant}}
	if err := p.validateTerms(); err != nil {
		return Permit{}, err
	}
	if err := p.validateIssue(); err != nil {
		return Permit{}, err
	}
	return p, nil
}

// Suspend takes an ISSUED permit out of force from a moment on, in Unix seconds. It
// finds room in the history whatever came before.
func (p Permit) Suspend(sender permission.Member, at int64) (Permit, error) {
	if err := p.checkIssuer(sender); err != nil {
		return Permit{}, err
	}
	if p.Status() == PermitStatus_PERMIT_STATUS_ISSUED && p.expired(at) {
		return Permit{}, ErrPermitExpired.Wrapf("%s at %d", p.Id, p.NotAfter)
	}
	return p.enter(sender, PermitStatus_PERMIT_STATUS_SUSPENDED, at, PermitStatus_PERMIT_STATUS_ISSUED)
}

// Resume puts a SUSPENDED permit in force again from a moment on, in Unix seconds. It
// is refused where a later suspension, or an end, would find no room in the history.
func (p Permit) Resume(sender permission.Member, at int64) (Permit, error) {
	if err := p.checkWidening(sender); err != nil {
		return Permit{}, err
	}
	resumed, err := p.enter(sender, PermitStatus_PERMIT_STATUS_ISSUED, at, PermitStatus_PERMIT_STATUS_SUSPENDED)
	switch {
	case err != nil:
		return Permit{}, err
	case p.expired(at):
		return Permit{}, ErrPermitExpired.Wrapf("%s at %d", p.Id, p.NotAfter)
	case len(resumed.History)+2 > MaxHistory:
		return Permit{}, ErrTooManyResumptions.Wrapf("%s, at most %d times: issue another one", p.Id, MaxResumptions)
	}
	return resumed, nil
}

// Revoke ends a permit for ever from a moment on, in Unix seconds, expired or not
// (EHDS Art. 63).
func (p Permit) Revoke(sender permission.Member, at int64) (Permit, error) {
	return p.end(sender, PermitStatus_PERMIT_STATUS_REVOKED, at)
}

// Close ends a permit whose use is over from a moment on, in Unix seconds, expired or
// not.
func (p Permit) Close(sender permission.Member, at int64) (Permit, error) {
	return p.end(sender, PermitStatus_PERMIT_STATUS_CLOSED, at)
}

func (p Permit) end(sender permission.Member, to PermitStatus, at int64) (Permit, error) {
	if err := p.checkIssuer(sender); err != nil {
		return Permit{}, err
	}
	return p.enter(sender, to, at, PermitStatus_PERMIT_STATUS_ISSUED, PermitStatus_PERMIT_STATUS_SUSPENDED)
}

// enter is the permit with one more entry in its history; p stays as it was.
func (p Permit) enter(sender permission.Member, to PermitStatus, at int64, from ...PermitStatus) (Permit, error) {
	last := p.last()
	if !slices.Contains(from, last.Status) {
		return Permit{}, ErrStatusTransition.Wrapf("permit %s is %s", p.Id, last.Status)
	}
	if at < last.Since {
		return Permit{}, ErrStatusTransition.Wrapf("permit %s is %s since a later moment", p.Id, last.Status)
	}
	p.History = append(slices.Clip(p.History), PermitStatusSince{Status: to, Since: at, By: sender.Participant})
	return p, nil
}

// checkIssuer refuses a sender of another jurisdiction than the issuer.
func (p Permit) checkIssuer(sender permission.Member) error {
	if sender.Jurisdiction != p.Issuer {
		return ErrNotIssuer.Wrapf("%s of %s, sender of %s", p.Id, p.Issuer, sender.Jurisdiction)
	}
	return nil
}

// checkWidening refuses a sender that may not let the holder do more: one of another
// jurisdiction, and an access body that is the holder.
func (p Permit) checkWidening(sender permission.Member) error {
	if err := p.checkIssuer(sender); err != nil {
		return err
	}
	if sender.Participant == p.Holder {
		return ErrOwnPermit.Wrapf("%s holds %s: ask the authority", p.Holder, p.Id)
	}
	return nil
}

// last is the newest entry of the history.
func (p Permit) last() PermitStatusSince {
	if n := len(p.History); n > 0 {
		return p.History[n-1]
	}
	return PermitStatusSince{}
}

// Status is the written status, whether expired or not.
func (p Permit) Status() PermitStatus { return p.last().Status }

// StatusAt is the status at a moment, in Unix seconds: the written one, but EXPIRED
// from the end of the validity on where nothing final was written. Before the issue
// there is none.
func (p Permit) StatusAt(at int64) PermitStatus {
	written := PermitStatus_PERMIT_STATUS_UNSPECIFIED
	for _, entry := range p.History {
		if entry.Since <= at {
			written = entry.Status
		}
	}
	open := written == PermitStatus_PERMIT_STATUS_ISSUED || written == PermitStatus_PERMIT_STATUS_SUSPENDED
	if open && p.expired(at) {
		return PermitStatus_PERMIT_STATUS_EXPIRED
	}
	return written
}

// Policy is a valid permit as decisions read it. An extension is not told apart: it
// came before the end that it moved, so that no past answer becomes another.
func (p Permit) Policy() policy.Permit {
	out := policy.Permit{
		ID: p.Id, Issuer: p.Issuer, Holder: p.Holder,
		Controllers: p.Controllers,
		Validity:    policy.Period{Until: policy.At(p.NotAfter)},
		History:     make(policy.History, len(p.History)),
	}
	if p.NotBefore != 0 {
		out.Validity.From = policy.At(p.NotBefore)
	}
	for i, entry := range p.History {
		out.History[i] = policy.StatusSince{Status: entry.Status.policy(), Since: entry.Since}
	}
	out.Purposes, _ = vocabulary.Codes[policy.Purpose](p.Purposes)
	out.Categories, _ = vocabulary.Codes[policy.Category](p.Categories)
	out.Actions, _ = vocabulary.Codes[policy.Action](p.Actions)
	out.Safeguards, _ = vocabulary.Codes[policy.Obligation](p.Safeguards)
	return out
}

func (s PermitStatus) policy() policy.Status {
	switch s {
	case PermitStatus_PERMIT_STATUS_ISSUED:
		return policy.StatusIssued
	case PermitStatus_PERMIT_STATUS_SUSPENDED:
		return policy.StatusSuspended
	case PermitStatus_PERMIT_STATUS_REVOKED:
		return policy.StatusRevoked
	case PermitStatus_PERMIT_STATUS_CLOSED:
		return policy.StatusClosed
	default:
		return 0
	}
}

// Participants are all that the permit names, in no order: the holder, the controllers
// and the access bodies that wrote its history. One may come more than once.
func (p Permit) Participants() []string {
	ids := append([]string{p.Holder}, p.Controllers...)
	for _, entry := range p.History {
		if entry.By != "" {
			ids = append(ids, entry.By)
		}
	}
	if p.Extension != nil && p.Extension.By != "" {
		ids = append(ids, p.Extension.By)
	}
	return ids
}
