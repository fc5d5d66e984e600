package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/cosmos/cosmos-sdk/client"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
)

// Options of the network that a benchmark runs on.
type Options struct {
	// Binary that the nodes are started from.
	Binary string
	// Spec of the network; its Dir and BasePort are chosen here.
	Spec localnet.Spec
	// TxConfig and Registry of the application.
	TxConfig client.TxConfig
	Registry codectypes.InterfaceRegistry
	// Population that its genesis holds.
	Population Population
	// StartTimeout within which all nodes must have made their first blocks.
	StartTimeout time.Duration
	// CPUProfile is a file to which the first node's is written; none if it is empty.
	CPUProfile string
	// Out is told what is being done.
	Out io.Writer
}

// network that runs until it is closed.
type network struct {
	Options
	running *localnet.Running
	// keys of the desks, in memory.
	keys     keyring.Keyring
	subjects []subjectID
	founded  Founded
	// pprof is where the first node tells what it does.
	pprof string
}

// Founded says what founding a network took.
type Founded struct {
	GenesisBytes int64 `json:"genesis_bytes"`
	// Seconds to write the genesis, and until all nodes had made two blocks.
	GenesisSeconds float64 `json:"genesis_seconds"`
	StartSeconds   float64 `json:"start_seconds"`
}

// found writes a network to a temporary folder and starts it. Whoever founds a network
// closes it.
func found(ctx context.Context, o Options) (*network, error) {
	n := &network{Options: o, keys: keyring.NewInMemory(o.Spec.Codec)}
	if err := n.start(ctx); err != nil {
		return nil, errors.Join(n.explain(err), n.close())
	}
	return n, nil
}

func (n *network) start(ctx context.Context) error {
	begun := time.Now()
	if err := n.Population.settle(&n.Spec, n.keys); err != nil {
		return err
	}
	var err error
	if n.Spec.BasePort, err = localnet.FreeBasePort(n.Spec.Validators); err != nil {
		return err
	}
	if n.Spec.Dir, err = os.MkdirTemp("", "assent-bench-"); err != nil {
		return err
	}
	written, err := localnet.Write(n.Spec)
	if err != nil {
		return err
	}
	n.subjects = n.Population.subjects()
	if n.founded.GenesisBytes, err = n.Population.enrol(written, n.subjects, n.Spec.GenesisTime); err != nil {
		return err
	}
	n.founded.GenesisSeconds = time.Since(begun).Seconds()
	fmt.Fprintf(n.Out, "genesis of %d subjects: %.1f MB, written in %.1f s; %d nodes read it\n",
		n.Population.Subjects, float64(n.founded.GenesisBytes)/1e6, n.founded.GenesisSeconds, n.Spec.Validators)
	begun = time.Now()
	n.running = written.Stopped()
	for i := range written.Nodes {
		if err := n.launch(i); err != nil {
			return err
		}
	}
	starting, cancel := context.WithTimeout(ctx, n.StartTimeout)
	defer cancel()
	if err := n.running.WaitHeight(starting, 2); err != nil {
		return err
	}
	n.founded.StartSeconds = time.Since(begun).Seconds()
	fmt.Fprintf(n.Out, "all nodes have made two blocks after %.1f s\n", n.founded.StartSeconds)
	return nil
}

func (n *network) launch(i int) error {
	command := n.running.Command(i, n.Binary)
	if i == 0 && n.CPUProfile != "" {
		var err error
		if n.pprof, err = freeAddress(); err != nil {
			return err
		}
		command.Args = append(command.Args, "--rpc.pprof_laddr", n.pprof)
	}
	return n.running.Launch(i, command)
}

// freeAddress of this machine on which nobody listens now.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// close ends the nodes and removes the network's folder.
func (n *network) close() error {
	var err error
	if n.running != nil {
		err = n.running.Stop()
	}
	if n.Spec.Dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(n.Spec.Dir))
}

// client of a node.
func (n *network) client(node int) (*ledger.Client, error) {
	return ledger.Connect(n.running.Nodes[node].RPCURL(), n.Spec.ChainID, n.TxConfig, n.Registry)
}

// explain adds to an error what nodes that ended by themselves said last: their logs are
// removed with the network.
func (n *network) explain(err error) error {
	if err == nil || n.running == nil {
		return err
	}
	for i, node := range n.running.Nodes {
		if n.running.Ended(i) {
			err = errors.Join(err, fmt.Errorf("%s ended, and said last:\n%s", node.Home, lastLines(filepath.Join(n.running.Dir, node.Home, "node.log"))))
		}
	}
	return err
}

// lastLines of a log, about two kilobytes of them.
func lastLines(log string) []byte {
	const enough = 2 << 10
	text, err := os.ReadFile(log)
	if err != nil {
		return nil
	}
	return bytes.TrimSpace(text[max(0, len(text)-enough):])
}

// profile writes to the profile's file what the first node's processor does for a while.
func (n *network) profile(ctx context.Context, duration time.Duration) error {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", n.pprof, max(1, int(duration.Seconds())))
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("profile of the first node: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("profile of the first node: it answers %s", response.Status)
	}
	file, err := os.Create(n.CPUProfile)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, response.Body)
	return errors.Join(err, file.Close())
}

// processTimes is the processor time of all nodes together.
func (n *network) processTimes() (time.Duration, error) {
	var sum time.Duration
	for _, pid := range n.running.PIDs() {
		spent, err := processTime(pid)
		if err != nil {
			return 0, err
		}
		sum += spent
	}
	return sum, nil
}

// disk is what the parts of the nodes' data take up, of all nodes together.
func (n *network) disk() (map[string]int64, error) {
	sum := map[string]int64{}
	for _, node := range n.running.Nodes {
		usage, err := diskUsage(filepath.Join(n.running.Dir, node.Home, "data"))
		if err != nil {
			return nil, err
		}
		for part, size := range usage {
			sum[part] += size
		}
	}
	return sum, nil
}
