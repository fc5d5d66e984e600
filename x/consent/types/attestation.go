package types

import (
	"bytes"
	"slices"

	"github.com/assent-ledger/assent/pkg/directive"
)

// Message is the attestation as a directive of the holder's that nobody signed: its
// sequence is 0, which no signed one has. Its digest is part of the id.
func (m *Attestation) Message(holder string) (directive.Directive, error) {
	if len(m.DocumentDigest) != DirectiveIDLength {
		return directive.Directive{}, ErrDirectiveInvalid.Wrap("give the salted digest of the paper, 32 bytes")
	}
	signed := SignedDirective{
		Subject: m.Subject, Controller: holder, Provision: m.Provision,
		NotBefore: m.NotBefore, NotAfter: m.NotAfter, DocumentDigest: m.DocumentDigest,
	}
	return signed.Message()
}

// Directive is the attestation under its id, as it is kept once it was accepted.
func (m *Attestation) Directive(id [32]byte, holder string) Directive {
	return Directive{
		Id: id[:], Controller: holder, Provision: m.Provision,
		NotBefore: m.NotBefore, NotAfter: m.NotAfter, DocumentDigest: m.DocumentDigest, Attester: holder,
	}
}

// Attest takes what the subject said to one of its holders on paper, about that
// holder's data alone. It is refused while something is live that the subject signed,
// and has limits of its own, so that it can neither beat the subject's word nor keep
// it out.
func (s Subject) Attest(d Directive, at int64) (Subject, Change, error) {
	switch {
	case !s.HeldBy(d.Attester):
		return Subject{}, Change{}, ErrSubjectUnknown
	case !d.Live(at):
		return Subject{}, Change{}, ErrDirectiveExpired
	case s.isAttested(&d, at):
		return Subject{}, Change{}, ErrDirectiveExists
	case s.hasSigned(at):
		return Subject{}, Change{}, ErrSubjectSigned
	}
	d.Source, d.GrantedAt = DirectiveSource_DIRECTIVE_SOURCE_ATTESTED, at
	if err := d.fits(); err != nil {
		return Subject{}, Change{}, err
	}
	next := s.writable()
	next.Attested++
	d.Id = AttestedID(d.Id, next.Attested)
	next.Directives = append(next.Directives, d)
	if err := next.attestedWithinLimits(d.Attester, at); err != nil {
		return Subject{}, Change{}, err
	}
	return next.settle(s, &d, at)
}

// isAttested says whether the same paper of the same holder is live.
func (s Subject) isAttested(d *Directive, at int64) bool {
	return slices.ContainsFunc(s.Directives, func(other Directive) bool {
		return other.Live(at) && other.Attester == d.Attester && bytes.Equal(other.DocumentDigest, d.DocumentDigest) &&
			other.NotBefore == d.NotBefore && other.NotAfter == d.NotAfter && sameProvision(&other.Provision, &d.Provision)
	})
}

func (s *Subject) attestedWithinLimits(attester string, at int64) error {
	all, own, nodes, bytes := 0, 0, 0, 0
	for i := range s.Directives {
		d := &s.Directives[i]
		if d.Source != DirectiveSource_DIRECTIVE_SOURCE_ATTESTED || !d.Live(at) {
			continue
		}
		all++
		if d.Attester == attester {
			own++
			nodes += d.Provision.Nodes()
			bytes += d.Size()
		}
	}
	switch {
	case bytes > MaxAttestedBytes:
		return ErrTooLarge.Wrapf("%d bytes that the holder attested, want at most %d", bytes, MaxAttestedBytes)
	case all > MaxAttested, own > MaxAttestedByOne:
		return ErrTooManyAttested
	case nodes > MaxAttestedNodes:
		return ErrTooManyNodes
	default:
		return nil
	}
}

// Revoke ends a directive that the holder attested. Who is no holder of the subject is
// not told that there is one.
func (s Subject) Revoke(id []byte, holder string, at int64) (Subject, Change, error) {
	if !s.HeldBy(holder) {
		return Subject{}, Change{}, ErrSubjectUnknown
	}
	i, err := s.live(id, at)
	if err != nil {
		return Subject{}, Change{}, err
	}
	if s.Directives[i].Attester != holder {
		return Subject{}, Change{}, ErrDirectiveUnknown
	}
	next := s.writable()
	next.end(i, DirectiveEnding_DIRECTIVE_ENDING_REVOKED, at)
	return next.settle(s, nil, at)
}

// Invalidate says that a permission which the subject did not sign itself does not
// count since a moment, in Unix seconds; 0 is the moment it was granted. It may have
// ended later by then. What refuses anything stays: to take it away would permit.
func (s Subject) Invalidate(id []byte, since, at int64) (Subject, Change, error) {
	i := s.find(id)
	if i < 0 {
		return Subject{}, Change{}, ErrDirectiveUnknown
	}
	d := &s.Directives[i]
	if since == 0 {
		since = d.GrantedAt
	}
	end := d.End()
	switch {
	case d.Source == DirectiveSource_DIRECTIVE_SOURCE_SIGNED:
		return Subject{}, Change{}, ErrSubjectSigned
	case d.Provision.Denies():
		return Subject{}, Change{}, ErrNotPermission
	case since < d.GrantedAt || since > at:
		return Subject{}, Change{}, ErrInvalidationMoment
	case end != 0 && end <= since:
		return Subject{}, Change{}, ErrDirectiveEnded
	}
	next := s.writable()
	next.Directives[i].EndedAt, next.Directives[i].EndedAs = since, DirectiveEnding_DIRECTIVE_ENDING_INVALIDATED
	next, change, err := next.settle(s, nil, at)
	change.Ended = [][]byte{bytes.Clone(id)}
	return next, change, err
}
