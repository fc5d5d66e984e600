package bench

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

func TestAccessesAreWellFormedAndToSubjectsOfTheirController(t *testing.T) {
	p := populationOf(100, 1)
	subjects := p.subjects()
	for of := range p.Institutions {
		events, _ := newAccesses(p, of, 0, subjects, since).next(500, since+1000)
		for i := range events {
			e := &events[i]
			require.NoError(t, e.Validate())
			require.NoError(t, e.WrittenBy(institution(of)))
			place, found := slices.BinarySearchFunc(subjects, e.Subject, func(id subjectID, b []byte) int { return bytes.Compare(id[:], b) })
			require.True(t, found)
			require.Equal(t, of, place%p.Institutions)
			require.Greater(t, e.OccurredAt, int64(since+1000-backdatedUpTo))
			require.LessOrEqual(t, e.OccurredAt, int64(since+1000))
		}
	}
}

func TestAccessesReachEverySubjectOfTheirController(t *testing.T) {
	p := populationOf(100, 1)
	for of, held := range []int{34, 33, 33} {
		events, _ := newAccesses(p, of, 0, p.subjects(), since).next(5000, since)
		reached := map[string]bool{}
		for i := range events {
			reached[string(events[i].Subject)] = true
		}
		require.Len(t, reached, held)
	}
}

func TestAccessesToWhatIsExceptedAreCounted(t *testing.T) {
	p := populationOf(100, 1)
	events, denied := newAccesses(p, 0, 0, p.subjects(), since).next(5000, since)
	counted := 0
	for i := range events {
		if slices.Contains(events[i].Categories, excepted) {
			counted++
		}
	}
	require.Equal(t, counted, denied)
	require.InDelta(t, 5000/deniedOneIn, denied, 75)
}

func TestAccessesAreTheSameForASeedAndOthersForATrail(t *testing.T) {
	p := populationOf(100, 1)
	draw := func(of, trail int) []accesstypes.Event {
		events, _ := newAccesses(p, of, trail, p.subjects(), since).next(10, since)
		return events
	}
	require.Equal(t, draw(1, 0), draw(1, 0))
	require.NotEqual(t, draw(1, 0), draw(1, 1))
	salts := map[string]bool{}
	for _, e := range append(draw(1, 0), draw(1, 1)...) {
		salts[string(e.Salt)] = true
	}
	require.Len(t, salts, 20)
}

func TestNoAccessHappenedBeforeTheNetworkWas(t *testing.T) {
	p := populationOf(100, 1)
	events, _ := newAccesses(p, 0, 0, p.subjects(), since).next(100, since)
	for i := range events {
		require.Equal(t, int64(since), events[i].OccurredAt)
	}
}
