package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"

	"github.com/cosmos/cosmos-sdk/client/flags"
)

const (
	// statesyncAge is how many blocks back the header that is trusted lies: all nodes have it.
	statesyncAge = 2
	// trustPeriod within which its validators can be held to account.
	trustPeriod = 7 * 24 * time.Hour
	// minServers that have to agree on it.
	minServers = 2
)

func statesyncCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "statesync [rpc] [rpc]...",
		Short: "Set a new node up to join by a snapshot of the state",
		Long: `Sets the node of --home up to join a network by a snapshot of its state, instead of executing all blocks.

Asks each of the given RPC addresses for a recent header. They have to agree on it: choose nodes of
institutions that would not conspire. What is trusted is printed, so that it can be compared with
what others say. The node verifies everything that follows with its own light client.

It then has the state and the blocks from there on. Earlier records of accesses it does not have.`,
		Example: "assentd statesync http://127.0.0.1:26657 http://127.0.0.1:26667 --home ./net/node4\nassentd start --home ./net/node4",
		Args:    cobra.MinimumNArgs(minServers),
		RunE: func(cmd *cobra.Command, args []string) error {
			home, err := cmd.Flags().GetString(flags.FlagHome)
			if err != nil {
				return err
			}
			height, hash, err := agreedHeader(cmd.Context(), args)
			if err != nil {
				return err
			}
			if err := enableStatesync(home, args, height, hash); err != nil {
				return err
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "trusts height %d, hash %s\n", height, hash)
			return err
		},
	}
}

// agreedHeader is a recent header that all nodes have alike.
func agreedHeader(ctx context.Context, servers []string) (int64, string, error) {
	var height int64
	var hash string
	for i, server := range servers {
		rpc, err := http.New(server, "/websocket")
		if err != nil {
			return 0, "", fmt.Errorf("%s: %w", server, err)
		}
		if i == 0 {
			status, err := rpc.Status(ctx)
			if err != nil {
				return 0, "", fmt.Errorf("%s: %w", server, err)
			}
			if height = status.SyncInfo.LatestBlockHeight - statesyncAge; height < 1 {
				return 0, "", fmt.Errorf("%s is at height %d: too early for a snapshot", server, status.SyncInfo.LatestBlockHeight)
			}
		}
		commit, err := rpc.Commit(ctx, &height)
		if err != nil {
			return 0, "", fmt.Errorf("%s: %w", server, err)
		}
		switch found := commit.Header.Hash().String(); {
		case found == "":
			return 0, "", fmt.Errorf("%s: header %d has no hash", server, height)
		case i == 0:
			hash = found
		case found != hash:
			return 0, "", fmt.Errorf("%s says %s of height %d, %s says %s: one of them lies, or they are of different chains", servers[0], hash, height, server, found)
		}
	}
	return height, hash, nil
}

func enableStatesync(home string, servers []string, height int64, hash string) error {
	file := filepath.Join(home, "config", "config.toml")
	v := viper.New()
	v.SetConfigFile(file)
	if err := v.ReadInConfig(); err != nil {
		return fmt.Errorf("no node in %s: make one with assentd init: %w", home, err)
	}
	c := cmtcfg.DefaultConfig()
	if err := v.Unmarshal(c); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	c.SetRoot(home)
	c.StateSync.Enable = true
	c.StateSync.RPCServers = servers
	c.StateSync.TrustHeight, c.StateSync.TrustHash, c.StateSync.TrustPeriod = height, strings.ToUpper(hash), trustPeriod
	if err := c.ValidateBasic(); err != nil {
		return errors.Join(fmt.Errorf("%s", file), err)
	}
	cmtcfg.WriteConfigFile(file, c)
	return nil
}
