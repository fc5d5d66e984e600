package types

import (
	"bytes"

	"github.com/assent-ledger/assent/internal/secp"
)

// Speaker is who signs for a subject: itself, or one of its representatives, by
// place.
type Speaker int

// Self is the subject itself.
const Self Speaker = -1

// Recover is the address whose key signed the digest, which may be anybody's.
func Recover(digest [32]byte, signature []byte) ([SubjectIDLength]byte, error) {
	if err := secp.CheckSignature(signature); err != nil {
		return [SubjectIDLength]byte{}, ErrSignatureMalformed.Wrap(err.Error())
	}
	signer, err := secp.Recover(digest, signature)
	if err != nil {
		return [SubjectIDLength]byte{}, ErrSignatureWrong.Wrap(err.Error())
	}
	return signer, nil
}

// Speaker is who a signer is to the subject at a moment: the subject by a key that
// is live then, or a representative whose mandate runs then.
func (s Subject) Speaker(signer [SubjectIDLength]byte, at int64) (Speaker, error) {
	for _, key := range s.Keys {
		if bytes.Equal(key.Address, signer[:]) && key.Live(at) {
			return Self, nil
		}
	}
	for i := range s.Representatives {
		if r := &s.Representatives[i]; bytes.Equal(r.Mandate.Representative, signer[:]) && r.Speaks(at) {
			return Speaker(i), nil
		}
	}
	return 0, ErrSignatureWrong
}

// Live says whether the key speaks at a moment.
func (k *SubjectKey) Live(at int64) bool { return k.Since <= at && (k.Until == 0 || at < k.Until) }

// follows says whether something that the speaker signed comes in turn. Each speaker
// counts for itself: else a representative could use up the numbers of the subject.
func (s Subject) follows(by Speaker, sequence uint64) error {
	last := s.Sequence
	if by != Self {
		last = s.Representatives[by].Sequence
	}
	if sequence <= last {
		return ErrSequenceTooLow.Wrapf("%d after %d", sequence, last)
	}
	return nil
}

// speak counts what the speaker signed.
func (s *Subject) speak(by Speaker, sequence uint64) {
	if by == Self {
		s.Sequence = sequence
		return
	}
	s.Representatives[by].Sequence = sequence
}

// changesOn is how many changes the speaker made on the day of the moment.
func (s Subject) changesOn(by Speaker, at int64) uint32 {
	changes := s.Changes
	if by != Self {
		changes = s.Representatives[by].Changes
	}
	if changes.Day != at/secondsPerDay {
		return 0
	}
	return changes.Count
}

// source is what a directive that the speaker signs says of itself.
func (s Subject) source(by Speaker) (DirectiveSource, []byte) {
	if by == Self {
		return DirectiveSource_DIRECTIVE_SOURCE_SIGNED, nil
	}
	return DirectiveSource_DIRECTIVE_SOURCE_REPRESENTED, s.Representatives[by].Mandate.Representative
}

// mayGive refuses what the speaker may not say: permissions while the subject's key
// is being replaced, what is outside of a mandate, and what a guardian would permit
// where the patient has signed.
func (s Subject) mayGive(d *Directive, by Speaker, at int64) error {
	if by == Self {
		if s.ReplacementPending(at) && d.Provision.Permits() {
			return ErrReplacementPending
		}
		return nil
	}
	r := &s.Representatives[by]
	if !r.Mandate.covers(d) {
		return ErrOutsideMandate
	}
	if r.Appointer == Appointer_APPOINTER_AUTHORITY && d.Provision.Permits() && s.hasSigned(at) {
		return ErrSubjectSigned
	}
	return nil
}

// mayEnd refuses a representative that would end what the subject itself signed, or
// what is outside of its mandate. The subject may end whatever is about it.
func (s Subject) mayEnd(d *Directive, by Speaker) error {
	switch {
	case by == Self:
		return nil
	case d.Source == DirectiveSource_DIRECTIVE_SOURCE_SIGNED:
		return ErrSubjectSigned
	case !s.Representatives[by].Mandate.covers(d):
		return ErrOutsideMandate
	default:
		return nil
	}
}

// hasSigned says whether a directive is live that the subject itself signed.
func (s Subject) hasSigned(at int64) bool {
	for i := range s.Directives {
		if d := &s.Directives[i]; d.Source == DirectiveSource_DIRECTIVE_SOURCE_SIGNED && d.Live(at) {
			return true
		}
	}
	return false
}
