// Story plays a story on a local network of its own, and succeeds only if every
// expectation held and all nodes agree.
//
//	story --binary build/assentd governance
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/networks/local"
)

// story is a network to found, and the scenes that are played on it.
type story struct {
	// prepare changes the network before it is written.
	prepare func(*localnet.Spec) error
	play    func(context.Context, *stage.Stage) error
}

// stories by name.
var stories = map[string]story{
	"borders":    borders,
	"consent":    consent,
	"flood":      flood,
	"governance": governance,
	"trails":     trails,
	"validators": validators,
}

// timeout bounds a story that hangs.
const timeout = 8 * time.Minute

func main() {
	binary := flag.String("binary", "build/assentd", "daemon that the nodes are started from")
	flag.Parse()
	if err := run(*binary, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "story failed:", err)
		os.Exit(1)
	}
}

// names of the stories.
func names() string { return strings.Join(slices.Sorted(maps.Keys(stories)), ", ") }

func run(binary string, args []string) (err error) {
	if len(args) != 1 {
		return fmt.Errorf("name one story: %s", names())
	}
	s, known := stories[args[0]]
	if !known {
		return fmt.Errorf("there is no story %q: %s", args[0], names())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	options, err := options(binary, args[0], s)
	if err != nil {
		return err
	}
	st, err := stage.Open(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	if err := s.play(ctx, st); err != nil {
		return err
	}
	if err := st.Play(ctx, stage.Scene{Title: "all nodes agree", Play: st.Agree}); err != nil {
		return err
	}
	fmt.Fprintf(st.Out, "\nevery expectation held, in %.1f s\n", st.Elapsed().Seconds())
	return nil
}

// options of the stage: four validators, founded by DE and FR unless the story says otherwise.
func options(binary, name string, s story) (stage.Options, error) {
	binary, err := filepath.Abs(binary)
	if err != nil {
		return stage.Options{}, err
	}
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	if err != nil {
		return stage.Options{}, err
	}
	encoding := template.Encoding()
	founders, err := localnet.ReadFounding(encoding.Codec, local.Founding)
	if err != nil {
		return stage.Options{}, err
	}
	o := stage.Options{
		Binary: binary, TxConfig: encoding.TxConfig, Registry: encoding.InterfaceRegistry, Out: os.Stdout,
		Spec: localnet.Spec{
			ChainID: "assent-" + name + "-1", Validators: 4, CommitTimeout: 300 * time.Millisecond,
			GenesisTime: time.Now().UTC().Truncate(time.Second), Founders: founders,
			Codec: encoding.Codec, Genesis: template.DefaultGenesis(),
		},
	}
	return o, s.prepare(&o.Spec)
}
