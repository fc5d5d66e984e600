// Package dryrun asks a node which of many access requests would be decided otherwise if
// an agreement between jurisdictions stood otherwise.
package dryrun

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/assent-ledger/assent/internal/simulator"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Node answers a dry run, always from the state of one height.
type Node func(context.Context, *types.QuerySimulateRequest) (*types.QuerySimulateResponse, error)

// Run asks about a stream of requests in the neutral form, one JSON document after the
// other, and keeps so many examples.
func Run(ctx context.Context, node Node, requests io.Reader, s types.Supposition, examples int) (Report, error) {
	r := run{node: node, supposition: s, report: Report{Counts: []Count{}, Examples: []Example{}}, keep: examples}
	err := simulator.ReadRequests(requests, func(request policy.Request) error {
		r.batch = append(r.batch, types.NewQueryDecideRequest(request))
		if len(r.batch) < types.MaxDecisions {
			return nil
		}
		return r.ask(ctx)
	})
	if err == nil && len(r.batch) > 0 {
		err = r.ask(ctx)
	}
	if err != nil {
		return Report{}, err
	}
	slices.SortFunc(r.counts, types.SimulationCount.Compare)
	for _, count := range r.counts {
		r.report.Counts = append(r.report.Counts, newCount(count))
	}
	r.report.Total = newTally(r.total)
	return r.report, nil
}

// run is a report on its way.
type run struct {
	node        Node
	supposition types.Supposition
	keep        int
	batch       []types.QueryDecideRequest
	total       types.SimulationCount
	counts      []types.SimulationCount
	report      Report
}

// ask has the batch answered.
func (r *run) ask(ctx context.Context) error {
	first := int(r.total.Requests) + 1
	answer, err := r.node(ctx, &types.QuerySimulateRequest{Requests: r.batch, Supposition: r.supposition})
	if err != nil {
		return fmt.Errorf("requests from number %d on: %w", first, err)
	}
	if r.report.Height != 0 && r.report.Height != answer.Height {
		return fmt.Errorf("the node answered from height %d, and then from %d", r.report.Height, answer.Height)
	}
	r.report.Height, r.report.Time = answer.Height, answer.Time
	for _, count := range answer.Counts {
		r.count(count)
	}
	for _, change := range answer.Changes {
		if int(change.Request) >= len(r.batch) {
			return fmt.Errorf("the node speaks of request %d of %d", change.Request, len(r.batch))
		}
		if len(r.report.Examples) < r.keep {
			r.report.Examples = append(r.report.Examples,
				newExample(first+int(change.Request), r.batch[change.Request], change))
		}
	}
	r.batch = r.batch[:0:0]
	return nil
}

func (r *run) count(c types.SimulationCount) {
	r.total.Merge(c)
	i := slices.IndexFunc(r.counts, func(there types.SimulationCount) bool { return there.Compare(c) == 0 })
	if i < 0 {
		r.counts = append(r.counts, c)
		return
	}
	r.counts[i].Merge(c)
}
