package keeper_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/x/access/types"
)

// listCases follows the pages of a list, of so many each.
func (f *fixture) listCases(as string, limit uint64, r types.QueryCasesRequest) (ids []string, pages int) {
	f.Helper()
	var key []byte
	for {
		r.Caller, r.Pagination = &caller.Caller{}, &query.PageRequest{Limit: limit, Key: key}
		f.signs(as, types.MethodCases, &r)
		answer, err := f.queries.Cases(f.ctx, &r)
		require.NoError(f, err)
		for _, c := range answer.Cases {
			ids = append(ids, fmt.Sprintf("%X", c.Id))
		}
		if pages++; answer.Pagination.NextKey == nil {
			return ids, pages
		}
		key = answer.Pagination.NextKey
	}
}

func TestCasesAreListedByWhatIsAskedForToThoseWhoMayKnow(t *testing.T) {
	f := withEmergencies(newFixture(t))
	for i := range 40 {
		e := emergency(start, byte(i), types.Side_SIDE_RECIPIENT)
		e.Subject = subject(uint32(i % 3))
		if i%4 == 0 {
			e.Controller = "fr-clinic"
		}
		f.record(e)
		if i%5 == 0 {
			_, err := f.msgs.JustifyEmergency(f.ctx, &types.MsgJustifyEmergency{Recorder: "recorder", Case: caseID(e), DocumentDigest: digest(1)})
			require.NoError(t, err)
		}
	}
	f.at(8, start+3*day)
	all := f.export().Cases
	require.Len(t, all, 40)
	knows := map[string]func(types.Case) bool{
		hospital:      func(types.Case) bool { return true },
		"DE":          func(types.Case) bool { return true }, // The recipient is there.
		"de-practice": func(c types.Case) bool { return c.Controller == "de-practice" },
		"fr-clinic":   func(c types.Case) bool { return c.Controller == "fr-clinic" },
		"FR":          func(c types.Case) bool { return c.Controller == "fr-clinic" },
		"IT":          func(types.Case) bool { return false },
	}
	for name, ask := range map[string]struct {
		request types.QueryCasesRequest
		is      func(types.Case) bool
	}{
		"all":           {types.QueryCasesRequest{}, func(types.Case) bool { return true }},
		"of a subject":  {types.QueryCasesRequest{Subject: subject(1)}, func(c types.Case) bool { return string(c.Subject) == string(subject(1)) }},
		"of nobody":     {types.QueryCasesRequest{Subject: subject(9)}, func(types.Case) bool { return false }},
		"of a party":    {types.QueryCasesRequest{Participant: "fr-clinic"}, func(c types.Case) bool { return c.Controller == "fr-clinic" }},
		"of the other":  {types.QueryCasesRequest{Participant: hospital}, func(types.Case) bool { return true }},
		"of one status": {types.QueryCasesRequest{Status: types.CaseStatus_CASE_STATUS_JUSTIFIED}, func(c types.Case) bool { return c.Justification != nil }},
		"that are late": {types.QueryCasesRequest{Overdue: true}, func(c types.Case) bool { return c.Justification == nil }},
		"all conditions": {types.QueryCasesRequest{Subject: subject(0), Participant: "fr-clinic", Overdue: true, Status: types.CaseStatus_CASE_STATUS_OPEN}, func(c types.Case) bool {
			return string(c.Subject) == string(subject(0)) && c.Controller == "fr-clinic" && c.Justification == nil
		}},
	} {
		for as, may := range knows {
			var want []string
			for _, c := range all {
				if ask.is(c) && may(c) {
					want = append(want, fmt.Sprintf("%X", c.Id))
				}
			}
			for _, limit := range []uint64{0, 1, 7, 100} {
				got, _ := f.listCases(as, limit, ask.request)
				require.Equal(t, want, got, "%s, as %s, in pages of %d", name, as, limit)
			}
		}
	}
}

// A page costs no more for what it does not find.
func TestAPageLooksAtABoundedNumberOfCases(t *testing.T) {
	f := withEmergencies(newFixture(t))
	const many = 650
	for i := range many {
		e := emergency(start, byte(i), types.Side_SIDE_RECIPIENT)
		e.Exchange[1] = byte(i >> 8)
		f.record(e)
	}
	ids, pages := f.listCases(hospital, 100, types.QueryCasesRequest{Subject: subject(9)})
	require.Empty(t, ids)
	require.Equal(t, 3, pages)
	ids, _ = f.listCases(hospital, 100, types.QueryCasesRequest{})
	require.Len(t, ids, many)
}

func TestDisputesAreListedByWhatIsAskedForToThoseWhoMayKnow(t *testing.T) {
	l, p := newLogged(t)
	for _, index := range []uint64{0, 1, 3} {
		_, err := l.msgs.DisputeAccess(l.ctx, l.disputes(p, index))
		require.NoError(t, err)
	}
	answered := types.DisputeID(pacs, 1)
	_, err := l.msgs.AnswerDispute(l.ctx, &types.MsgAnswerDispute{Recorder: "recorder", Dispute: answered, DocumentDigest: digest(1)})
	require.NoError(t, err)
	l.at(8, start+30*day)
	ask := func(as string, r types.QueryDisputesRequest) int {
		r.Caller = &caller.Caller{}
		l.signs(as, types.MethodDisputes, &r)
		answer, err := l.queries.Disputes(l.ctx, &r)
		require.NoError(t, err)
		return len(answer.Disputes)
	}
	for name, tc := range map[string]struct {
		request types.QueryDisputesRequest
		want    int
	}{
		"all":               {types.QueryDisputesRequest{}, 3},
		"of the subject":    {types.QueryDisputesRequest{Subject: p.id}, 3},
		"of another":        {types.QueryDisputesRequest{Subject: subject(1)}, 0},
		"of the writer":     {types.QueryDisputesRequest{Participant: hospital}, 3},
		"of another writer": {types.QueryDisputesRequest{Participant: "de-practice"}, 0},
		"open":              {types.QueryDisputesRequest{Status: types.DisputeStatus_DISPUTE_STATUS_OPEN}, 2},
		"answered":          {types.QueryDisputesRequest{Status: types.DisputeStatus_DISPUTE_STATUS_ANSWERED}, 1},
		"late":              {types.QueryDisputesRequest{Overdue: true}, 2},
	} {
		for _, as := range []string{hospital, "DE", "de-auditor"} {
			require.Equal(t, tc.want, ask(as, tc.request), "%s, as %s", name, as)
		}
		for _, as := range []string{"de-practice", "FR"} {
			require.Zero(t, ask(as, tc.request), "%s, as %s", name, as)
		}
	}
	r := &types.QueryDisputesRequest{Caller: &caller.Caller{}, Pagination: &query.PageRequest{Reverse: true}}
	l.signs("DE", types.MethodDisputes, r)
	_, err = l.queries.Disputes(l.ctx, r)
	require.ErrorContains(t, err, "reverse")
	_, err = l.queries.Disputes(l.ctx, &types.QueryDisputesRequest{})
	require.ErrorContains(t, err, "who asks")
}
