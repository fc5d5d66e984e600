// Package demo runs the main job from end to end on a network of its own:
// institutions are onboarded, a patient consents, two jurisdictions recognise
// each other, accesses are recorded and judged, and an audit checks all of it.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cosmos/cosmos-sdk/client"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
)

// Options of a run.
type Options struct {
	// Binary that the nodes are started from.
	Binary string
	// Network to write; its Dir is chosen here.
	Network localnet.Spec
	// TxConfig and Registry of the application.
	TxConfig client.TxConfig
	Registry codectypes.InterfaceRegistry
	// Keep the network running at the end.
	Keep bool
	Out  io.Writer
}

// run is one run of the demonstration.
type run struct {
	Options
	started time.Time
	step    int

	network *localnet.Running
	keys    keyring.Keyring
	client  *ledger.Client
	cast    cast
}

// Run runs the demonstration. It fails at the first expectation that does not
// hold. What it started it ends, and what it wrote it removes, unless asked to
// keep the network.
func Run(ctx context.Context, o Options) (err error) {
	r := &run{Options: o, started: time.Now()}
	if o.Network.Dir, err = os.MkdirTemp("", "assent-demo-"); err != nil {
		return err
	}
	r.Network.Dir = o.Network.Dir
	defer func() {
		if err == nil && o.Keep {
			return
		}
		if r.network != nil {
			err = errors.Join(err, r.network.Stop())
		}
		err = errors.Join(err, os.RemoveAll(o.Network.Dir))
	}()
	for _, step := range []struct {
		title string
		do    func(context.Context) error
	}{
		{"a network of validators", r.startNetwork},
		{"institutions join", r.onboard},
		{"a patient consents", r.consent},
		{"decision before any agreement", r.decideBefore},
		{"two jurisdictions recognise each other", r.recognise},
		{"the same decision", r.decideAfter},
		{"accesses are recorded and judged", r.record},
		{"the patient withdraws", r.withdraw},
		{"an audit", r.audit},
	} {
		r.begin(step.title)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.title, err)
		}
	}
	fmt.Fprintf(o.Out, "\nevery expectation held, in %.1f s\n", time.Since(r.started).Seconds())
	if o.Keep {
		r.explainKept()
	}
	return nil
}

func (r *run) begin(title string) {
	r.step++
	fmt.Fprintf(r.Out, "\n[%5.1f s] %d. %s\n", time.Since(r.started).Seconds(), r.step, title)
}

func (r *run) say(format string, args ...any) {
	fmt.Fprintf(r.Out, "           "+format+"\n", args...)
}

// startupTimeout within which all nodes must have made their first blocks.
const startupTimeout = 40 * time.Second

func (r *run) startNetwork(ctx context.Context) error {
	base, err := localnet.FreeBasePort(r.Network.Validators)
	if err != nil {
		return err
	}
	r.Network.BasePort = base
	network, err := localnet.Write(r.Network)
	if err != nil {
		return err
	}
	if r.network, err = network.Start(r.Binary); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startupTimeout)
	defer cancel()
	if err := r.network.WaitHeight(ctx, 2); err != nil {
		return err
	}
	if r.keys, err = localnet.OpenKeyring(network.Dir, r.Network.Codec); err != nil {
		return err
	}
	if r.client, err = ledger.Connect(network.Nodes[0].RPCURL(), network.ChainID, r.TxConfig, r.Registry); err != nil {
		return err
	}
	for i, node := range network.Nodes {
		r.say("%s run by %s, rpc %s, process %d", node.Home, node.Participant, node.RPC, r.network.PIDs()[i])
	}
	for _, founder := range r.Network.Founders {
		r.say("founding jurisdiction %s (%s): %s", founder.ID, founder.Name, describeRegime(founder.Profile))
	}
	return nil
}

func (r *run) explainKept() {
	node := r.network.Nodes[0]
	flags := "--node tcp://" + node.RPC
	fmt.Fprintf(r.Out, `
The network goes on. Talk to it:
  %[1]s query consent subject %[2]s %[3]s
  %[1]s query recognition agreement %[4]s %[3]s
  %[1]s query access trails %[3]s
  %[1]s audit replay --node http://%[5]s
  curl http://%[6]s/assent/registry/v1/participants
Keys: %[1]s keys list --keyring-backend test --keyring-dir %[7]s
End it: kill`, r.Binary, r.cast.patient.id(), flags, agreementID, node.RPC, node.API, r.network.Dir)
	for _, pid := range r.network.PIDs() {
		fmt.Fprintf(r.Out, " %d", pid)
	}
	fmt.Fprintf(r.Out, "; rm -r %s\n", r.network.Dir)
}
