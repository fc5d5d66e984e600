package bench

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// home is the jurisdiction of all institutions and subjects. Its law asks for explicit
// consent to the purpose, so that every verdict follows from a directive.
const (
	home    = "DE"
	purpose = vocabulary.Purpose_PURPOSE_TREATMENT
	// excepted from what subjects consent to.
	excepted = vocabulary.Category_CATEGORY_MENTAL_HEALTH
)

// Bounds of a population.
const (
	maxSubjects     = 10_000_000
	maxInstitutions = 100
	// maxTrails of all institutions: one query tells their sizes.
	maxTrails = 100
)

// Population is who is there when the network begins.
type Population struct {
	// Subjects, dealt out to the institutions in turn.
	Subjects int
	// Directives of each subject, of which the first decides.
	Directives int
	// Institutions, each with so many trails.
	Institutions, Trails int
	// Seed of ids, and of the accesses to come.
	Seed uint64
}

func (p Population) check() error {
	switch {
	case p.Subjects < p.Institutions || p.Subjects > maxSubjects:
		return fmt.Errorf("subjects: at least one for each of %d institutions and at most %d, not %d", p.Institutions, maxSubjects, p.Subjects)
	case p.Directives < 1 || p.Directives > consenttypes.MaxLive:
		return fmt.Errorf("directives: 1 to %d, not %d", consenttypes.MaxLive, p.Directives)
	case p.Institutions < 1 || p.Institutions > maxInstitutions:
		return fmt.Errorf("institutions: 1 to %d, not %d", maxInstitutions, p.Institutions)
	case p.Trails < 1 || p.Trails > accesstypes.MaxTrails:
		return fmt.Errorf("trails of an institution: 1 to %d, not %d", accesstypes.MaxTrails, p.Trails)
	case p.Institutions*p.Trails > maxTrails:
		return errors.New("trails: fewer trails or institutions, 100 trails in all at most")
	default:
		return nil
	}
}

// institution is the id of the i-th.
func institution(i int) string { return fmt.Sprintf("de-bench-%03d", i) }

// subjectID is a pseudonym of 20 bytes.
type subjectID [consenttypes.SubjectIDLength]byte

// subjects are the ids of all subjects, ascending. The i-th is held by institution i
// modulo their number.
func (p Population) subjects() []subjectID {
	ids := make([]subjectID, p.Subjects)
	for i := range ids {
		digest := p.digest("subject", uint64(i))
		ids[i] = subjectID(digest[:])
	}
	slices.SortFunc(ids, func(a, b subjectID) int { return bytes.Compare(a[:], b[:]) })
	return ids
}

// digest of a number among those of one kind.
func (p Population) digest(kind string, n uint64) [sha256.Size]byte {
	b := append([]byte("assent/bench/"), kind...)
	b = binary.BigEndian.AppendUint64(b, p.Seed)
	return sha256.Sum256(binary.BigEndian.AppendUint64(b, n))
}

// subject is the record of the i-th subject, which consented at a moment in Unix
// seconds, as the chain would hold it.
func (p Population) subject(i int, id subjectID, since int64) consenttypes.Subject {
	s := consenttypes.Subject{
		Id: id[:], HomeJurisdiction: home,
		Holders:  []consenttypes.Holder{{Participant: institution(i % p.Institutions), Since: since}},
		Keys:     []consenttypes.SubjectKey{{Address: id[:], Since: since}},
		Sequence: uint64(p.Directives),
	}
	for j := range p.Directives {
		digest := p.digest("directive", uint64(i)*consenttypes.MaxLive+uint64(j))
		s.Directives = append(s.Directives, consenttypes.Directive{
			Id: digest[:], Provision: provision(j),
			Source: consenttypes.DirectiveSource_DIRECTIVE_SOURCE_SIGNED, GrantedAt: since,
		})
	}
	return s
}

// provision of a subject's j-th directive: the first lets providers treat, with one
// exception; the others are about research.
func provision(j int) consenttypes.Provision {
	if j == 0 {
		return consenttypes.Provision{
			Effect:     vocabulary.Effect_EFFECT_PERMIT,
			Recipients: []consenttypes.Recipient{{Role: vocabulary.Role_ROLE_HEALTHCARE_PROVIDER}},
			Purposes:   []vocabulary.Purpose{purpose},
			Exceptions: []consenttypes.Provision{{
				Effect: vocabulary.Effect_EFFECT_DENY, Categories: []vocabulary.Category{excepted},
			}},
		}
	}
	return consenttypes.Provision{
		Effect:     vocabulary.Effect_EFFECT_PERMIT,
		Recipients: []consenttypes.Recipient{{Participant: fmt.Sprintf("de-research-%d", j)}},
		Purposes:   []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_RESEARCH},
	}
}
