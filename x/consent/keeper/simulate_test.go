package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

var draftInForce = types.Supposition{Agreement: "de-fr", Status: types.SupposedStatus_SUPPOSED_STATUS_IN_FORCE}

// acrossAndWithin are a request that crosses no border and three that cross that of the
// draft, of which one is about a silent patient.
func acrossAndWithin(w, silent *wallet) *types.QuerySimulateRequest {
	within := decideRequest(w, 0)
	across := *within
	across.Recipient = "fr-dkfz"
	unsaid := across
	unsaid.Subject = silent.subject()
	other := across
	other.Category = vocabulary.Category_CATEGORY_MENTAL_HEALTH
	return &types.QuerySimulateRequest{
		Requests: []types.QueryDecideRequest{*within, across, unsaid, other}, Supposition: draftInForce,
	}
}

func TestADryRunTellsWhatWouldBeDecidedOtherwise(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(research))
	request := acrossAndWithin(w, f.enrolled("bob"))
	res, err := f.queries.Simulate(f.ctx, request)
	require.NoError(t, err)

	require.Len(t, res.Changes, 3)
	opened := res.Changes[0]
	require.Equal(t, uint32(1), opened.Request)
	require.Equal(t, []string{"DE", "FR"}, []string{opened.From, opened.To})
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, opened.Before.Effect)
	require.Equal(t, []vocabulary.Reason{vocabulary.Reason_REASON_NO_RECOGNITION_AGREEMENT}, opened.Before.Reasons)
	require.Equal(t, vocabulary.Effect_EFFECT_PERMIT, opened.After.Effect)
	require.Equal(t, "de-fr", opened.After.Agreement)
	require.Equal(t, f.now(), opened.After.At)
	altered := res.Changes[1]
	require.Equal(t, uint32(2), altered.Request)
	require.Equal(t, vocabulary.Effect_EFFECT_DENY, altered.After.Effect)
	require.Equal(t, []vocabulary.Reason{vocabulary.Reason_REASON_NO_CONSENT}, altered.After.Reasons)
	category := request.Requests[0].Category
	require.Equal(t, []types.SimulationCount{
		{Purpose: request.Requests[0].Purpose, Category: category, From: "DE", To: "DE", Requests: 1},
		{Purpose: request.Requests[0].Purpose, Category: category, From: "DE", To: "FR", Requests: 2, Opened: 1, Altered: 1},
		{Purpose: request.Requests[0].Purpose, Category: vocabulary.Category_CATEGORY_MENTAL_HEALTH, From: "DE", To: "FR", Requests: 1, Opened: 1},
	}, res.Counts)
	require.Equal(t, f.ctx.BlockHeight(), res.Height)
	require.Equal(t, f.now(), res.Time)

	for i := range request.Requests {
		decision, err := f.queries.Decide(f.ctx, &request.Requests[i])
		require.NoError(t, err)
		for _, change := range res.Changes {
			if int(change.Request) == i {
				change.Before.Height, change.Before.Time = decision.Height, decision.Time
				require.Equal(t, *decision, change.Before, "before is what Decide answers")
			}
		}
	}
}

func TestADryRunTellsNoMoreThanADecisionWould(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	f.mustGive(w.signs(research))
	request := acrossAndWithin(w, f.enrolled("bob"))
	_, err := f.asks("de-ukm").Simulate(f.ctx, request)
	require.Equal(t, codes.PermissionDenied, status.Code(err))
	require.Contains(t, err.Error(), "request 0")

	nobody := acrossAndWithin(f.newWallet("nobody"), f.newWallet("no one"))
	for i := range request.Requests {
		request.Requests[i].Controller, nobody.Requests[i].Controller = "de-ukm", "de-ukm"
	}
	forbidden, err := f.asks("de-ukm").Simulate(f.ctx, request)
	require.NoError(t, err)
	absent, err := f.asks("de-ukm").Simulate(f.ctx, nobody)
	require.NoError(t, err)
	require.Equal(t, absent, forbidden)

	_, err = f.server.Simulate(f.ctx, request)
	require.Equal(t, codes.Unauthenticated, status.Code(err))
}

func TestAMalformedDryRunIsRefused(t *testing.T) {
	f := newFixture(t)
	w := f.enrolled("alice")
	for name, tc := range map[string]struct {
		spoil func(*types.QuerySimulateRequest)
		text  string
	}{
		"no requests":                    {func(r *types.QuerySimulateRequest) { r.Requests = nil }, "1 to 100"},
		"too many":                       {func(r *types.QuerySimulateRequest) { r.Requests = make([]types.QueryDecideRequest, 101) }, "1 to 100"},
		"a malformed one":                {func(r *types.QuerySimulateRequest) { r.Requests[2].Subject = "alice" }, "request 2"},
		"own caller":                     {func(r *types.QuerySimulateRequest) { r.Requests[1].Caller = &caller.Caller{} }, "request 1"},
		"nothing supposed":               {func(r *types.QuerySimulateRequest) { r.Supposition.Status = 0 }, "SUSPENDED or IN_FORCE"},
		"a party that brings into force": {func(r *types.QuerySimulateRequest) { r.Supposition.Party = "DE" }, "only with SUSPENDED"},
		"no such draft":                  {func(r *types.QuerySimulateRequest) { r.Supposition.Agreement = "de-it" }, "no such draft"},
	} {
		request := acrossAndWithin(w, w)
		tc.spoil(request)
		_, err := f.queries.Simulate(f.ctx, request)
		require.Equal(t, codes.InvalidArgument, status.Code(err), name)
		require.Contains(t, err.Error(), tc.text, name)
	}
	_, err := f.server.Simulate(f.ctx, nil)
	require.Equal(t, codes.InvalidArgument, status.Code(err))
}
