package world_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
)

// ledger has two jurisdictions with a clinic each, of which each lacks something
// before another moment.
type ledger struct{ reads map[string]int }

var historyFrom = map[string]int64{"de-clinic": 10, "fr-clinic": 20, "DE": 30, "FR": 40}

var active = policy.History{{Status: policy.StatusActive}}

func (l ledger) PolicyParticipant(_ context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	l.reads[id]++
	home, found := map[string]string{"de-clinic": "DE", "fr-clinic": "FR"}[id]
	return world.Recorded[policy.Participant]{
		Value: policy.Participant{ID: id, Jurisdiction: home, History: active}, HistoryFrom: historyFrom[id],
	}, found, nil
}

func (l ledger) PolicyJurisdiction(_ context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	l.reads[id]++
	return world.Recorded[policy.Jurisdiction]{
		Value: policy.Jurisdiction{ID: id, History: active}, HistoryFrom: historyFrom[id],
	}, true, nil
}

func (l ledger) PastParticipant(_ context.Context, id string, at int64) (policy.Participant, error) {
	l.reads[fmt.Sprintf("%s at %d", id, at)]++
	return policy.Participant{ID: id, Jurisdiction: "past"}, nil
}

func (l ledger) PastJurisdiction(_ context.Context, id string, at int64) (policy.Jurisdiction, error) {
	l.reads[fmt.Sprintf("%s at %d", id, at)]++
	if at < 5 {
		return policy.Jurisdiction{}, world.ErrTooFarBack
	}
	return policy.Jurisdiction{ID: id, History: policy.History{{Status: policy.StatusSuspended}}}, nil
}

func (l ledger) SubjectFacts(context.Context, string) (world.SubjectFacts, error) {
	l.reads["subject"]++
	return world.SubjectFacts{HistoryFrom: 25, Directives: []policy.Directive{{ID: "a"}}}, nil
}

func (l ledger) PolicyAgreements(_ context.Context, from, to string) ([]policy.Agreement, error) {
	l.reads[from+" to "+to]++
	return []policy.Agreement{{ID: "a", Rules: make([]policy.Rule, 3)}}, nil
}

func (l ledger) PolicyPermit(_ context.Context, id string) (policy.Permit, bool, error) {
	l.reads["permit "+id]++
	if id == "broken" {
		return policy.Permit{}, false, errors.New("the store is broken")
	}
	return policy.Permit{
		ID: id, Issuer: "DE", Holder: "de-clinic",
		History: policy.History{{Status: policy.StatusIssued, Since: 50}, {Status: policy.StatusSuspended, Since: 60}},
	}, id == "de-study", nil
}

func open() (ledger, *world.Session) {
	l := ledger{reads: map[string]int{}}
	return l, world.NewAssembler(l, l, l, l).Open()
}

func TestACaseIsCertainFromTheLatestMomentOfAllThatItReads(t *testing.T) {
	for _, tc := range []struct {
		controller, recipient string
		want                  int64
	}{
		{"de-clinic", "de-clinic", 30},
		{"de-clinic", "fr-clinic", 40},
		{"fr-clinic", "de-clinic", 40},
		{"de-nobody", "de-nobody", 25},
		{"de-nobody", "de-clinic", 30},
	} {
		_, session := open()
		c, err := session.Case(t.Context(), policy.Request{Subject: "s", Controller: tc.controller, Recipient: tc.recipient})
		require.NoError(t, err)
		require.Equal(t, tc.want, c.HistoryFrom(), "%s to %s", tc.controller, tc.recipient)
	}
}

func TestASessionReadsEachFactOnce(t *testing.T) {
	l, session := open()
	for _, recipient := range []string{"fr-clinic", "fr-clinic", "de-clinic"} {
		c, err := session.Case(t.Context(), policy.Request{Subject: "s", Controller: "de-clinic", Recipient: recipient})
		require.NoError(t, err)
		if recipient == "fr-clinic" {
			require.Equal(t, 3, c.Rules)
		}
		_, err = session.World(t.Context(), policy.Request{Subject: "s", Controller: "de-clinic", Recipient: recipient})
		require.NoError(t, err)
	}
	for fact, reads := range l.reads {
		require.Equal(t, 1, reads, fact)
	}
	require.Len(t, l.reads, 6)
}

func TestAPastWorldHasBackWhatIsArchivedOfItsMoment(t *testing.T) {
	request := policy.Request{Subject: "s", Controller: "de-clinic", Recipient: "fr-clinic"}
	for at, want := range map[int64][]string{
		40: nil,
		39: {"FR"},
		30: {"FR"},
		29: {"DE", "FR"},
		19: {"fr-clinic", "DE", "FR"},
		9:  {"de-clinic", "fr-clinic", "DE", "FR"},
	} {
		l, session := open()
		request.At = at
		w, err := session.PastWorld(t.Context(), request)
		require.NoError(t, err)
		var past []string
		for _, p := range w.Participants {
			if p.Jurisdiction == "past" {
				past = append(past, p.ID)
			}
		}
		for _, j := range w.Jurisdictions {
			if j.History.At(at) == policy.StatusSuspended {
				past = append(past, j.ID)
			}
		}
		require.Equal(t, want, past, "at %d", at)
		for _, id := range want {
			require.Equal(t, 1, l.reads[fmt.Sprintf("%s at %d", id, at)])
		}
		require.Len(t, w.Directives, 1)
		require.Len(t, w.Agreements, 1)

		now, err := session.World(t.Context(), request)
		require.NoError(t, err)
		require.Equal(t, "DE", now.Participants[0].Jurisdiction, "what is archived is for that moment alone")
	}
	_, session := open()
	request.At = 4
	_, err := session.PastWorld(t.Context(), request)
	require.ErrorIs(t, err, world.ErrTooFarBack)
}

// research asks for data of a clinic for itself, under a permit.
func research(permit string, at int64) policy.Request {
	return policy.Request{
		Subject: "s", Controller: "de-clinic", Recipient: "de-clinic", Purpose: policy.PurposeResearch,
		Category: policy.CategoryEHR, Action: policy.ActionAccess, At: at, Permit: permit,
	}
}

// permitLaw has every purpose need a permit.
type permitLaw struct{ ledger }

func (l permitLaw) PolicyJurisdiction(_ context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	law := policy.Profile{}
	law.Regimes[policy.PurposeResearch] = policy.RegimeDataPermit
	return world.Recorded[policy.Jurisdiction]{Value: policy.Jurisdiction{ID: id, History: active, Profiles: []policy.Profile{law}}}, true, nil
}

func TestARequestFindsThePermitThatItNamesAsOfItsMoment(t *testing.T) {
	l := permitLaw{ledger{reads: map[string]int{}}}
	session := world.NewAssembler(l, l, l, l).Open()
	for _, tc := range []struct {
		permit string
		at     int64
		want   []policy.Reason
	}{
		{"", 55, []policy.Reason{policy.ReasonNoPermit}},
		{"de-other", 55, []policy.Reason{policy.ReasonNoPermit}},
		{"de-study", 49, []policy.Reason{policy.ReasonPermitNotApplicable}},
		{"de-study", 50, nil},
		{"de-study", 59, nil},
		{"de-study", 60, []policy.Reason{policy.ReasonPermitNotApplicable}},
		{"", 55, []policy.Reason{policy.ReasonNoPermit}},
	} {
		r := research(tc.permit, tc.at)
		c, err := session.Case(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, tc.want, c.Decide(r).Reasons.Codes(), "%s at %d", tc.permit, tc.at)
		w, err := session.PastWorld(t.Context(), r)
		require.NoError(t, err)
		require.Equal(t, tc.want, policy.Decide(&w, r).Reasons.Codes(), "%s at %d", tc.permit, tc.at)
		require.Equal(t, tc.permit == "de-study", len(w.Permits) == 1)
	}
	require.Equal(t, 1, l.reads["permit de-study"])
	require.Equal(t, 1, l.reads["permit de-other"], "that there is none is remembered too")
	require.Zero(t, l.reads["permit "], "no name is not looked for")
}

func TestWithoutPermitsEveryNameIsUnknown(t *testing.T) {
	l := permitLaw{ledger{reads: map[string]int{}}}
	session := world.NewAssembler(l, l, l, nil).Open()
	r := research("de-study", 55)
	c, err := session.Case(t.Context(), r)
	require.NoError(t, err)
	require.Equal(t, []policy.Reason{policy.ReasonNoPermit}, c.Decide(r).Reasons.Codes())
}

func TestAPermitThatCannotBeReadIsAnError(t *testing.T) {
	_, session := open()
	_, err := session.Case(t.Context(), research("broken", 55))
	require.Error(t, err)
	_, err = session.World(t.Context(), research("broken", 55))
	require.Error(t, err)
}
