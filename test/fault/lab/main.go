// Command lab puts a network of real nodes through faults and judges what became
// of it. See the README of test/fault.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
	"github.com/assent-ledger/assent/test/fault/wire"
)

// options of a run.
type options struct {
	profile schedule.Profile
	seed    uint64
	minutes float64
	binary  string
	out     string
	wire    string
	ledger  string
	commit  string
	rate    float64
	// patience multiplies every bound of time, for machines that are busy.
	patience float64
	keep     bool
}

// The bounds of time, before patience.
const (
	answerBound   = 10 * time.Second
	progressBound = 20 * time.Second
	recoverBound  = 30 * time.Second
)

func (o options) bounds() record.Bounds {
	patient := func(d time.Duration) time.Duration { return time.Duration(float64(d) * o.patience) }
	return record.Bounds{Answer: patient(answerBound), Progress: patient(progressBound), Recover: patient(recoverBound)}
}

// The wires that can be asked for.
const (
	wireAuto       = "auto"
	wireNamespaces = "namespaces"
	wireProxies    = "proxies"
)

func main() {
	// A child that is to end with its parent ends with the thread that started it:
	// all are started from this one, which lasts.
	runtime.LockOSThread()
	var o options
	o.define(flag.CommandLine)
	judge := flag.String("judge", "", "judge the folder of an earlier run again, and run nothing")
	flag.Parse()
	os.Exit(dispatch(o, *judge))
}

// define makes the flags of the options.
func (o *options) define(set *flag.FlagSet) {
	set.StringVar((*string)(&o.profile), "profile", string(schedule.Smoke), "smoke, a fixed script, or soak, drawn from the seed")
	set.Uint64Var(&o.seed, "seed", 0, "seed of the steps and of the load; 0 takes one from the clock")
	set.Float64Var(&o.minutes, "minutes", 20, "how long a soak goes on drawing steps")
	set.StringVar(&o.binary, "binary", "build/assentd", "the daemon")
	set.StringVar(&o.out, "out", "build/faults", "folder for the runs")
	set.StringVar(&o.wire, "wire", wireAuto, "auto, namespaces or proxies")
	set.StringVar(&o.ledger, "ledger", "", "file that a line about the run is appended to")
	set.StringVar(&o.commit, "commit", "unknown", "commit that the daemon was built from")
	set.Float64Var(&o.rate, "rate", 8, "new transactions a second, at most")
	set.Float64Var(&o.patience, "patience", 1, "multiplies every bound of time")
	set.BoolVar(&o.keep, "keep", false, "keep the folder of a run that passed, too")
}

func dispatch(o options, judge string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	switch {
	case judge != "":
		return exitCode(judgeFolder(judge, os.Stdout))
	case os.Getenv(roleVariable) == roleDoctor:
		return exitCode(wire.Doctor())
	case os.Getenv(roleVariable) == roleHub:
		return exitCode(run(ctx, o, os.Stdout))
	}
	if err := o.complete(); err != nil {
		return exitCode(err)
	}
	if o.wire == wireAuto {
		o.wire = choose()
	}
	if o.wire == wireNamespaces {
		return inHub(ctx, o)
	}
	return exitCode(run(ctx, o, os.Stdout))
}

func (o *options) complete() error {
	if o.seed == 0 {
		o.seed = uint64(time.Now().UnixNano()) % 1_000_000
	}
	if o.patience <= 0 || o.rate <= 0 {
		return fmt.Errorf("patience %v, rate %v: both are above 0", o.patience, o.rate)
	}
	if o.wire != wireAuto && o.wire != wireNamespaces && o.wire != wireProxies {
		return fmt.Errorf("wire %q: want %s, %s or %s", o.wire, wireAuto, wireNamespaces, wireProxies)
	}
	for _, path := range []*string{&o.binary, &o.out, &o.ledger} {
		if *path == "" {
			continue
		}
		absolute, err := filepath.Abs(*path)
		if err != nil {
			return err
		}
		*path = absolute
	}
	if _, err := os.Stat(o.binary); err != nil {
		return fmt.Errorf("no daemon, run make build: %w", err)
	}
	return nil
}

func exitCode(err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "lab:", err)
	return 1
}
