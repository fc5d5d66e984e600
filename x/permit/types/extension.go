package types

import "github.com/assent-ledger/assent/internal/permission"

// Extend sets a later end of an ISSUED permit at a moment, in Unix seconds: once, before
// the present end, and within the ten years that it was issued for (EHDS Art. 68). The
// receiver does not change.
func (p Permit) Extend(sender permission.Member, m *MsgExtendPermit, at int64) (Permit, error) {
	if err := p.checkWidening(sender); err != nil {
		return Permit{}, err
	}
	last := p.last()
	switch {
	case last.Status != PermitStatus_PERMIT_STATUS_ISSUED:
		return Permit{}, ErrStatusTransition.Wrapf("permit %s is %s", p.Id, last.Status)
	case at < last.Since:
		return Permit{}, ErrStatusTransition.Wrapf("permit %s is %s since a later moment", p.Id, last.Status)
	case p.Extension != nil:
		return Permit{}, ErrExtended.Wrapf("%s at %d", p.Id, p.Extension.At)
	case p.expired(at):
		return Permit{}, ErrPermitExpired.Wrapf("%s at %d", p.Id, p.NotAfter)
	case m.NotAfter <= p.NotAfter:
		return Permit{}, ErrExtensionShort.Wrapf("%d, present end of %s %d", m.NotAfter, p.Id, p.NotAfter)
	}
	if err := checkDigest(m.DocumentDigest); err != nil {
		return Permit{}, err
	}
	p.Extension = &PermitExtension{
		At: at, PreviousNotAfter: p.NotAfter, DocumentDigest: m.DocumentDigest, By: sender.Participant,
	}
	p.NotAfter = m.NotAfter
	if err := p.checkDuration(p.issuedAt()); err != nil {
		return Permit{}, err
	}
	return p, nil
}

// issuedAt is the moment of the issue, in Unix seconds.
func (p Permit) issuedAt() int64 { return p.History[0].Since }

// statusWas reports whether the status was written for some part of the second at a
// moment: several entries may share one.
func (p Permit) statusWas(status PermitStatus, at int64) bool {
	for i, entry := range p.History {
		until := i == len(p.History)-1 || p.History[i+1].Since >= at
		if entry.Status == status && entry.Since <= at && until {
			return true
		}
	}
	return false
}
