package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// sizeOf is what is kept of a subject, in bytes, beside its archive.
func (f *fixture) sizeOf(w *wallet) int {
	s := f.subject(w)
	return s.Size()
}

// naming permits that many institutions, whose ids are as long as ids may be.
func naming(institutions int) policy.Provision {
	p := policy.Provision{Effect: policy.EffectPermit}
	for i := range institutions {
		// A provision names 32 at most.
		if i%32 == 0 && i > 0 {
			p.Exceptions = append(p.Exceptions, policy.Provision{Effect: policy.EffectDeny})
		}
		match := &p.Match
		if n := len(p.Exceptions); n > 0 {
			match = &p.Exceptions[n-1].Match
		}
		id := fmt.Sprintf("%s%04d", strings.Repeat("x", 60), i)
		match.Recipients = append(match.Recipients, policy.Selector{Kind: policy.SelectorParticipant, ID: id})
	}
	return p
}

// The most long ids that a directive has room for, and that one on paper has, which names
// its holder and its paper.
const (
	roomy      = 59
	roomyPaper = 58
)

func TestADirectiveHasRoomFor4KiBAndNotOneMore(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	id := f.mustGive(w.signs(naming(roomy)))
	kept := f.directive(w.id(), id)
	require.InDelta(t, types.MaxDirectiveBytes, kept.Size(), 70)
	f.refused(types.ErrTooLarge, giving(f, w.signs(naming(roomy+1))))
	ward := f.ward("ward")
	f.mustAttest(ward, naming(roomyPaper), 1)
	f.refused(types.ErrTooLarge, func() error {
		_, err := f.attest(attester, f.paper(ward, naming(roomyPaper+1), 2))
		return err
	})
}

func TestWhatIsLiveHasRoomFor32KiB(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for range 8 {
		f.mustGive(w.signs(naming(roomy)))
	}
	f.refused(types.ErrTooLarge, giving(f, w.signs(naming(roomy))))
	f.mustGive(w.signs(refuseAll))
	next := w.says(naming(roomy - 1))
	next.Supersedes = [32]byte(f.subject(w).Directives[0].Id)
	f.mustGive(w.sign(next))

	ward := f.ward("ward")
	f.mustAttest(ward, naming(roomyPaper), 1)
	f.mustAttest(ward, naming(roomyPaper), 2)
	f.refused(types.ErrTooLarge, func() error {
		_, err := f.attest(attester, f.paper(ward, research, 3))
		return err
	})
}

// What ended long ago leaves the subject by its size too, and its history stays whole.
func TestOf32KiBThatEndedTheOldestGoToTheArchive(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	given := map[int64]string{}
	for i := range 40 {
		if i%8 == 0 {
			f.pass(day)
		}
		f.pass(30)
		p := naming(roomy)
		p.Match.Recipients[0].ID = "de-dkfz"
		id := f.mustGive(w.signs(p))
		given[f.now()] = types.DirectiveID(id)
		f.pass(30)
		_, err := f.withdraw(w.ends(id))
		require.NoError(t, err)
		require.LessOrEqual(t, f.sizeOf(w), types.MaxEndedBytes+types.MaxDirectiveBytes)
		f.export()
	}
	require.Len(t, f.subject(w).Directives, types.MaxEndedBytes/types.MaxDirectiveBytes)
	for at, id := range given {
		request := decideRequest(w, at)
		// Said to a recipient that it names: the directive of that time carries the decision.
		request.Recipient = "de-dkfz"
		res, err := f.queries.Decide(f.ctx, request)
		require.NoError(t, err)
		require.Equal(t, []string{id}, res.Directives)
	}
}

// A subject that says as much as it may in its own voice, for ever, with as many
// representatives as there can be: it is read by every decision about it.
func TestASubjectAtEveryLimitStaysSmall(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for i := range types.MaxRepresentatives {
		require.NoError(t, f.appoint(w.appoints(f.newWallet(fmt.Sprint("representative ", i)), nil)))
	}
	largest := 0
	for range 12 {
		f.pass(day)
		for range types.MaxDayChanges / 2 {
			signed := w.signs(naming(roomy))
			if _, err := f.give(signed); err != nil {
				_, err := f.withdraw(w.ends(f.oldestLive(w)))
				require.NoError(t, err)
			}
			largest = max(largest, f.sizeOf(w))
		}
	}
	require.Greater(t, largest, 60<<10)
	require.Less(t, largest, 100<<10)
	f.export()
}

// oldestLive is the directive that has been live for the longest time.
func (f *fixture) oldestLive(w *wallet) []byte {
	f.t.Helper()
	for _, d := range f.subject(w).Directives {
		if d.Live(f.now()) {
			return d.Id
		}
	}
	require.Fail(f.t, "nothing is live")
	return nil
}

// How much is archived changes neither how often the store is read nor how often it is
// written to, where somebody says something or asks about now.
func TestWhatIsArchivedDoesNotSlowWhatIsLive(t *testing.T) {
	measure := func(f *fixture, w *wallet) [4]int {
		before := *f.writes
		id := f.mustGive(w.signs(research))
		given := *f.writes
		_, err := f.queries.Decide(f.ctx, decideRequest(w, 0))
		require.NoError(t, err)
		asked := *f.writes
		_, err = f.withdraw(w.ends(id))
		require.NoError(t, err)
		return [4]int{given.reads - before.reads, given.count - before.count, asked.reads - given.reads, f.writes.reads - asked.reads}
	}
	f := newFixture(t)
	w := f.enrolled("alice")
	f.churn(w, types.MaxEnded)
	f.pass(day)
	few := measure(f, w)
	f.churn(w, 300)
	f.pass(day)
	require.Equal(t, few, measure(f, w))
	require.Greater(t, len(f.export().Archive), 299)
}

// Each holder has room of its own on paper: none keeps another one out.
func TestHoldersHaveRoomForPaperEach(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	_, err := f.enrol(other, w.enrolment("de-ukm", "DE"))
	require.NoError(t, err)
	f.mustAttest(w.id(), naming(roomyPaper), 1)
	f.mustAttest(w.id(), naming(roomyPaper), 2)
	_, err = f.attest(other, f.paper(w.id(), naming(roomyPaper), 3))
	require.NoError(t, err)
}

// The largest directive may end, and what ended is exported and imported.
func TestTheLargestDirectiveEnds(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	p := naming(roomy)
	size := func() int {
		d := f.subject(w).Directives[0]
		return d.Size()
	}
	id := f.mustGive(w.signs(p))
	last := &p.Exceptions[len(p.Exceptions)-1].Match
	// Shorter ids in front fill the directive to the byte.
	for missing := types.MaxDirectiveBytes - size(); missing > 0; missing = types.MaxDirectiveBytes - size() {
		_, err := f.withdraw(w.ends(id))
		require.NoError(t, err)
		f.pass(day * 2)
		short := policy.Selector{Kind: policy.SelectorParticipant, ID: strings.Repeat("a", max(1, missing-4))}
		last.Recipients = append([]policy.Selector{short}, last.Recipients...)
		f = newFixture(t)
		w = f.enrolled("alice")
		id = f.mustGive(w.signs(p))
	}
	require.Equal(t, types.MaxDirectiveBytes, size())
	f.pass(30)
	_, err := f.withdraw(w.ends(id))
	require.NoError(t, err)
	state := f.export()
	require.Greater(t, state.Subjects[0].Directives[0].Size(), types.MaxDirectiveBytes)

	spoiled := *state
	spoiled.Subjects[0].Directives[0].Controller = strings.Repeat("c", 60)
	require.ErrorContains(t, spoiled.Validate(), "want at most 4096")
	spoiled.Subjects[0].Directives[0].Controller = ""
	ended := spoiled.Subjects[0].Directives[0]
	for i := range byte(8) {
		ended.Id = make32(i + 1)
		spoiled.Subjects[0].Directives = append(spoiled.Subjects[0].Directives, ended)
	}
	require.ErrorContains(t, spoiled.Validate(), "bytes of ended directives")
}

// An archive of the largest directives is read as far as a query may.
func TestAPageOfTheArchiveHasRoomFor640KiB(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for i := range 170 {
		if i%16 == 0 {
			f.pass(day)
		}
		f.pass(30)
		_, err := f.withdraw(w.ends(f.mustGive(w.signs(naming(roomy)))))
		require.NoError(t, err)
	}
	archive := f.export().Archive
	largest := archive[0].Directive.Size()
	fits := types.MaxArchiveBytes / largest
	require.Greater(t, len(archive), fits)
	end := archive[len(archive)-fits].Directive.End()
	_, err := f.queries.Decide(f.ctx, decideRequest(w, end-1))
	require.NoError(t, err)
	_, err = f.queries.Decide(f.ctx, decideRequest(w, archive[len(archive)-fits-1].Directive.End()-1))
	require.Equal(t, codes.FailedPrecondition, status.Code(err))
}
