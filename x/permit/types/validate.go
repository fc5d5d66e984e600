package types

import (
	"strings"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/permission"
)

// Validate checks a permit that was not made by messages: it holds for whatever they
// can make, and for nothing else.
func (p Permit) Validate() error {
	if err := p.validateTerms(); err != nil {
		return errorsmod.Wrap(err, p.Id)
	}
	if len(p.History) == 0 || p.History[0].Status != PermitStatus_PERMIT_STATUS_ISSUED || p.History[0].Since < 0 {
		return ErrHistoryInvalid.Wrapf("%s was not issued", p.Id)
	}
	if len(p.History) > MaxHistory {
		return ErrHistoryInvalid.Wrapf("%s: %d entries, at most %d", p.Id, len(p.History), MaxHistory)
	}
	issued := p.beforeExtension()
	if err := issued.validateTerms(); err != nil {
		return errorsmod.Wrap(err, p.Id)
	}
	if err := issued.validateIssue(); err != nil {
		return err
	}
	if err := p.replay(); err != nil {
		return err
	}
	return p.validateExtension()
}

// validateIssue checks what the first entry of the history says of the terms.
func (p Permit) validateIssue() error {
	if !ident.Jurisdiction(p.Issuer) {
		return ErrNotIssuer.Wrapf("issuer of %s is malformed", p.Id)
	}
	if prefix := ident.Prefix(p.Issuer); !strings.HasPrefix(p.Id, prefix) {
		return ErrPermitIDInvalid.Wrapf("%s does not begin with %s", p.Id, prefix)
	}
	issue := p.History[0]
	sender, err := p.writer(issue.By)
	if err != nil {
		return err
	}
	if err := p.checkWidening(sender); err != nil {
		return err
	}
	if p.expired(issue.Since) {
		return ErrValidityPast.Wrapf("not after %d, issued at %d", p.NotAfter, issue.Since)
	}
	return p.checkDuration(issue.Since)
}

// beforeExtension is the permit with the end that it was issued with.
func (p Permit) beforeExtension() Permit {
	if p.Extension != nil {
		p.NotAfter = p.Extension.PreviousNotAfter
	}
	return p
}

// replay takes every step after the issue again. The end that counts for each is the
// present one: a step before an extension came before the earlier end as well.
func (p Permit) replay() error {
	again := p
	again.History = p.History[:1]
	for i, entry := range p.History[1:] {
		sender, err := p.writer(entry.By)
		if err != nil {
			return err
		}
		switch entry.Status {
		case PermitStatus_PERMIT_STATUS_ISSUED:
			again, err = again.Resume(sender, entry.Since)
		case PermitStatus_PERMIT_STATUS_SUSPENDED:
			again, err = again.Suspend(sender, entry.Since)
		case PermitStatus_PERMIT_STATUS_REVOKED:
			again, err = again.Revoke(sender, entry.Since)
		case PermitStatus_PERMIT_STATUS_CLOSED:
			again, err = again.Close(sender, entry.Since)
		default:
			err = ErrHistoryInvalid.Wrapf("%s is no written status", entry.Status)
		}
		if err != nil {
			return errorsmod.Wrapf(err, "history entry %d", i+1)
		}
	}
	return nil
}

// validateExtension checks an extension as if it were made now, at its moment.
func (p Permit) validateExtension() error {
	e := p.Extension
	if e == nil {
		return nil
	}
	if !p.statusWas(PermitStatus_PERMIT_STATUS_ISSUED, e.At) {
		return ErrHistoryInvalid.Wrapf("%s was not ISSUED when it was extended", p.Id)
	}
	sender, err := p.writer(e.By)
	if err != nil {
		return err
	}
	before := p.beforeExtension()
	before.Extension, before.History = nil, p.History[:1]
	_, err = before.Extend(sender, &MsgExtendPermit{NotAfter: p.NotAfter, DocumentDigest: e.DocumentDigest}, e.At)
	return err
}

// writer is who wrote an entry: the authority, or an access body of the issuing
// jurisdiction.
func (p Permit) writer(by string) (permission.Member, error) {
	if by != "" && (!ident.Participant(by) || !strings.HasPrefix(by, ident.Prefix(p.Issuer))) {
		return permission.Member{}, ErrHistoryInvalid.Wrapf("%s: written by what is no participant of %s", p.Id, p.Issuer)
	}
	return permission.Member{Participant: by, Jurisdiction: p.Issuer}, nil
}
