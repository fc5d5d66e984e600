package sim_test

import (
	"encoding/json"
	"math/rand"
	"testing"

	"github.com/stretchr/testify/require"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/exported"
	"github.com/assent-ledger/assent/pkg/policy"
)

// questions about each history, of its subjects, institutions and permits.
const questions = 400

// requireSameDecisions compares decisions in an exported state with those that the chain
// makes, about random requests and moments.
func requireSameDecisions(t testing.TB, s *simulated, seed int64, state json.RawMessage) int {
	t.Helper()
	document, err := json.Marshal(map[string]json.RawMessage{"app_state": state})
	require.NoError(t, err)
	require.True(t, exported.Is(document))
	w, err := exported.World(document)
	require.NoError(t, err)
	prepared := policy.Prepare(w)
	ctx := s.NewContext(true).WithBlockTime(s.play.last)
	asker := asker{World: w, dice: rand.New(rand.NewSource(seed)), until: s.play.last.Unix()}
	permitted := 0
	for range questions {
		request := asker.request()
		if request.At < historyOf(t, s, ctx, request.Subject) {
			continue // What is archived of directives is not in the assembled world.
		}
		assembled, err := s.Worlds.Open().PastWorld(ctx, request)
		require.NoError(t, err)
		decision := policy.Decide(&assembled, request)
		require.Equal(t, decision, prepared.Decide(request), "%+v", request)
		if decision.Permitted() {
			permitted++
		}
	}
	return permitted
}

func historyOf(t testing.TB, s *simulated, ctx sdk.Context, subject string) int64 {
	t.Helper()
	facts, err := s.Consent.SubjectFacts(ctx, subject)
	require.NoError(t, err)
	return facts.HistoryFrom
}

// asker draws requests about what there is in a world, most of them of now.
type asker struct {
	*policy.World

	dice  *rand.Rand
	until int64
}

func (a asker) request() policy.Request {
	r := policy.Request{
		Subject: "0x0000000000000000000000000000000000000001", At: a.until,
		Controller: a.Participants[a.dice.Intn(len(a.Participants))].ID,
		Recipient:  a.Participants[a.dice.Intn(len(a.Participants))].ID,
		Purpose:    drawn(a.dice, policy.Purposes()), Category: drawn(a.dice, policy.Categories()), Action: drawn(a.dice, policy.Actions()),
	}
	if len(a.Directives) > 0 {
		r.Subject = a.Directives[a.dice.Intn(len(a.Directives))].Subject
	}
	if len(a.Permits) > 0 && a.dice.Intn(2) == 0 {
		p := a.Permits[a.dice.Intn(len(a.Permits))]
		r.Permit, r.Recipient, r.Purpose = p.ID, p.Holder, policy.PurposeResearch
	}
	if a.dice.Intn(3) == 0 {
		r.At -= a.dice.Int63n(a.until - genesisTime.Unix() + 10)
	}
	return r
}

func drawn[T any](dice *rand.Rand, values []T) T { return values[dice.Intn(len(values))] }
