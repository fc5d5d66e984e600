package types

import (
	"bytes"
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
)

// firstVersion is the version of an agreement that amends none.
const firstVersion = 1

// Pair is an ordered pair of jurisdictions: data held in From, a recipient in To.
type Pair struct{ From, To string }

// NewAgreement is the agreement that a jurisdiction proposes at a moment, in Unix
// seconds.
func NewAgreement(proposer string, m *MsgProposeAgreement, at int64) (Agreement, error) {
	return propose(m.agreement(), proposer, at)
}

// propose is a version PROPOSED by a party, with terms that are allowed and have not
// ended.
func propose(a Agreement, proposer string, at int64) (Agreement, error) {
	a.Proposer = proposer
	a.History = []AgreementStatusSince{{Status: AgreementStatus_AGREEMENT_STATUS_PROPOSED, Since: at}}
	if err := a.validateTerms(); err != nil {
		return Agreement{}, err
	}
	if err := a.validateProposer(); err != nil {
		return Agreement{}, err
	}
	if a.ended(at) {
		return Agreement{}, ErrValidityPast.Wrapf("not after %d, proposed at %d", a.NotAfter, at)
	}
	return a, nil
}

// Certify is the agreement after a party has certified the text with the given
// digest. The last party's certification makes it CERTIFIED. Only what is PROPOSED
// can be certified. The receiver does not change.
func (a Agreement) Certify(party string, digest []byte, at int64) (Agreement, error) {
	switch {
	case !slices.Contains(a.Parties, party):
		return Agreement{}, ErrSenderNotParty.Wrapf("%s of %s", party, a.Id)
	case !bytes.Equal(a.DocumentDigest, digest):
		return Agreement{}, ErrDigestMismatch.Wrap(a.Id)
	case a.ended(at):
		return Agreement{}, ErrAgreementExpired.Wrapf("%s at %d", a.Id, a.NotAfter)
	case a.certifiedBy(party):
		return Agreement{}, ErrCertificationRepeated.Wrapf("%s by %s", a.Id, party)
	case !a.Open():
		return Agreement{}, ErrNotProposed.Wrapf("%s is %s", a.Id, a.written())
	}
	a.Certifications = append(slices.Clip(a.Certifications), Certification{Party: party, At: at})
	if a.Certified() {
		return a.enter(AgreementStatus_AGREEMENT_STATUS_CERTIFIED, at), nil
	}
	return a, nil
}

// Reject is the agreement after a party has refused what is PROPOSED. A party may
// reject what it has certified, as long as others have not.
func (a Agreement) Reject(party string, at int64) (Agreement, error) {
	switch {
	case !slices.Contains(a.Parties, party):
		return Agreement{}, ErrSenderNotParty.Wrapf("%s of %s", party, a.Id)
	case !a.Open():
		return Agreement{}, ErrNotProposed.Wrapf("%s is %s", a.Id, a.written())
	case a.ended(at):
		return Agreement{}, ErrAgreementExpired.Wrapf("%s at %d", a.Id, a.NotAfter)
	}
	return a.enter(AgreementStatus_AGREEMENT_STATUS_REJECTED, at), nil
}

// Withdraw is the agreement after its proposer has taken back what is PROPOSED. What
// has expired can be withdrawn too: it makes room for another proposal.
func (a Agreement) Withdraw(party string, at int64) (Agreement, error) {
	switch {
	case a.Proposer != party:
		return Agreement{}, ErrNotProposer.Wrapf("%s, %s is of %s", party, a.Id, a.Proposer)
	case !a.Open():
		return Agreement{}, ErrNotProposed.Wrapf("%s is %s", a.Id, a.written())
	}
	return a.enter(AgreementStatus_AGREEMENT_STATUS_WITHDRAWN, at), nil
}

// enter is the agreement with one more written status; a stays as it was.
func (a Agreement) enter(status AgreementStatus, at int64) Agreement {
	a.History = append(slices.Clip(a.History), AgreementStatusSince{Status: status, Since: at})
	return a
}

// written is the last written status.
func (a Agreement) written() AgreementStatus {
	if len(a.History) == 0 {
		return AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED
	}
	return a.History[len(a.History)-1].Status
}

// Open reports whether it counts as a proposal of its proposer's: neither certified
// by all nor rejected nor withdrawn. One that has expired counts until it is withdrawn.
func (a Agreement) Open() bool {
	return a.written() == AgreementStatus_AGREEMENT_STATUS_PROPOSED
}

// Certified reports whether all parties have certified.
func (a Agreement) Certified() bool {
	return len(a.Parties) > 0 && len(a.Certifications) == len(a.Parties)
}

// CertifiedAt is the moment of the last certification, in Unix seconds; 0 if not all
// have certified.
func (a Agreement) CertifiedAt() int64 {
	if !a.Certified() {
		return 0
	}
	return a.Certifications[len(a.Certifications)-1].At
}

// BeginsAt is the moment from which a certified agreement takes the place of the one
// that it amends, in Unix seconds: a certification never reaches into the past.
func (a Agreement) BeginsAt() int64 { return max(a.CertifiedAt(), a.NotBefore) }

// StatusAt is the status at a moment, in Unix seconds, as far as the version alone
// tells it: the written one, but IN_FORCE while certified and inside the validity, and
// EXPIRED from its end on unless it was rejected or withdrawn before. Before the
// proposal there is none. Line.StatusAt knows the rest.
func (a Agreement) StatusAt(at int64) AgreementStatus {
	var last AgreementStatusSince
	for _, entry := range a.History {
		if entry.Since <= at {
			last = entry
		}
	}
	written := last.Status
	final := written == AgreementStatus_AGREEMENT_STATUS_REJECTED || written == AgreementStatus_AGREEMENT_STATUS_WITHDRAWN
	switch {
	case written == AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED:
		return written
	case final && !a.ended(last.Since):
		return written
	case a.ended(at):
		return AgreementStatus_AGREEMENT_STATUS_EXPIRED
	case written == AgreementStatus_AGREEMENT_STATUS_CERTIFIED && a.NotBefore <= at:
		return AgreementStatus_AGREEMENT_STATUS_IN_FORCE
	default:
		return written
	}
}

// Pairs is every ordered pair that the rules name, each once, in the order of the
// rules.
func (a Agreement) Pairs() []Pair {
	var pairs []Pair
	for i := range a.Rules {
		p := Pair{From: a.Rules[i].From, To: a.Rules[i].To}
		if !slices.Contains(pairs, p) {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// Validate checks all that can be said of one version alone, where it was not made by
// a proposal and what followed.
func (a Agreement) Validate() error {
	first := a.Version == firstVersion
	switch {
	case a.Version == 0 || a.Version > MaxVersions:
		return ErrHistoryInvalid.Wrapf("%s has version %d", a.Id, a.Version)
	case first != (a.Amends == "") || first != (a.Line == a.Id):
		return ErrHistoryInvalid.Wrapf("%s of line %s has version %d and amends %q", a.Id, a.Line, a.Version, a.Amends)
	case !ident.Slug(a.Line, MaxID) || (!first && !ident.Slug(a.Amends, MaxID)):
		return ErrAgreementIDInvalid.Wrapf("line or amended version of %s", a.Id)
	}
	if err := a.validateTerms(); err != nil {
		return errorsmod.Wrap(err, a.Id)
	}
	if err := a.validateProposer(); err != nil {
		return err
	}
	return a.validateHistory()
}

// validateTerms checks what the parties agree on.
func (a Agreement) validateTerms() error {
	switch {
	case !ident.Slug(a.Id, MaxID):
		return ErrAgreementIDInvalid.Wrapf("at most %d bytes of lower-case words joined by hyphens", MaxID)
	case len(a.Parties) < MinParties || len(a.Parties) > MaxParties:
		return ErrPartiesInvalid.Wrapf("%d, want %d to %d", len(a.Parties), MinParties, MaxParties)
	case len(a.Rules) == 0 || len(a.Rules) > MaxRules:
		return ErrRuleCount.Wrapf("%d, want 1 to %d", len(a.Rules), MaxRules)
	case len(a.DocumentDigest) != DigestSize:
		return ErrDigestInvalid.Wrapf("%d bytes, want %d", len(a.DocumentDigest), DigestSize)
	case a.NotBefore < 0 || a.NotAfter < 0:
		return ErrValidityInvalid.Wrap("negative")
	case a.NotAfter != 0 && a.NotBefore >= a.NotAfter:
		return ErrValidityInvalid.Wrapf("from %d until %d", a.NotBefore, a.NotAfter)
	case a.NoticePeriod < 0 || a.NoticePeriod > MaxNoticePeriod:
		return ErrNoticePeriodInvalid.Wrapf("%d seconds, want 0 to %d", a.NoticePeriod, MaxNoticePeriod)
	}
	for i, party := range a.Parties {
		if !ident.Jurisdiction(party) {
			return ErrPartiesInvalid.Wrapf("party %d is malformed", i)
		}
		if i > 0 && a.Parties[i-1] >= party {
			return ErrPartiesInvalid.Wrapf("party %d is not ascending and unique", i)
		}
	}
	for i := range a.Rules {
		if err := a.Rules[i].validate(a.Parties); err != nil {
			return errorsmod.Wrapf(err, "rule %d", i)
		}
	}
	return nil
}

// validateProposer checks that the proposer is a party, and that the id is its own.
func (a Agreement) validateProposer() error {
	if !slices.Contains(a.Parties, a.Proposer) {
		return ErrSenderNotParty.Wrapf("%s of %s", a.Proposer, a.Id)
	}
	if prefix := strings.ToLower(a.Proposer) + "-"; !strings.HasPrefix(a.Id, prefix) {
		return ErrAgreementIDInvalid.Wrapf("%s does not begin with %s", a.Id, prefix)
	}
	return nil
}

// validateHistory checks that certifications and statuses are as Certify, Reject and
// Withdraw leave them.
func (a Agreement) validateHistory() error {
	if len(a.History) == 0 || a.History[0].Status != AgreementStatus_AGREEMENT_STATUS_PROPOSED {
		return ErrHistoryInvalid.Wrapf("%s was not proposed", a.Id)
	}
	again := a
	again.Certifications, again.History = nil, a.History[:1]
	last := a.History[0].Since
	for i, c := range a.Certifications {
		if c.At < last {
			return ErrHistoryInvalid.Wrapf("%s: certification %d is older than what precedes it", a.Id, i)
		}
		last = c.At
		var err error
		if again, err = again.Certify(c.Party, a.DocumentDigest, c.At); err != nil {
			return errorsmod.Wrapf(err, "certification %d", i)
		}
	}
	if a.ended(a.History[0].Since) {
		return ErrHistoryInvalid.Wrapf("%s was proposed after its end", a.Id)
	}
	if len(a.History) > len(again.History) && a.History[1].Since >= last {
		var err error
		switch end := a.History[1]; end.Status {
		case AgreementStatus_AGREEMENT_STATUS_REJECTED:
			// Who rejected is not kept, and whoever did was a party.
			again, err = again.Reject(a.Parties[0], end.Since)
		case AgreementStatus_AGREEMENT_STATUS_WITHDRAWN:
			again, err = again.Withdraw(a.Proposer, end.Since)
		default:
		}
		if err != nil {
			return errorsmod.Wrap(err, a.Id)
		}
	}
	if !slices.Equal(again.History, a.History) {
		return ErrHistoryInvalid.Wrapf("%s does not follow from its certifications", a.Id)
	}
	return nil
}

func (a Agreement) certifiedBy(party string) bool {
	return slices.ContainsFunc(a.Certifications, func(c Certification) bool { return c.Party == party })
}

// ended reports whether the validity has ended at a moment.
func (a Agreement) ended(at int64) bool { return a.NotAfter != 0 && at >= a.NotAfter }

// bound is an end of a validity, where 0 is none.
func bound(at int64) policy.Bound {
	if at == 0 {
		return policy.Bound{}
	}
	return policy.At(at)
}
