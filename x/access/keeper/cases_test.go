package keeper_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/access/types"
)

const (
	hour = int64(3600)
	day  = 24 * hour
)

// withEmergencies has every participant be a provider, so that emergencies are permitted.
func withEmergencies(f *fixture) *fixture {
	for id, p := range f.facts.participants {
		p.Roles = []policy.RolePeriod{{Role: policy.RoleHealthcareProvider}}
		f.facts.participants[id] = p
	}
	return f
}

// emergency of the hospital disclosing to a practice, or receiving from it.
func emergency(at int64, exchange byte, side types.Side) types.Event {
	e := event(at)
	e.Purpose, e.Exchange, e.Side = vocabulary.Purpose_PURPOSE_EMERGENCY_TREATMENT, bytes.Repeat([]byte{exchange}, types.ExchangeSize), side
	if side == types.Side_SIDE_RECIPIENT {
		e.Controller, e.Recipient = e.Recipient, e.Controller
	}
	return e
}

func caseID(e types.Event) []byte {
	return types.CaseID(e.Exchange, e.Subject, e.Controller, e.Recipient)
}

// received is the case of an emergency in which the hospital received.
func received(f *fixture) types.Case {
	f.Helper()
	e := emergency(start, 9, types.Side_SIDE_RECIPIENT)
	f.record(e)
	c, err := f.keeper.Cases.Get(f.ctx, caseID(e))
	require.NoError(f, err)
	return c
}

func digest(b byte) []byte { return bytes.Repeat([]byte{b}, types.DigestSize) }

func TestEveryEmergencyOpensACaseWithOneWriteAndOneForAllDeadlines(t *testing.T) {
	f := withEmergencies(newFixture(t))
	var events []types.Event
	for i := range types.MaxCases {
		events = append(events, emergency(start, byte(i), types.Side_SIDE_DISCLOSER))
	}
	room := f.facts.room
	f.record(append(events, events...)...)
	require.Equal(t, types.MaxCases+1, f.cases.writes, "one for each, and one entry of the queue")
	require.Equal(t, 2, f.stores.writes, "the trail and its first checkpoint")
	for i, e := range events {
		c, err := f.keeper.Cases.Get(f.ctx, caseID(e))
		require.NoError(t, err)
		require.Equal(t, types.CaseStatus_CASE_STATUS_OPEN, c.Status)
		require.Equal(t, &types.RecordReference{Trail: pacs, Index: uint64(i)}, c.Disclosed, "the first record of it")
		require.Nil(t, c.Received)
		require.Equal(t, start+3*day, c.JustifyBy)
		require.NoError(t, c.Validate())
	}
	require.Equal(t, uint64(types.MaxCases*types.MaxCaseBytes), room-f.facts.room, "they count for the writer")
	f.facts.room = 1
	f.record(emergency(start, types.MaxCases, types.Side_SIDE_DISCLOSER))
	f.cases.writes -= 2
	f.record(events[0])
	require.Equal(t, types.MaxCases+1, f.cases.writes, "the same side again changes nothing")
	f.record(event(start))
	require.Equal(t, types.MaxCases+1, f.cases.writes, "nor does what was no emergency")
}

func TestADeniedEmergencyOpensACaseToo(t *testing.T) {
	f := newFixture(t) // Nobody is a provider.
	response := f.record(emergency(start, 1, types.Side_SIDE_DISCLOSER))
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, response.Verdicts[0].Effect)
	has, err := f.keeper.Cases.Has(f.ctx, caseID(emergency(start, 1, types.Side_SIDE_DISCLOSER)))
	require.NoError(t, err)
	require.True(t, has)
}

func TestMoreCasesThanAMessageMayWriteAreRefusedWhole(t *testing.T) {
	f := withEmergencies(newFixture(t))
	var events []types.Event
	for i := range types.MaxCases + 1 {
		events = append(events, emergency(start, byte(i), types.Side_SIDE_DISCLOSER))
	}
	_, err := f.msgs.RecordAccess(f.ctx, batch(0, events...))
	require.ErrorIs(t, err, types.ErrTooManyCases)
	require.Zero(t, f.cases.writes+f.stores.writes)
}

func TestBothSidesOfAnExchangeHaveOneCase(t *testing.T) {
	f := withEmergencies(newFixture(t))
	mine := emergency(start, 1, types.Side_SIDE_RECIPIENT)
	f.record(mine)
	theirs := mine
	theirs.Side = types.Side_SIDE_DISCLOSER
	c, err := f.keeper.Cases.Get(f.ctx, caseID(mine))
	require.NoError(t, err)
	joined, changed := c.Join(&theirs, types.Place{Trail: "de-practice/his", Index: 5})
	require.True(t, changed)
	require.Equal(t, &types.RecordReference{Trail: pacs}, joined.Received)
	require.Equal(t, &types.RecordReference{Trail: "de-practice/his", Index: 5}, joined.Disclosed)
	require.Equal(t, c.OpenedAt, joined.OpenedAt)
	_, changed = joined.Join(&theirs, types.Place{Trail: "de-practice/other"})
	require.False(t, changed)

	for name, change := range map[string]func(*types.Event){
		"another exchange": func(e *types.Event) { e.Exchange = bytes.Repeat([]byte{7}, 32) },
		"another subject":  func(e *types.Event) { e.Subject = subject(7) },
		"another partner":  func(e *types.Event) { e.Controller = "fr-clinic" },
	} {
		e := mine
		change(&e)
		require.NotEqual(t, caseID(mine), caseID(e), name)
	}
	require.NotEqual(t, types.CaseID(nil, nil, "a", "bc"), types.CaseID(nil, nil, "ab", "c"))
}

func TestACaseIsJustifiedByItsRecipientAndReviewedBySomebodyElse(t *testing.T) {
	f := withEmergencies(newFixture(t))
	c := received(f) // The controller is de-practice.
	justify := func(sender string) error {
		_, err := f.msgs.JustifyEmergency(f.ctx, &types.MsgJustifyEmergency{Recorder: sender, Case: c.Id, DocumentDigest: digest(1)})
		return err
	}
	review := func(sender string, outcome types.CaseStatus) error {
		_, err := f.msgs.ReviewEmergency(f.ctx, &types.MsgReviewEmergency{Reviewer: sender, Case: c.Id, Outcome: outcome, DocumentDigest: digest(2)})
		return err
	}
	upheld, violation := types.CaseStatus_CASE_STATUS_UPHELD, types.CaseStatus_CASE_STATUS_VIOLATION

	require.ErrorIs(t, review("authority of DE", upheld), types.ErrCaseStatus, "not justified yet")
	require.ErrorIs(t, review("authority of DE", violation), types.ErrCaseStatus, "nor overdue")
	require.ErrorIs(t, justify("foreign"), types.ErrCaseUnknown, "the recipient alone justifies")
	require.Error(t, justify("admin"))
	require.NoError(t, justify("recorder"))
	require.ErrorIs(t, justify("recorder"), types.ErrCaseStatus, "once")

	require.ErrorIs(t, review("authority of FR", upheld), types.ErrCaseUnknown, "another jurisdiction")
	require.ErrorIs(t, review("foreign", upheld), types.ErrCaseUnknown, "nobody named it")
	require.ErrorIs(t, review("authority of DE", types.CaseStatus_CASE_STATUS_OPEN), types.ErrOutcomeInvalid)
	name := func(participants ...string) error {
		_, err := f.msgs.NameReviewers(f.ctx, &types.MsgNameReviewers{Authority: "authority of DE", Participants: participants})
		return err
	}
	require.NoError(t, name("de-practice", "fr-clinic"))
	require.ErrorIs(t, review("attester", upheld), types.ErrCaseUnknown, "a party does not review, named or not")
	require.NoError(t, review("foreign", upheld))
	require.ErrorIs(t, review("authority of DE", violation), types.ErrCaseStatus, "it has ended")

	c, err := f.keeper.Cases.Get(f.ctx, c.Id)
	require.NoError(t, err)
	require.Equal(t, upheld, c.Status)
	require.Equal(t, &types.Statement{By: hospital, At: start, DocumentDigest: digest(1)}, c.Justification)
	require.Equal(t, &types.Statement{By: "fr-clinic", At: start, DocumentDigest: digest(2)}, c.Review)
	require.NoError(t, f.export().Validate())
}

func TestWhatWasNotJustifiedInTimeCanBeCalledAViolationAlone(t *testing.T) {
	for name, after := range map[string]struct {
		at   int64
		want error
	}{"the second before": {3*day - 1, types.ErrCaseStatus}, "at the deadline": {3 * day, nil}} {
		t.Run(name, func(t *testing.T) {
			f := withEmergencies(newFixture(t))
			c := received(f)
			f.at(8, start+after.at)
			for _, outcome := range []types.CaseStatus{types.CaseStatus_CASE_STATUS_UPHELD, types.CaseStatus_CASE_STATUS_VIOLATION} {
				_, err := f.msgs.ReviewEmergency(f.ctx, &types.MsgReviewEmergency{
					Reviewer: "authority of DE", Case: c.Id, Outcome: outcome, DocumentDigest: digest(2),
				})
				if outcome == types.CaseStatus_CASE_STATUS_UPHELD {
					require.ErrorIs(t, err, types.ErrCaseStatus)
				} else {
					require.ErrorIs(t, err, after.want)
				}
			}
			require.NoError(t, f.export().Validate())
		})
	}
}

func TestALateJustificationIsTaken(t *testing.T) {
	f := withEmergencies(newFixture(t))
	c := received(f)
	f.at(8, start+10*day)
	_, err := f.msgs.JustifyEmergency(f.ctx, &types.MsgJustifyEmergency{Recorder: "recorder", Case: c.Id, DocumentDigest: digest(1)})
	require.NoError(t, err)
	c, err = f.keeper.Cases.Get(f.ctx, c.Id)
	require.NoError(t, err)
	require.Greater(t, c.Justification.At, c.JustifyBy)
	require.Equal(t, start+40*day, c.ReviewBy)
}

// passed are the ids of what the next block tells of.
func passed(f *fixture) (ids [][]byte) {
	f.Helper()
	f.ctx = f.ctx.WithEventManager(f.ctx.EventManager())
	before := len(f.ctx.EventManager().Events())
	require.NoError(f, f.keeper.BeginBlock(f.ctx))
	for _, e := range f.ctx.EventManager().Events()[before:] {
		require.Equal(f, "assent.access.v1.EventDeadlinePassed", e.Type)
		ids = append(ids, []byte(e.Type))
	}
	return ids
}

func TestADeadlineThatPassesIsToldOnceAndInParts(t *testing.T) {
	f := withEmergencies(newFixture(t))
	const messages = 3 + types.MaxDuesPerBlock/types.MaxCases
	for i := range messages {
		var events []types.Event
		for n := range types.MaxCases {
			e := emergency(start, byte(n), types.Side_SIDE_RECIPIENT)
			e.Exchange[0] = byte(i)
			events = append(events, e)
		}
		f.record(events...)
	}
	justified := caseID(emergency(start, 0, types.Side_SIDE_RECIPIENT))
	_, err := f.msgs.JustifyEmergency(f.ctx, &types.MsgJustifyEmergency{Recorder: "recorder", Case: justified, DocumentDigest: digest(1)})
	require.NoError(t, err)

	f.at(8, start+3*day-1)
	require.Empty(t, passed(f))
	f.at(9, start+3*day)
	first := len(passed(f))
	second := len(passed(f))
	require.Equal(t, types.MaxCases*messages-1, first+second, "all but the one that was justified")
	require.LessOrEqual(t, first, types.MaxDuesPerBlock+types.MaxCases)
	require.Positive(t, second, "the others wait for the next block")
	require.Empty(t, passed(f))
	f.at(10, start+30*day)
	require.Len(t, passed(f), 1, "its review is overdue")
	require.Empty(t, passed(f))
	require.Empty(t, f.export().Dues)
}

func TestReviewersAreKnownParticipantsThatAnAuthorityNames(t *testing.T) {
	f := newFixture(t)
	name := func(sender string, participants ...string) error {
		_, err := f.msgs.NameReviewers(f.ctx, &types.MsgNameReviewers{Authority: sender, Participants: participants})
		return err
	}
	require.Error(t, name("admin", hospital))
	require.ErrorIs(t, name("authority of DE", "de-nobody"), types.ErrReviewersInvalid)
	require.ErrorIs(t, name("authority of DE", "fr-clinic", "de-practice"), types.ErrReviewersInvalid)
	require.ErrorIs(t, name("authority of DE", "de-practice", "de-practice"), types.ErrReviewersInvalid)
	require.ErrorIs(t, name("authority of DE", make([]string, types.MaxReviewers+1)...), types.ErrReviewersInvalid)
	require.NoError(t, name("authority of DE", "de-practice", "fr-clinic"))
	ask := func() []string {
		r, err := f.queries.Reviewers(f.ctx, &types.QueryReviewersRequest{Jurisdiction: "DE"})
		require.NoError(t, err)
		return r.Reviewers.Participants
	}
	require.Equal(t, []string{"de-practice", "fr-clinic"}, ask())
	require.NoError(t, name("authority of DE"))
	require.Empty(t, ask())
	require.NoError(t, f.export().Validate())
}

func TestACaseIsShownToThoseWhoHaveAPartInIt(t *testing.T) {
	f := withEmergencies(newFixture(t))
	c := received(f)
	ask := func(as string, id []byte) error {
		r := &types.QueryCaseRequest{Case: id, Caller: &caller.Caller{}}
		f.signs(as, types.MethodCase, r)
		_, err := f.queries.Case(f.ctx, r)
		return err
	}
	for _, as := range []string{hospital, "de-practice", "DE", "de-auditor"} {
		require.NoError(t, ask(as, c.Id), as)
	}
	for _, as := range []string{"fr-clinic", "FR", "IT"} {
		require.Equal(t, ask(as, digest(0)), ask(as, c.Id), as)
	}
	_, err := f.msgs.NameReviewers(f.ctx, &types.MsgNameReviewers{Authority: "authority of DE", Participants: []string{"fr-clinic"}})
	require.NoError(t, err)
	require.NoError(t, ask("fr-clinic", c.Id), "it reviews")
	_, err = f.queries.Case(f.ctx, &types.QueryCaseRequest{Case: c.Id})
	require.Error(t, err, "nobody")
}

// Whatever the steps and their order, a case is in a state that a genesis may have, ends
// once, and was never reviewed by a party.
func TestACaseGoesThroughItsStepsInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		e := emergency(start, 1, types.Side_SIDE_RECIPIENT)
		c := types.NewCase(&e, types.Place{Trail: pacs, Time: start}, 3*day)
		at, ended := int64(start), false
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			at += rapid.Int64Range(0, 2*day).Draw(rt, "passes")
			by := rapid.SampledFrom([]string{hospital, "de-practice", "DE", "de-ombudsman"}).Draw(rt, "by")
			var next types.Case
			var err error
			if rapid.Bool().Draw(rt, "justifies") {
				next, err = c.Justified(by, digest(1), at, day)
				require.Equal(rt, by == hospital && c.Status == types.CaseStatus_CASE_STATUS_OPEN, err == nil)
			} else {
				outcome := types.CaseStatus(rapid.Int32Range(0, 4).Draw(rt, "outcome"))
				next, err = c.Reviewed(by, outcome, digest(2), at)
				require.False(rt, err == nil && (ended || by == hospital || by == "de-practice"))
				require.False(rt, err == nil && c.Status == types.CaseStatus_CASE_STATUS_OPEN &&
					(at < c.JustifyBy || outcome != types.CaseStatus_CASE_STATUS_VIOLATION))
				ended = ended || err == nil
			}
			if err == nil {
				c = next
			}
			require.NoError(rt, c.Validate())
		}
	})
}
