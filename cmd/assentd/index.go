package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/assent-ledger/assent/internal/recordindex"
)

func indexCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "index", Short: "The node's index of access records, while it is stopped"}
	cmd.AddCommand(indexStatusCommand(), rebuildIndexCommand())
	return cmd
}

func indexStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say which blocks the index has",
		Long: `Says which blocks the index of the node of --home has the records of. The node does not run: one that runs says it
with every answer.`,
		Example:     "assentd index status --home ./net/node0",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := indexDir(cmd)
			if err != nil {
				return err
			}
			state, err := recordindex.Inspect(dir, log.NewNopLogger())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "chain %s, lists by %s, complete from block %d to %d\n", state.ChainID, state.Lists, state.From, state.To)
			return err
		},
	}
}

func rebuildIndexCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Delete the index, so that the node builds it again",
		Long: `Deletes the index of the node of --home, which does not run. It is built again when the node starts, from the blocks
that the node has: records of blocks that it has pruned are then in its index no more.`,
		Example:     "assentd index rebuild --home ./net/node0",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := indexDir(cmd)
			if err != nil {
				return err
			}
			return recordindex.Delete(dir)
		},
	}
}

// indexDir is that of the home's index, if there is one.
func indexDir(cmd *cobra.Command) (string, error) {
	home, err := cmd.Flags().GetString(flags.FlagHome)
	if err != nil {
		return "", err
	}
	dir := recordindex.Dir(home)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("no index of access records in %s", home)
	}
	return dir, nil
}
