package world

import (
	"context"
	"errors"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Registry supplies the facts about institutions and jurisdictions. Those without
// a moment are what is hot; those as of a moment, in Unix seconds, have back what the
// archive tells of it, and are ErrTooFarBack where that is more than may be read.
type Registry interface {
	// PolicyParticipant is a participant's facts; false if there is none of that id.
	PolicyParticipant(ctx context.Context, id string) (Recorded[policy.Participant], bool, error)
	// PolicyJurisdiction is a jurisdiction's facts; false if there is none of that id.
	PolicyJurisdiction(ctx context.Context, id string) (Recorded[policy.Jurisdiction], bool, error)
	// PastParticipant is the facts of a participant as of a moment.
	PastParticipant(ctx context.Context, id string, at int64) (policy.Participant, error)
	// PastJurisdiction is the facts of a jurisdiction as of a moment.
	PastJurisdiction(ctx context.Context, id string, at int64) (policy.Jurisdiction, error)
}

// Recorded is what is hot of a thing.
type Recorded[T any] struct {
	Value T
	// HistoryFrom is the moment, in Unix seconds, before which something may be
	// missing in the value; 0 if nothing is.
	HistoryFrom int64
}

// ErrTooFarBack says that a moment lies before so much history that one query may
// not read all of it.
var ErrTooFarBack = errors.New("too much happened since then: ask at an earlier height")

// Consent supplies the facts about what patients said.
type Consent interface {
	// SubjectFacts is all that is hot of a subject; the zero value if it is not enrolled.
	SubjectFacts(ctx context.Context, subject string) (SubjectFacts, error)
}

// Recognition supplies the facts about agreements between jurisdictions.
type Recognition interface {
	// PolicyAgreements is every certified agreement with a rule from the one
	// jurisdiction to the other, with the rules of that ordered pair.
	PolicyAgreements(ctx context.Context, from, to string) ([]policy.Agreement, error)
}

// Supposition is how an agreement does not stand, and might: what a dry run asks about.
type Supposition struct {
	// Agreement is the id of one version.
	Agreement string
	// InForce supposes that this version has taken over from all others; else it is supposed
	// to be suspended.
	InForce bool
	// Party that is supposed to suspend; empty is every party.
	Party string
}

// Suppositions supplies the facts about agreements as they would be.
type Suppositions interface {
	// Supposing is Recognition as it would be; an error if there is no such version or party.
	Supposing(ctx context.Context, s Supposition) (Recognition, error)
}

// Permits supplies the facts about data permits.
type Permits interface {
	// PolicyPermit is a permit's facts with its whole history; false if there is none of
	// that id.
	PolicyPermit(ctx context.Context, id string) (policy.Permit, bool, error)
}

// SubjectFacts is what is hot of a subject.
type SubjectFacts struct {
	// Home is its jurisdiction; empty if it is not enrolled.
	Home string
	// Holders that enrolled it.
	Holders []Holder
	// Keys that it signs or signed with; none of a subject in custody.
	Keys []Key
	// Directives that are live or ended lately.
	Directives []policy.Directive
	// HistoryFrom is the moment, in Unix seconds, before which ended directives
	// may be missing here; 0 if none are.
	HistoryFrom int64
	// Nodes is the number of provision nodes in the directives, and of recipients
	// that they name: the measure of what it costs to read them.
	Nodes int
}

// Key is one that a subject signs with, and when, in Unix seconds.
type Key struct {
	Address []byte
	Since   int64
	// Until is exclusive; 0 if it has not ended.
	Until int64
}

// Holds reports whether the subject had the key at a moment, in Unix seconds.
func (k Key) Holds(at int64) bool { return k.Since <= at && (k.Until == 0 || at < k.Until) }

// Holder is a participant that enrolled a subject, and since when.
type Holder struct {
	Participant string
	Since       int64
}

// EnrolledWith reports whether the participant had enrolled the subject at a
// moment, in Unix seconds.
func (f SubjectFacts) EnrolledWith(participant string, at int64) bool {
	for _, h := range f.Holders {
		if h.Participant == participant && h.Since <= at {
			return true
		}
	}
	return false
}
