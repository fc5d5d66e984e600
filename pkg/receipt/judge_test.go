package receipt

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestJudge(t *testing.T) {
	const carryBy = moment + hour
	foreign := func(at int64) Later { return Later{At: at, By: "de-ukm"} }
	own := func(at int64) Later { return Later{At: at, By: relayer} }
	for _, c := range []struct {
		name    string
		seen    Observation
		verdict Verdict
		reason  Reason
	}{
		{"taken at once", Observation{Time: moment, Highest: 7, AcceptedAt: moment}, Kept, InTime},
		{"taken in the last second", Observation{Time: carryBy, Highest: 7, AcceptedAt: carryBy - 1}, Kept, InTime},
		{"taken, and the signer went on", Observation{Time: carryBy, Highest: 9, AcceptedAt: moment + 5}, Kept, InTime},
		{"taken before, from somebody else", Observation{Time: carryBy, Highest: 7, AcceptedAt: moment - 5}, Kept, InTime},
		{"refused at first, then taken", Observation{Time: carryBy, Highest: 7, AcceptedAt: moment + 5, Refused: true}, Kept, InTime},
		{"taken as the moment comes", Observation{Time: carryBy, Highest: 7, AcceptedAt: carryBy}, Broken, Late},
		{"taken a day later", Observation{Time: carryBy + 24*hour, Highest: 7, AcceptedAt: carryBy + 5}, Broken, Late},
		{"refused until then, taken later", Observation{Time: carryBy + 5, Highest: 7, AcceptedAt: carryBy + 5, Refused: true}, Excused, Refused},
		{"not yet", Observation{Time: carryBy - 1, Highest: 6}, Pending, Early},
		{"not yet, and refused so far", Observation{Time: carryBy - 1, Highest: 6, Refused: true}, Pending, Early},
		{"before it was received", Observation{Time: moment - hour}, Pending, Early},
		{"never", Observation{Time: carryBy, Highest: 6}, Broken, Absent},
		{"never, and nothing else", Observation{Time: carryBy}, Broken, Absent},
		{"never, for the ledger refuses it", Observation{Time: carryBy, Highest: 6, Refused: true}, Excused, Refused},
		{"the signer went on with another", Observation{Time: carryBy, Highest: 8, Later: foreign(moment + 5)}, Excused, Overtaken},
		{"the signer said something else with the same sequence", Observation{Time: carryBy, Highest: 7, Later: foreign(moment + 5)}, Excused, Overtaken},
		{"the signer went on, which is known before", Observation{Time: moment + 5, Highest: 8, Later: foreign(moment + 5)}, Excused, Overtaken},
		{"the signer went on as the moment came", Observation{Time: carryBy, Highest: 8, Later: foreign(carryBy)}, Broken, Absent},
		{"the signer had gone on before", Observation{Time: carryBy, Highest: 8, Later: foreign(moment - 1)}, Excused, Stale},
		{"the relayer had brought it further before", Observation{Time: carryBy, Highest: 8, Later: own(moment - 1)}, Excused, Stale},
		{"the relayer turned the order", Observation{Time: carryBy, Highest: 8, Later: own(moment)}, Broken, Overtook},
		{"the relayer turned the order, which is known before", Observation{Time: moment + 5, Highest: 8, Later: own(moment + 5)}, Broken, Overtook},
		{"the relayer went on with what follows a refused one", Observation{Time: carryBy, Highest: 8, Later: own(moment + 5), Refused: true}, Excused, Refused},
		{"the relayer went on later", Observation{Time: carryBy + 5, Highest: 8, Later: own(carryBy)}, Broken, Absent},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.seen.ChainID = chainID
			verdict, reason, err := Judge(withdrawal(t), c.seen)
			require.NoError(t, err)
			require.Equal(t, c.verdict, verdict)
			require.Equal(t, c.reason, reason)
		})
	}
}

func TestJudgeOfWhatHasNoSequence(t *testing.T) {
	r, err := Take(chainID, relayer, messages(moment + 2*hour)[2], moment, moment+hour)
	require.NoError(t, err)
	r = signed(t, r)
	for _, c := range []struct {
		seen    Observation
		verdict Verdict
	}{
		{Observation{Time: moment + hour - 1}, Pending},
		{Observation{Time: moment + hour, Highest: 3}, Broken},
		{Observation{Time: moment + hour, AcceptedAt: moment}, Kept},
		{Observation{Time: moment + hour, Refused: true}, Excused},
	} {
		c.seen.ChainID = chainID
		verdict, _, err := Judge(r, c.seen)
		require.NoError(t, err)
		require.Equal(t, c.verdict, verdict)
	}
	_, _, err = Judge(r, Observation{ChainID: chainID, Time: moment, Later: Later{At: moment, By: relayer}})
	require.ErrorIs(t, err, ErrObservation)
}

func TestJudgeRefusesWhatIsNotShown(t *testing.T) {
	r := withdrawal(t)
	for name, seen := range map[string]Observation{
		"a moment before 1970":                        {Time: -1},
		"taken before 1970":                           {Time: moment, Highest: 7, AcceptedAt: -1},
		"taken after the block":                       {Time: moment, Highest: 7, AcceptedAt: moment + 1},
		"taken without its sequence":                  {Time: moment, Highest: 6, AcceptedAt: moment},
		"taken, and made worthless":                   {Time: moment, Highest: 8, AcceptedAt: moment, Later: Later{moment, relayer}},
		"a sequence as high that nobody brought":      {Time: moment, Highest: 7},
		"something later that nobody brought":         {Time: moment, Highest: 8, Later: Later{At: moment}},
		"something later by what is no participant":   {Time: moment, Highest: 8, Later: Later{moment, "DE"}},
		"something later at no moment":                {Time: moment, Highest: 8, Later: Later{By: relayer}},
		"something later after the block":             {Time: moment, Highest: 8, Later: Later{moment + 1, relayer}},
		"something later that the state knows not of": {Time: moment, Highest: 6, Later: Later{moment, relayer}},
	} {
		seen.ChainID = chainID
		_, _, err := Judge(r, seen)
		require.ErrorIs(t, err, ErrObservation, name)
	}
	_, _, err := Judge(r, Observation{ChainID: "assent-other", Time: moment})
	require.ErrorIs(t, err, ErrChain)
	r.CarryBy++
	_, _, err = Judge(r, Observation{ChainID: chainID, Time: moment})
	require.ErrorIs(t, err, ErrSignature)
}

// A true observation that is made later never takes back Kept, and never blames where an
// earlier one did not, but for a promise that was open.
func TestALaterLookDoesNotTurnAVerdict(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := withdrawal(t)
		at := rapid.Int64Range(moment-10, r.CarryBy+10).Draw(t, "at")
		accepted, by := rapid.Bool().Draw(t, "accepted"), rapid.SampledFrom([]string{relayer, "de-ukm"}).Draw(t, "by")
		see := func(until int64) Observation {
			o := Observation{ChainID: chainID, Time: until, Highest: 6}
			switch {
			case until < at:
			case accepted:
				o.Highest, o.AcceptedAt = 7, at
			default:
				o.Highest, o.Later = 8, Later{At: at, By: by}
			}
			return o
		}
		first := rapid.Int64Range(moment-20, r.CarryBy+20).Draw(t, "first")
		second := rapid.Int64Range(first, r.CarryBy+20).Draw(t, "second")
		before, _, err := Judge(r, see(first))
		require.NoError(t, err)
		after, _, err := Judge(r, see(second))
		require.NoError(t, err)
		if before != Pending {
			require.Equal(t, before, after)
		}
		require.False(t, after == Pending && second >= r.CarryBy)
	})
}
