package types

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/pkg/policy"
)

const (
	// MaxLiveAccreditations bounds those of a participant that have not ended.
	MaxLiveAccreditations = 64
	// MaxEndedAccreditations bounds those that have ended and are held beside the
	// live ones. Older ones stand in the participant's archive.
	MaxEndedAccreditations = 64
	// MaxForeignAccreditations bounds those that one jurisdiction may have another
	// one's participant hold that have not ended a day ago, so that nobody can crowd
	// out what others say of it, nor push its recent past into the archive.
	MaxForeignAccreditations = 8
	// accreditationsKept is how many ended ones stay when older ones are archived.
	accreditationsKept = MaxEndedAccreditations / 2
	// foreignMemory is how long, in seconds, an ended one counts as a foreign one.
	foreignMemory = day
)

// NewAccreditation is what a message says, by an issuer, as of the given moment
// in Unix seconds. The issuer is a participant, or empty for the authority.
func NewAccreditation(msg *MsgAccredit, issuer string, at int64) (Accreditation, error) {
	a := Accreditation{
		Scheme:           msg.Scheme,
		CredentialDigest: msg.CredentialDigest,
		Issuer:           issuer,
		Purposes:         msg.Purposes,
		Categories:       msg.Categories,
		MaxGrade:         msg.MaxGrade,
		From:             msg.From,
		Until:            msg.Until,
	}
	if a.MaxGrade == 0 {
		a.MaxGrade = uint32(policy.MaxGrade)
	}
	if a.From == 0 {
		a.From = at
	}
	if a.From < at {
		return Accreditation{}, ErrAccreditationInvalid.Wrapf("%s: from %d, which is past", a.Scheme, a.From)
	}
	if err := a.Validate(); err != nil {
		return Accreditation{}, err
	}
	return a, nil
}

// Validate checks all that can be said of an accreditation alone.
func (a Accreditation) Validate() error {
	if _, err := SchemeOwner(a.Scheme); err != nil {
		return err
	}
	if a.Issuer != "" {
		if err := CheckParticipantID(a.Issuer); err != nil {
			return err
		}
	}
	if err := a.check(); err != nil {
		return ErrAccreditationInvalid.Wrapf("%s: %s", a.Scheme, err)
	}
	return nil
}

func (a Accreditation) check() error {
	if len(a.CredentialDigest) != digestBytes {
		return fmt.Errorf("credential digest of %d bytes, want %d", len(a.CredentialDigest), digestBytes)
	}
	if err := checkCodes[policy.Purpose](a.Purposes); err != nil {
		return fmt.Errorf("purposes: %w", err)
	}
	if err := checkCodes[policy.Category](a.Categories); err != nil {
		return fmt.Errorf("categories: %w", err)
	}
	if a.MaxGrade == 0 || a.MaxGrade > uint32(policy.MaxGrade) {
		return fmt.Errorf("grade %d, want 1 to %d", a.MaxGrade, policy.MaxGrade)
	}
	if a.From < 0 || a.Until < 0 || (a.Until != 0 && a.Until <= a.From) {
		return fmt.Errorf("from %d until %d is an empty period", a.From, a.Until)
	}
	if a.RevokedAt < 0 {
		return fmt.Errorf("revoked at %d", a.RevokedAt)
	}
	return nil
}

// End is the moment, in Unix seconds, from which it is good for nothing; 0 if
// there is none.
func (a Accreditation) End() int64 { return earlier(a.Until, a.RevokedAt) }

// Ended reports whether it is good for nothing from a moment on, in Unix seconds.
func (a Accreditation) Ended(at int64) bool { return past(a.End(), at) }

// owner is the jurisdiction that answers for the scheme.
func (a Accreditation) owner() string {
	owner, _, _ := strings.Cut(a.Scheme, "/")
	return owner
}

// Policy is the accreditation as decisions read it.
func (a Accreditation) Policy() policy.Accreditation {
	out := policy.Accreditation{
		Scheme:     a.Scheme,
		Purposes:   set[policy.Purpose](a.Purposes),
		Categories: set[policy.Category](a.Categories),
		MaxGrade:   uint8(a.MaxGrade),
		Period:     policy.Period{From: policy.At(a.From)},
	}
	if a.Until != 0 {
		out.Period.Until = policy.At(a.Until)
	}
	if a.RevokedAt != 0 {
		out.RevokedAt = policy.At(a.RevokedAt)
	}
	return out
}

// Accredit is the participant with one more accreditation, as of a moment in Unix
// seconds; p stays as it was.
func (p Participant) Accredit(a Accreditation, at int64) (Participant, error) {
	if p.offboarded() {
		return Participant{}, ErrParticipantOffboarded.Wrap(p.Id)
	}
	i, found := p.accreditation(a.Scheme, a.CredentialDigest)
	if found {
		return Participant{}, ErrAccreditationExists.Wrapf("participant %s: %s %x", p.Id, a.Scheme, a.CredentialDigest)
	}
	live, alike := 0, 0
	for _, held := range p.Accreditations {
		if !held.Ended(at) {
			live++
		}
		if held.owner() == a.owner() && !held.Ended(at-foreignMemory) {
			alike++
		}
	}
	if live >= MaxLiveAccreditations {
		return Participant{}, ErrTooManyAccreditations.Wrapf("participant %s holds %d", p.Id, live)
	}
	if a.owner() != p.Jurisdiction && alike >= MaxForeignAccreditations {
		return Participant{}, ErrTooManyAccreditations.Wrapf("participant %s holds or held lately %d of %s", p.Id, alike, a.owner())
	}
	p.Accreditations = slices.Insert(slices.Clip(p.Accreditations), i, a)
	return p, nil
}

// Accreditation of a scheme and credential that the participant holds or held, if
// it is not archived.
func (p Participant) Accreditation(scheme string, digest []byte) (Accreditation, error) {
	i, found := p.accreditation(scheme, digest)
	if !found {
		return Accreditation{}, ErrAccreditationUnknown.Wrapf("participant %s: %s %.64x", p.Id, scheme, digest)
	}
	return p.Accreditations[i], nil
}

// Revoke ends an accreditation at a moment, in Unix seconds; p stays as it was.
func (p Participant) Revoke(scheme string, digest []byte, at int64) (Participant, error) {
	a, err := p.Accreditation(scheme, digest)
	if err != nil {
		return Participant{}, err
	}
	if a.Ended(at) {
		return Participant{}, ErrAccreditationEnded.Wrapf("participant %s: %s at %d", p.Id, scheme, a.End())
	}
	a.RevokedAt = at
	i, _ := p.accreditation(scheme, digest)
	p.Accreditations = slices.Clone(p.Accreditations)
	p.Accreditations[i] = a
	return p, nil
}

// accreditation is the place of one in their order, and whether it is there.
func (p Participant) accreditation(scheme string, digest []byte) (int, bool) {
	return slices.BinarySearchFunc(p.Accreditations, Accreditation{Scheme: scheme, CredentialDigest: digest}, compareAccreditations)
}

func compareAccreditations(a, b Accreditation) int {
	return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), bytes.Compare(a.CredentialDigest, b.CredentialDigest))
}

// checkAccreditations refuses a list that is too long, or out of order, and a
// malformed one.
func checkAccreditations(list []Accreditation) error {
	if len(list) > MaxLiveAccreditations+MaxEndedAccreditations {
		return ErrAccreditationInvalid.Wrapf("%d accreditations, want at most %d", len(list), MaxLiveAccreditations+MaxEndedAccreditations)
	}
	for i := range list {
		if err := list[i].Validate(); err != nil {
			return err
		}
		if i > 0 && compareAccreditations(list[i-1], list[i]) >= 0 {
			return ErrAccreditationInvalid.Wrapf("accreditation %d: out of order, or listed twice", i)
		}
	}
	return nil
}
