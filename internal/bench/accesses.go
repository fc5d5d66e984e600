package bench

import (
	"math/rand/v2"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// deniedOneIn so many accesses is to what the subject excepted.
const deniedOneIn = 20

// backdatedUpTo so many seconds an access lies before it is recorded.
const backdatedUpTo = 30

// ordinary categories, to which subjects consented.
var ordinary = []vocabulary.Category{
	vocabulary.Category_CATEGORY_PATIENT_SUMMARY, vocabulary.Category_CATEGORY_MEDICAL_IMAGING,
	vocabulary.Category_CATEGORY_TEST_RESULT, vocabulary.Category_CATEGORY_EHR,
}

// accesses of one institution to its subjects, drawn at random from a seed.
type accesses struct {
	population Population
	of         int
	subjects   []subjectID
	since      int64
	random     *rand.ChaCha8
	draw       *rand.Rand
}

// newAccesses draws those of the i-th institution, on its t-th trail, from a moment in
// Unix seconds on.
func newAccesses(p Population, i, t int, subjects []subjectID, since int64) *accesses {
	random := rand.NewChaCha8(p.digest("trail", uint64(i*p.Trails+t)))
	return &accesses{
		population: p, of: i, subjects: subjects, since: since, random: random,
		draw: rand.New(random), //nolint:gosec // what is measured has to be the same again
	}
}

// next n accesses that happened shortly before a moment in Unix seconds, and how many of
// them must be denied.
func (a *accesses) next(n int, now int64) ([]accesstypes.Event, int) {
	events, denied := make([]accesstypes.Event, n), 0
	for i := range events {
		events[i] = a.access(now)
		if events[i].Categories[0] == excepted {
			denied++
		}
	}
	return events, denied
}

func (a *accesses) access(now int64) accesstypes.Event {
	// Exchange, actor, resource and salt, in one piece.
	const digests = 3 * 32
	opaque := make([]byte, digests+accesstypes.SaltSize)
	_, _ = a.random.Read(opaque) // It never fails.
	p := a.population
	own := (p.Subjects - a.of + p.Institutions - 1) / p.Institutions
	subject := &a.subjects[a.of+p.Institutions*a.draw.IntN(own)]
	category := ordinary[a.draw.IntN(len(ordinary))]
	if a.draw.IntN(deniedOneIn) == 0 {
		category = excepted
	}
	return accesstypes.Event{
		Side: accesstypes.Side_SIDE_DISCLOSER, Exchange: opaque[:32], Subject: subject[:],
		Controller: institution(a.of), Recipient: institution((a.of + a.draw.IntN(p.Institutions)) % p.Institutions),
		Actor: opaque[32:64], Profession: vocabulary.Profession_PROFESSION_PHYSICIAN, Purpose: purpose,
		Categories: []vocabulary.Category{category}, Action: vocabulary.Action_ACTION_ACCESS,
		OccurredAt: max(a.since, now-a.draw.Int64N(backdatedUpTo)), Resource: opaque[64:digests], Salt: opaque[digests:],
	}
}
