package types

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
)

// firstVersion is the version of every agreement: amendments do not exist yet.
const firstVersion = 1

// Pair is an ordered pair of jurisdictions: data held in From, a recipient in To.
type Pair struct{ From, To string }

// NewAgreement is the agreement that a jurisdiction proposes at a moment, in Unix
// seconds.
func NewAgreement(proposer string, m *MsgProposeAgreement, at int64) (Agreement, error) {
	a := m.agreement()
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
// digest. The last party's certification makes it CERTIFIED. The receiver does not
// change.
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
	}
	a.Certifications = append(slices.Clip(a.Certifications), Certification{Party: party, At: at})
	if len(a.Certifications) == len(a.Parties) {
		certified := AgreementStatusSince{Status: AgreementStatus_AGREEMENT_STATUS_CERTIFIED, Since: at}
		a.History = append(slices.Clip(a.History), certified)
	}
	return a, nil
}

// Certified reports whether all parties have certified.
func (a Agreement) Certified() bool {
	return len(a.Parties) > 0 && len(a.Certifications) == len(a.Parties)
}

// StatusAt is the status at a moment, in Unix seconds: the written one, but
// IN_FORCE while certified and inside the validity, and EXPIRED from its end on,
// certified or not. Before the proposal there is none.
func (a Agreement) StatusAt(at int64) AgreementStatus {
	written := AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED
	for _, entry := range a.History {
		if entry.Since <= at {
			written = entry.Status
		}
	}
	switch {
	case written == AgreementStatus_AGREEMENT_STATUS_UNSPECIFIED:
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

// Policy is the agreement as decisions about one ordered pair of jurisdictions
// read it: the rules of that pair, in their order, under an id of version and pair.
func (a Agreement) Policy(p Pair) policy.Agreement {
	out := policy.Agreement{
		ID:       fmt.Sprintf("%s/v%d/%s-%s", a.Id, a.Version, p.From, p.To),
		Validity: policy.Period{From: bound(a.NotBefore), Until: bound(a.NotAfter)},
	}
	for _, entry := range a.History {
		status := policy.StatusProposed
		if entry.Status == AgreementStatus_AGREEMENT_STATUS_CERTIFIED {
			// From here on the validity says when it is in force.
			status = policy.StatusInForce
		}
		out.History = append(out.History, policy.StatusSince{Status: status, Since: entry.Since})
	}
	for i := range a.Rules {
		if a.Rules[i].From == p.From && a.Rules[i].To == p.To {
			out.Rules = append(out.Rules, a.Rules[i].policy())
		}
	}
	return out
}

// Validate checks an agreement that was not made by NewAgreement and Certify: it
// holds for whatever they can make, and for nothing else.
func (a Agreement) Validate() error {
	if a.Version != firstVersion {
		return ErrHistoryInvalid.Wrapf("%s has version %d", a.Id, a.Version)
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

// validateHistory checks that certifications and statuses are as Certify leaves them.
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
	if a.ended(a.History[0].Since) || !slices.Equal(again.History, a.History) {
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
