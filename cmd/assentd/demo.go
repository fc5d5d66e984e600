package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/demo"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/stage"
	"github.com/assent-ledger/assent/networks/local"
)

// demoTimeout bounds a run that hangs.
const demoTimeout = 3 * time.Minute

func demoCommand(template *app.App) *cobra.Command {
	options := demo.Options{Options: stage.Options{Spec: localnet.Spec{ChainID: "assent-demo-1", Validators: 4}}}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run the main job from end to end on a network of its own",
		Long: `Starts four validators in a temporary folder, onboards institutions of two
jurisdictions, has a patient consent, the jurisdictions recognise each other and
thousands of accesses recorded and judged, has the patient withdraw, and audits
all of it. Succeeds only if every expectation held, and cleans up after itself.`,
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if options.Binary, err = os.Executable(); err != nil {
				return fmt.Errorf("this binary's own path: %w", err)
			}
			if err := completeSpec(&options.Spec, template, local.Founding); err != nil {
				return err
			}
			options.TxConfig, options.Registry = template.Encoding().TxConfig, template.Encoding().InterfaceRegistry
			options.Out = cmd.OutOrStdout()
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			ctx, cancel := context.WithTimeout(ctx, demoTimeout)
			defer cancel()
			return demo.Run(ctx, options)
		},
	}
	cmd.Flags().BoolVar(&options.Keep, "keep", false, "leave the network running and say how to talk to it")
	cmd.Flags().DurationVar(&options.Spec.CommitTimeout, "commit-timeout", 300*time.Millisecond, "pause after each block")
	return cmd
}
