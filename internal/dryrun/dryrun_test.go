package dryrun_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/dryrun"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	deny   = vocabulary.Effect_EFFECT_DENY
	permit = vocabulary.Effect_EFFECT_PERMIT
)

// everyTenthOpens is a node on which every tenth request about research would be permitted.
type everyTenthOpens struct {
	height  int64
	batches []int
	seen    int
}

func (n *everyTenthOpens) answer(_ context.Context, r *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
	n.batches = append(n.batches, len(r.Requests))
	res := &types.QuerySimulateResponse{Height: n.height, Time: 7}
	counts := map[vocabulary.Purpose]*types.SimulationCount{}
	for i, q := range r.Requests {
		c := counts[q.Purpose]
		if c == nil {
			c = &types.SimulationCount{Purpose: q.Purpose, Category: q.Category, From: "DE", To: "FR"}
			counts[q.Purpose] = c
		}
		c.Requests++
		if n.seen++; n.seen%10 == 0 && q.Purpose == vocabulary.Purpose_PURPOSE_RESEARCH {
			c.Opened++
			res.Changes = append(res.Changes, types.SimulatedChange{
				Request: uint32(i), From: "DE", To: "FR", Before: types.QueryDecideResponse{Effect: deny}, After: types.QueryDecideResponse{Effect: permit},
			})
		}
	}
	for _, purpose := range []vocabulary.Purpose{vocabulary.Purpose_PURPOSE_TREATMENT, vocabulary.Purpose_PURPOSE_RESEARCH} {
		if c := counts[purpose]; c != nil {
			res.Counts = append(res.Counts, *c)
		}
	}
	return res, nil
}

func stream(n int) *strings.Reader {
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `{"subject": "0x%040d", "controller": "de-clinic", "recipient": "fr-lab", "purpose": %q, "category": "EHR", "action": "USE", "at": 5}`+"\n",
			i, []string{"RESEARCH", "TREATMENT"}[i%20/15])
	}
	return strings.NewReader(text.String())
}

func TestAStreamIsAskedInBatchesAndCountedAsOne(t *testing.T) {
	node := &everyTenthOpens{height: 12}
	report, err := dryrun.Run(t.Context(), node.answer, stream(230), types.Supposition{Agreement: "de-fr"}, 3)
	require.NoError(t, err)
	require.Equal(t, []int{100, 100, 30}, node.batches)
	require.Equal(t, int64(12), report.Height)
	require.Equal(t, dryrun.Tally{Requests: 230, Opened: 12}, report.Total)
	require.Len(t, report.Counts, 2)
	require.Equal(t, "TREATMENT", report.Counts[0].Purpose)
	require.Equal(t, "RESEARCH", report.Counts[1].Purpose)
	require.Equal(t, uint32(230), report.Counts[0].Requests+report.Counts[1].Requests)
	require.Equal(t, uint32(12), report.Counts[1].Opened)
	var numbers []int
	for _, e := range report.Examples {
		numbers = append(numbers, e.Number)
		require.Equal(t, []string{"fr-lab", "DENY", "PERMIT"}, []string{e.Recipient, e.Before.Effect, e.After.Effect})
	}
	require.Equal(t, []int{10, 30, 50}, numbers)
	var text bytes.Buffer
	require.NoError(t, report.Text(&text))
	require.Contains(t, text.String(), "230 requests at height 12: 12 would be permitted that are denied, 0 denied that are permitted, 0 otherwise")
	require.Contains(t, text.String(), "RESEARCH")
}

func TestWhatANodeSaysOfAnotherStateIsNoReport(t *testing.T) {
	moving := &everyTenthOpens{height: 12}
	_, err := dryrun.Run(t.Context(), func(ctx context.Context, r *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
		moving.height++
		return moving.answer(ctx, r)
	}, stream(101), types.Supposition{}, 3)
	require.ErrorContains(t, err, "from height 13, and then from 14")

	_, err = dryrun.Run(t.Context(), func(context.Context, *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
		return &types.QuerySimulateResponse{Height: 1, Changes: []types.SimulatedChange{{Request: 5}}}, nil
	}, stream(5), types.Supposition{}, 3)
	require.ErrorContains(t, err, "request 5 of 5")

	refused := errors.New("refused")
	_, err = dryrun.Run(t.Context(), func(context.Context, *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error) {
		return nil, refused
	}, stream(1), types.Supposition{}, 3)
	require.ErrorIs(t, err, refused)
	_, err = dryrun.Run(t.Context(), moving.answer, strings.NewReader(""), types.Supposition{}, 3)
	require.ErrorContains(t, err, "no request")
}
