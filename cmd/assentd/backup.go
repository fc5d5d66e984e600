package main

import (
	"fmt"
	"os"
	"path/filepath"

	cmtdb "github.com/cometbft/cometbft-db"
	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/client/flags"

	"github.com/assent-ledger/assent/internal/backup"
)

func backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "backup",
		Short: "Copy what a stopped node keeps, and put it back",
		Long: `Copies the state, the blocks and the configuration of a node that does not run, and puts them back.
Keys are not copied: keep them apart. Nor is what the node signed last, so that no validator signs anything
twice for a copy. docs/operations/backup.md says how a node is restored.`,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(createBackupCommand(), restoreBackupCommand(), signedCommand())
	return cmd
}

func createBackupCommand() *cobra.Command {
	return &cobra.Command{
		Use:         "create [file]",
		Short:       "Copy a stopped node to a file",
		Example:     "assentd backup create node0.tar --home ./net/node0",
		Args:        cobra.ExactArgs(1),
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			release, err := hold(home)
			if err != nil {
				return err
			}
			// What holds the database may not touch it while it is copied: it is only asked whether it is free.
			if err := release(); err != nil {
				return err
			}
			manifest, err := backup.Create(home, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d files in %s\n", len(manifest.Files), args[0])
			return err
		},
	}
}

// hold says whether the home's databases are free, which they are not while a node runs.
func hold(home string) (func() error, error) {
	if _, err := os.Stat(filepath.Join(home, "data", "blockstore.db")); err != nil {
		return nil, fmt.Errorf("no node's data in %s: %w", home, err)
	}
	db, err := cmtdb.NewDB("blockstore", cmtdb.GoLevelDBBackend, filepath.Join(home, "data"))
	if err != nil {
		return nil, fmt.Errorf("the node of %s runs, or its data cannot be read; stop it first: %w", home, err)
	}
	return db.Close, nil
}

func restoreBackupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore [file]",
		Short: "Put a copy back into a home without state",
		Long: `Puts a copy back into a home without state, checking every file. The keys and what the node signed last stay as
they are. Where the latter was lost with the disk, say how far the network has come before the node is
started: assentd backup signed --below HEIGHT.`,
		Example:     "assentd backup restore node0.tar --home ./net/node0",
		Args:        cobra.ExactArgs(1),
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			manifest, err := backup.Restore(args[0], home)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d files in %s\n", len(manifest.Files), home)
			return err
		},
	}
}

func signedCommand() *cobra.Command {
	var below int64
	cmd := &cobra.Command{
		Use:   "signed",
		Short: "Have a validator sign nothing up to a height",
		Long: `Has the validator of --home sign nothing up to a height, where its record of what it signed last was lost. Name a
height that the network had not reached when the node last ran; what it has reached now is safe.`,
		Example:     "assentd backup signed --below 812345 --home ./net/node0",
		Args:        cobra.NoArgs,
		Annotations: map[string]string{noHome: "true"},
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			return backup.SignNothingBelow(home, below)
		},
	}
	cmd.Flags().Int64Var(&below, "below", 0, "height that the network has reached")
	return cmd
}
