package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/pkg/evidence"
)

func auditCommand(template *app.App) *cobra.Command {
	cmd := &cobra.Command{Use: "audit", Short: "Check what a chain recorded, believing no node"}
	cmd.AddCommand(replayCommand(template), proveCommand(template), verifyCommand(), showCommand())
	return cmd
}

func replayCommand(template *app.App) *cobra.Command {
	var node, proofs, trust string
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Rebuild every trail from blocks and prove its head",
		Long: `Reads all blocks from one node, checks that each follows from the one before and
that the last is signed by more than two thirds of its validators, rebuilds every
trail, and compares its head with an ICS-23 proof from the proving node.`,
		Example:     "assentd audit replay --node http://127.0.0.1:26657 --proofs http://127.0.0.1:26667 --trust 12:5F0A…",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			options, err := replayOptions(cmd.Context(), template, node, proofs, trust)
			if err != nil {
				return err
			}
			report, err := audit.Replay(cmd.Context(), options)
			if err != nil {
				return err
			}
			return report.WriteText(cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&node, "node", "http://127.0.0.1:26657", "RPC of the node to read blocks from")
	cmd.Flags().StringVar(&proofs, "proofs", "", "RPC of the node to ask for proofs (default: the same)")
	cmd.Flags().StringVar(&trust, "trust", "", "HEIGHT:HASH of a header known from another source")
	return cmd
}

func replayOptions(ctx context.Context, template *app.App, node, proofs, trust string) (audit.Options, error) {
	options := audit.Options{Decode: template.Encoding().TxConfig.TxDecoder()}
	var err error
	if options.Trust, err = parseTrust(trust); err != nil {
		return audit.Options{}, err
	}
	blocks, err := http.New(node, "/websocket")
	if err != nil {
		return audit.Options{}, fmt.Errorf("--node: %w", err)
	}
	prover, err := http.New(cmp.Or(proofs, node), "/websocket")
	if err != nil {
		return audit.Options{}, fmt.Errorf("--proofs: %w", err)
	}
	options.Blocks, options.Proofs = blocks, prover
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	status, err := options.Blocks.Status(ctx)
	if err != nil {
		return audit.Options{}, fmt.Errorf("no node answers at %s: %w", node, err)
	}
	options.ChainID = status.NodeInfo.Network
	return options, nil
}

func parseTrust(text string) (audit.Trust, error) {
	if text == "" {
		return audit.Trust{}, nil
	}
	height, hash, err := evidence.ParseHeader(text)
	if err != nil {
		return audit.Trust{}, fmt.Errorf("--trust %w", err)
	}
	return audit.Trust{Height: height, Hash: hash}, nil
}
