package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/assent-ledger/assent/internal/dryrun"
	"github.com/assent-ledger/assent/pkg/caller"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// simulateFlags say what is supposed.
type simulateFlags struct {
	suspended, by, inForce string
}

func simulateCommand() *cobra.Command {
	var (
		f             simulateFlags
		key, requests string
		examples      int
	)
	cmd := &cobra.Command{
		Use:   "simulate",
		Short: "Say which requests would be decided otherwise if an agreement stood otherwise",
		Long: `Has a node decide access requests twice on the state of one height: as it is, and as it
would be if an agreement were suspended, or a draft were in force. Counts what would
change by purpose, category and jurisdictions, and shows a few examples. Nothing is
changed.

Requests are JSON objects one after another, as for assentd policy decide. Who may have
a request decided may have it simulated: its controller, or who oversees it. A draft is
supposed to have taken over from the version that it amends, with its date come; what
parties have suspended stays suspended, and its end stands. The supposition holds at
whatever moment a request asks about.`,
		Example: `assentd recognition simulate --suspended de-fr-care --by DE --requests requests.json --from de-authority
assentd recognition simulate --in-force de-fr-care-2 --requests requests.json --from desk --output json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			supposition, err := f.supposition()
			if err != nil {
				return err
			}
			ctx, err := client.GetClientQueryContext(cmd)
			if err != nil {
				return err
			}
			in, err := openRequests(cmd, requests)
			if err != nil {
				return err
			}
			node, err := simulatingNode(cmd.Context(), ctx, key)
			if err != nil {
				return errors.Join(err, in.Close())
			}
			report, err := dryrun.Run(cmd.Context(), node, in, supposition, examples)
			if err := errors.Join(err, in.Close()); err != nil {
				return err
			}
			if ctx.OutputFormat == flags.OutputFormatJSON {
				return writeJSON(cmd.OutOrStdout(), report)
			}
			return report.Text(cmd.OutOrStdout())
		},
	}
	flags.AddQueryFlagsToCmd(cmd)
	flags.AddKeyringFlags(cmd.Flags())
	cmd.Flags().StringVar(&f.suspended, "suspended", "", "id of an agreement that is supposed to be suspended")
	cmd.Flags().StringVar(&f.by, "by", "", "party that is supposed to suspend it (default: every party)")
	cmd.Flags().StringVar(&f.inForce, "in-force", "", "id of a draft that is supposed to be in force")
	cmd.Flags().StringVar(&key, flags.FlagFrom, "", "key of the account that asks, of the controller or of who oversees it")
	cmd.Flags().StringVar(&requests, "requests", "-", "file of one or more requests, as JSON; - is the standard input")
	cmd.Flags().IntVar(&examples, "examples", 5, "number of examples to show")
	cobra.CheckErr(cmd.MarkFlagRequired(flags.FlagFrom))
	return cmd
}

func (f simulateFlags) supposition() (consenttypes.Supposition, error) {
	switch {
	case (f.suspended == "") == (f.inForce == ""):
		return consenttypes.Supposition{}, errors.New("name one agreement, with --suspended or with --in-force")
	case f.inForce != "" && f.by != "":
		return consenttypes.Supposition{}, errors.New("--by: name a party only with --suspended")
	case f.inForce != "":
		return consenttypes.Supposition{Agreement: f.inForce, Status: consenttypes.SupposedStatus_SUPPOSED_STATUS_IN_FORCE}, nil
	default:
		return consenttypes.Supposition{
			Agreement: f.suspended, Party: f.by, Status: consenttypes.SupposedStatus_SUPPOSED_STATUS_SUSPENDED,
		}, nil
	}
}

// simulatingNode answers dry runs that the key's account asks for, from one height: the
// latest if the context names none.
func simulatingNode(ctx context.Context, c client.Context, key string) (dryrun.Node, error) {
	if c.Height == 0 {
		var err error
		if c, err = atLatest(ctx, c); err != nil {
			return nil, err
		}
	}
	asks, node := asking{Context: c, key: key}, consenttypes.NewQueryClient(c)
	return func(ctx context.Context, r *consenttypes.QuerySimulateRequest) (*consenttypes.QuerySimulateResponse, error) {
		r.Caller = &caller.Caller{}
		if err := asks.sign(ctx, consenttypes.MethodSimulate, r); err != nil {
			return nil, err
		}
		return node.Simulate(ctx, r)
	}, nil
}

// atLatest has a context ask about the latest height that can be asked about.
func atLatest(ctx context.Context, c client.Context) (client.Context, error) {
	node, err := c.GetNode()
	if err != nil {
		return c, err
	}
	status, err := node.Status(ctx)
	if err != nil {
		return c, fmt.Errorf("the node does not say at what height it is: %w", err)
	}
	return c.WithHeight(status.SyncInfo.LatestBlockHeight), nil
}
