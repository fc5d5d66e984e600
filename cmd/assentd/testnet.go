package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/networks/local"
)

// defaultBasePort gives the first node CometBFT's usual ports, 26656 and 26657.
const defaultBasePort = 26650

func testnetCommand(template *app.App) *cobra.Command {
	var (
		spec     localnet.Spec
		founding string
	)
	cmd := &cobra.Command{
		Use:   "testnet",
		Short: "Write the homes of a network of validators on this machine",
		Long: `Writes one home for each validator, a genesis that all share, and a keyring
(test backend, unencrypted) with the keys of the founding jurisdictions'
authorities and of the node operators. For trying things out, never for real data.`,
		Example: "assentd testnet --validators 4 --output-dir ./net\nassentd start --home ./net/node0\n" +
			"assentd testnet --consensus-key ml_dsa_65 --output-dir ./post-quantum",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			document := local.Founding
			if founding != "" {
				var err error
				if document, err = os.ReadFile(founding); err != nil {
					return err
				}
			}
			if err := completeSpec(&spec, template, document); err != nil {
				return err
			}
			network, err := localnet.Write(spec)
			if err != nil {
				return err
			}
			for _, node := range network.Nodes {
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %-12s  rpc %s  grpc %s  rest %s\n", node.Home, node.Participant, node.RPC, node.GRPC, node.API)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.IntVar(&spec.Validators, "validators", 4, "number of validators, 1 to 64")
	flags.StringVar(&spec.Dir, "output-dir", "./testnet", "folder to write to; must be empty or absent")
	flags.StringVar(&spec.ChainID, "chain-id", "assent-local-1", "chain id")
	flags.IntVar(&spec.BasePort, "base-port", defaultBasePort, "each node has ten ports from here on")
	flags.DurationVar(&spec.CommitTimeout, "commit-timeout", 500*time.Millisecond, "pause after each block")
	flags.StringVar(&spec.ConsensusKey, "consensus-key", "ed25519", "type of the validators' keys: ed25519, or ml_dsa_65 for a post-quantum network")
	flags.StringVar(&founding, "founding", "", "file of the founding jurisdictions (default: DE and FR)")
	return cmd
}

// completeSpec adds to a specification what comes from the application and the founding file.
func completeSpec(spec *localnet.Spec, template *app.App, founding []byte) error {
	cdc := template.Encoding().Codec
	founders, err := localnet.ReadFounding(cdc, founding)
	if err != nil {
		return err
	}
	spec.Founders, spec.Codec, spec.Genesis = founders, cdc, template.DefaultGenesis()
	spec.GenesisTime = time.Now().UTC().Truncate(time.Second)
	return nil
}
