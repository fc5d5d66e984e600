package main

import (
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/internal/bench"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/networks/local"
)

func benchCommand(template *app.App) *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "Measure real nodes on a network of their own"}
	cmd.AddCommand(benchWriteCommand(template))
	return cmd
}

func benchWriteCommand(template *app.App) *cobra.Command {
	options := bench.WriteOptions{Busy: []error{lanes.ErrWaiting, ante.ErrTrailWindow}}
	var output string
	cmd := &cobra.Command{
		Use:   "write",
		Short: "Measure how fast accesses are recorded and judged",
		Long: `Founds a network of validators in a temporary folder, whose genesis holds subjects
that consented, and records accesses to their data on many trails as fast as the
network takes them. Reads all blocks again at the end: succeeds only if every access
was recorded once and judged as the directives say. Quotas keep nobody back. Cleans
up after itself.`,
		Example: "assentd bench write --validators 1 --events-per-message 1000\n" +
			"assentd bench write --validators 4 --subjects 10000 --duration 10s --output json",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if output != "text" && output != "json" {
				return fmt.Errorf("--output %q: use text or json", output)
			}
			if err := completeBench(&options.Options, template); err != nil {
				return err
			}
			options.Out = cmd.ErrOrStderr()
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			report, err := bench.Write(ctx, options)
			switch {
			case err != nil:
				return err
			case output == "json":
				return report.WriteJSON(cmd.OutOrStdout())
			default:
				return report.WriteText(cmd.OutOrStdout())
			}
		},
	}
	flags := cmd.Flags()
	addBenchFlags(cmd, &options.Options)
	flags.StringVar(&output, "output", "text", "form of the report: text or json")
	flags.IntVar(&options.EventsPerMessage, "events-per-message", 1_000, "accesses in one message, 1 to 2000")
	flags.IntVar(&options.InFlight, "in-flight", 0, "messages of one trail that wait for a block at once (default: as many as a node takes)")
	flags.DurationVar(&options.Warmup, "warm-up", 5*time.Second, "what passes before anything is measured")
	flags.DurationVar(&options.Duration, "duration", 30*time.Second, "how long is measured")
	return cmd
}

// addBenchFlags adds the flags about the network that a benchmark runs on.
func addBenchFlags(cmd *cobra.Command, o *bench.Options) {
	flags := cmd.Flags()
	flags.IntVar(&o.Spec.Validators, "validators", 1, "number of validators, all on this machine")
	flags.IntVar(&o.Population.Subjects, "subjects", 200_000, "subjects that the genesis holds")
	flags.IntVar(&o.Population.Directives, "directives", 1, "directives of each subject")
	flags.IntVar(&o.Population.Institutions, "institutions", 4, "institutions among which the subjects are dealt out")
	flags.IntVar(&o.Population.Trails, "trails", 2, "trails of each institution")
	flags.Uint64Var(&o.Population.Seed, "seed", 1, "seed of subjects and accesses")
	flags.DurationVar(&o.Spec.CommitTimeout, "commit-timeout", nodeconfig.Comet().Consensus.TimeoutCommit, "pause after each block")
	flags.Int64Var(&o.Spec.BlockBytes, "block-bytes", nodeconfig.MaxBlockBytes, "bytes that a block holds at most")
	flags.Int64Var(&o.Spec.BlockGas, "block-gas", nodeconfig.MaxBlockGas, "gas that a block holds at most")
	flags.BoolVar(&o.Spec.NoRecordIndex, "no-record-index", false, "nodes without an index of access records")
	flags.DurationVar(&o.StartTimeout, "start-timeout", 10*time.Minute, "within which all nodes must have read the genesis and made two blocks")
	flags.StringVar(&o.CPUProfile, "cpu-profile", "", "file for a profile of the first node's processor, for go tool pprof")
}

// completeBench adds what comes from this binary and the application.
func completeBench(o *bench.Options, template *app.App) error {
	var err error
	if o.Binary, err = os.Executable(); err != nil {
		return fmt.Errorf("this binary's own path: %w", err)
	}
	o.Spec.ChainID = "assent-bench-1"
	o.TxConfig, o.Registry = template.Encoding().TxConfig, template.Encoding().InterfaceRegistry
	return completeSpec(&o.Spec, template, local.Founding)
}
