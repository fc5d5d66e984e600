// Package demo runs the main job from end to end on a network of its own:
// institutions are onboarded, a patient consents, two jurisdictions recognise
// each other, accesses are recorded and judged, and an audit checks all of it.
package demo

import (
	"context"
	"errors"
	"fmt"

	"github.com/assent-ledger/assent/internal/stage"
)

// Options of a run.
type Options struct {
	stage.Options
	// Keep the network running at the end.
	Keep bool
}

// run is one run of the demonstration.
type run struct {
	*stage.Stage
	cast cast
}

// Run runs the demonstration. It fails at the first expectation that does not
// hold. What it started it ends, and what it wrote it removes, unless asked to
// keep the network.
func Run(ctx context.Context, o Options) (err error) {
	r := &run{}
	defer func() {
		if r.Stage != nil && (err != nil || !o.Keep) {
			err = errors.Join(err, r.Close())
		}
	}()
	fmt.Fprintln(o.Out, "starting a network of validators")
	if r.Stage, err = stage.Open(ctx, o.Options); err != nil {
		return err
	}
	err = r.Play(
		ctx,
		stage.Scene{Title: "a network of validators", Play: r.presentNetwork},
		stage.Scene{Title: "institutions join", Play: r.onboard},
		stage.Scene{Title: "a patient consents", Play: r.consent},
		stage.Scene{Title: "decision before any agreement", Play: r.decideBefore},
		stage.Scene{Title: "two jurisdictions recognise each other", Play: r.recognise},
		stage.Scene{Title: "the same decision", Play: r.decideAfter},
		stage.Scene{Title: "accesses are recorded and judged", Play: r.record},
		stage.Scene{Title: "the patient withdraws", Play: r.withdraw},
		stage.Scene{Title: "an audit", Play: r.audit},
	)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Out, "\nevery expectation held, in %.1f s\n", r.Elapsed().Seconds())
	if o.Keep {
		r.explainKept()
	}
	return nil
}

func (r *run) presentNetwork(context.Context) error {
	for i, node := range r.Network.Nodes {
		r.Say("%s run by %s, rpc %s, process %d", node.Home, node.Participant, node.RPC, r.Network.PIDs()[i])
	}
	for _, founder := range r.Spec.Founders {
		r.Say("founding jurisdiction %s (%s): %s", founder.ID, founder.Name, describeRegime(founder.Profile))
	}
	return nil
}

func (r *run) explainKept() {
	node := r.Network.Nodes[0]
	flags := "--node tcp://" + node.RPC
	fmt.Fprintf(r.Out, `
The network goes on. Talk to it:
  %[1]s query consent subject %[2]s %[3]s
  %[1]s query recognition agreement %[4]s %[3]s
  %[1]s query access trails %[3]s
  %[1]s audit replay --node http://%[5]s
  curl http://%[6]s/assent/registry/v1/participants
Keys: %[1]s keys list --keyring-backend test --keyring-dir %[7]s
End it: kill`, r.Binary, r.cast.patient.id(), flags, agreementID, node.RPC, node.API, r.Network.Dir)
	for _, pid := range r.Network.PIDs() {
		fmt.Fprintf(r.Out, " %d", pid)
	}
	fmt.Fprintf(r.Out, "; rm -r %s\n", r.Network.Dir)
}
