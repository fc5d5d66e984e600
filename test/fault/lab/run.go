package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/networks/local"
	"github.com/assent-ledger/assent/test/fault/load"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
	"github.com/assent-ledger/assent/test/fault/wire"
)

// lab is one run.
type lab struct {
	options
	out   io.Writer
	dir   string
	begun time.Time
	meta  record.Meta

	encoding app.Encoding
	founders []string
	wire     wire.Wire
	running  *localnet.Running
	watch    *watch
	load     *load.Load

	journal *record.Journal
	faults  *record.Lines[record.Fault]
	trace   *record.Lines[record.Sample]
	chains  []*record.Lines[record.Block]
	// hit are the processes that the present fault was done to, by node.
	hit map[int]int
}

// Figures of the network.
const (
	commitTimeout = 500 * time.Millisecond
	basePort      = 26650
	startBound    = 60 * time.Second
	drainBound    = 60 * time.Second
	// firstHeight that every node must reach before anything is tried.
	firstHeight = 3
)

// run runs the lab once and judges it. Whatever it started has ended when it
// returns; its folder is left where something was wrong, or it was asked to.
func run(ctx context.Context, o options, out io.Writer) error {
	l := &lab{options: o, out: out, begun: time.Now()}
	l.dir = filepath.Join(o.out, fmt.Sprintf("%s-%s-%d", l.begun.UTC().Format("20060102-150405"), o.profile, o.seed))
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return err
	}
	fmt.Fprintf(out, "profile %s, seed %d, commit %s; to repeat: -profile %s -seed %d -minutes %v\n", o.profile, o.seed, o.commit, o.profile, o.seed, o.minutes)
	tried := l.try(ctx)
	if interrupted := ctx.Err(); interrupted != nil {
		return errors.Join(fmt.Errorf("ended from outside: %w", interrupted), l.discard())
	}
	if tried != nil {
		l.say("the run was broken off: %v", tried)
	}
	judged := judgeFolder(l.dir, out)
	if err := errors.Join(tried, judged, l.enter(errors.Join(tried, judged))); err != nil {
		fmt.Fprintf(out, "what it wrote is in %s: read test/fault/README.md first\n", l.dir)
		return err
	}
	return l.discard()
}

// discard removes the folder unless it was asked to keep it.
func (l *lab) discard() error {
	if l.keep {
		fmt.Fprintf(l.out, "what it wrote is in %s\n", l.dir)
		return nil
	}
	return os.RemoveAll(l.dir)
}

func (l *lab) clock() record.Instant { return record.Instant(time.Since(l.begun).Milliseconds()) }
func (l *lab) nodes() int            { return schedule.Nodes }

func (l *lab) patient(d time.Duration) time.Duration {
	return time.Duration(float64(d) * l.patience)
}

func (l *lab) say(format string, args ...any) {
	fmt.Fprintf(l.out, "[%6.1f s] "+format+"\n", append([]any{time.Since(l.begun).Seconds()}, args...)...)
}

// try starts a network, puts it through its faults, and writes down everything.
func (l *lab) try(ctx context.Context) (err error) {
	l.meta = record.Meta{
		Profile: l.profile, Seed: l.seed, ChainID: "assent-faults-1", Commit: l.commit,
		Date: l.begun.UTC().Format(time.RFC3339), Nodes: l.nodes(), Bounds: l.bounds(),
	}
	if err := l.createFiles(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.closeFiles()) }()
	if err := l.connect(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.wire.Close()) }()
	defer func() {
		if l.running != nil {
			err = errors.Join(err, l.running.Stop())
		}
	}()
	if err := l.start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.watch.stop()) }()
	if err := l.ready(ctx); err != nil {
		return err
	}
	if err := l.underLoad(ctx); err != nil {
		return err
	}
	return l.settle(ctx)
}

func (l *lab) createFiles() error {
	var err error
	if l.journal, err = record.CreateJournal(l.dir); err != nil {
		return err
	}
	if l.faults, err = record.CreateFaults(l.dir); err != nil {
		return err
	}
	if l.trace, err = record.CreateTrace(l.dir); err != nil {
		return err
	}
	for node := range l.nodes() {
		chain, err := record.CreateChain(l.dir, node)
		if err != nil {
			return err
		}
		l.chains = append(l.chains, chain)
	}
	return nil
}

func (l *lab) closeFiles() error {
	errs := []error{l.journal.Close(l.clock()), l.faults.Close(), l.trace.Close()}
	for _, chain := range l.chains {
		errs = append(errs, chain.Close())
	}
	if l.meta.End == 0 {
		l.meta.End = l.clock()
	}
	return errors.Join(append(errs, record.WriteMeta(l.dir, l.meta))...)
}

// connect makes the wire and writes the network.
func (l *lab) connect() error {
	var err error
	port := basePort
	if l.options.wire == wireNamespaces {
		l.wire, err = wire.NewNamespaces(l.nodes())
	} else {
		if port, err = localnet.FreeBasePort(l.nodes()); err != nil {
			return err
		}
		l.wire, err = wire.NewProxies(l.nodes())
	}
	if err != nil {
		return err
	}
	l.meta.Wire = l.wire.Name()
	network, err := l.write(port)
	if err != nil {
		return errors.Join(err, l.wire.Close())
	}
	l.running = network.Stopped()
	return nil
}

func (l *lab) write(port int) (localnet.Network, error) {
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	if err != nil {
		return localnet.Network{}, err
	}
	l.encoding = template.Encoding()
	founders, err := localnet.ReadFounding(l.encoding.Codec, local.Founding)
	if err != nil {
		return localnet.Network{}, err
	}
	for _, founder := range founders {
		l.founders = append(l.founders, founder.ID)
	}
	return localnet.Write(localnet.Spec{
		Dir: filepath.Join(l.dir, "network"), ChainID: l.meta.ChainID, Validators: l.nodes(), BasePort: port,
		Host: l.wire.Host, PeerAddress: l.wire.PeerAddress, CommitTimeout: commitTimeout,
		GenesisTime: l.begun.UTC().Truncate(time.Second), Founders: founders, Codec: l.encoding.Codec, Genesis: template.DefaultGenesis(),
	})
}

// launch starts a node in its place.
func (l *lab) launch(node int) error {
	command := l.wire.Enter(node, l.running.Command(node, l.binary))
	// Not even a lab that is killed leaves a node behind.
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return l.running.Launch(node, command)
}

// start starts every node, and the watch.
func (l *lab) start(ctx context.Context) error {
	addresses := make([]string, l.nodes())
	for i, node := range l.running.Nodes {
		addresses[i] = node.P2P
	}
	if err := l.wire.Attach(addresses); err != nil {
		return err
	}
	for node := range l.nodes() {
		if err := l.launch(node); err != nil {
			return err
		}
	}
	var err error
	l.watch, err = startWatch(l.running.Network, l.trace, l.clock)
	if err != nil {
		return err
	}
	return ctx.Err()
}

// ready waits until all nodes make blocks and every link carries.
func (l *lab) ready(ctx context.Context) error {
	if err := until(ctx, "first blocks", l.patient(startBound), func() (bool, error) {
		return slices.Min(l.watch.heights()) >= firstHeight, l.allRun()
	}); err != nil {
		return err
	}
	for node := range l.nodes() {
		if err := l.allCarry(ctx, schedule.Step{Kind: schedule.Isolate, Nodes: []int{node}}.Cuts(l.nodes())); err != nil {
			return err
		}
	}
	l.meta.Ready = l.clock()
	l.say("%d nodes at height %d, links by %s", l.nodes(), slices.Min(l.watch.heights()), l.wire.Name())
	return nil
}

// underLoad goes through the steps while institutions send.
func (l *lab) underLoad(ctx context.Context) error {
	keys, err := localnet.OpenKeyring(l.running.Dir, l.encoding.Codec)
	if err != nil {
		return err
	}
	l.load, err = load.New(load.Options{
		Network: l.running.Network, Founders: l.founders, Keys: keys, Encoding: l.encoding, Journal: l.journal, Clock: l.clock, Rate: l.rate, Seed: l.seed,
	})
	if err != nil {
		return err
	}
	if err := l.load.Join(ctx); err != nil {
		return err
	}
	l.say("%d institutions joined", l.nodes())
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	hard, give := context.WithCancel(ctx)
	defer give()
	sent := make(chan error, 1)
	go func() { sent <- l.load.Run(hard, stop) }()
	suffered := l.sufferAll(ctx)
	cancel()
	timer := time.AfterFunc(l.patient(drainBound), give)
	defer timer.Stop()
	return errors.Join(suffered, <-sent)
}

// sufferAll goes through the steps of the profile: all of a script, or as many as
// begin within the time.
func (l *lab) sufferAll(ctx context.Context) error {
	steps, err := schedule.New(l.profile, l.seed)
	if err != nil {
		return err
	}
	limit := l.begun.Add(time.Duration(l.minutes * float64(time.Minute)))
	for {
		if l.profile == schedule.Soak && time.Now().After(limit) {
			return nil
		}
		step, ok := steps.Next()
		if !ok {
			return nil
		}
		l.meta.Steps = append(l.meta.Steps, step)
		if err := l.suffer(ctx, step); err != nil {
			return err
		}
	}
}
