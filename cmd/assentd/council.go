package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"
	"github.com/cosmos/cosmos-sdk/client/tx"

	"github.com/assent-ledger/assent/app"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
)

// addProposalCommand adds the command that reads a proposal from a file: flags
// cannot hold messages of other modules.
func addProposalCommand(root *cobra.Command) error {
	parent, _, err := root.Find([]string{"tx", counciltypes.ModuleName})
	if err != nil {
		return err
	}
	parent.AddCommand(proposalCommand())
	return nil
}

func proposalCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "submit-proposal [file]",
		Short: "Propose messages that the council alone may send",
		Long: fmt.Sprintf(`Proposes messages that the council alone may send. The file holds them as JSON:

  {
    "title": "suspend-fr",
    "messages": [
      {"@type": "/assent.registry.v1.MsgSuspendJurisdiction", "council": %q, "jurisdiction": "FR"}
    ]
  }

The signer of each message is the council, whose address stands in the example. A
"document_digest" is the SHA-256 of the document that gives reasons, in base64. To
propose is no vote.`, app.CouncilAddress()),
		Example: "assentd tx council submit-proposal proposal.json --from de-authority",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, err := client.GetClientTxContext(cmd)
			if err != nil {
				return err
			}
			msg, err := readProposal(ctx, args[0])
			if err != nil {
				return err
			}
			return tx.GenerateOrBroadcastTxCLI(ctx, cmd.Flags(), msg)
		},
	}
	flags.AddTxFlagsToCmd(cmd)
	return cmd
}

// readProposal reads a proposal from a file, in the name of who sends it.
func readProposal(ctx client.Context, file string) (*counciltypes.MsgSubmitProposal, error) {
	document, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var msg counciltypes.MsgSubmitProposal
	if err := ctx.Codec.UnmarshalJSON(document, &msg); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	msg.Authority = ctx.GetFromAddress().String()
	if err := msg.Validate(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &msg, nil
}
