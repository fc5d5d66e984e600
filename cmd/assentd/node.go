package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	dbm "github.com/cosmos/cosmos-db"
	"golang.org/x/sync/errgroup"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/assent-ledger/assent/app"
)

// node is the one that a command runs.
type node struct{ app *app.App }

// create builds the application that the node runs. The SDK's creator returns no error,
// so what cannot start ends the process with its reason.
func (n *node) create(logger log.Logger, db dbm.DB, options servertypes.AppOptions) servertypes.Application {
	var err error
	if n.app, err = app.New(logger, db, true, options, server.DefaultBaseappOptions(options)...); err == nil {
		err = n.app.KeepRecords(options, logger)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	return n.app
}

// completeRecords has the index of access records read what it lacks from the node's own
// blocks, for as long as the node runs.
//
//nolint:revive // The order of the arguments is the SDK's.
func (n *node) completeRecords(s *server.Context, c client.Context, ctx context.Context, g *errgroup.Group) error {
	if !n.app.KeepsRecords() || s.Viper.GetBool("grpc-only") {
		return nil
	}
	if !s.Viper.GetBool("api.enable") && !s.Viper.GetBool("grpc.enable") {
		return errors.New("the index of access records reads blocks through the node's own services, and is asked there: " +
			"enable grpc or api in app.toml, or switch record-index off")
	}
	g.Go(func() error { return n.app.CompleteRecords(ctx, c.Client) })
	return nil
}

// exportState writes the state at a height, or at the last one for -1.
func exportState(logger log.Logger, db dbm.DB, height int64, forZeroHeight bool, jailAllowed []string,
	options servertypes.AppOptions, modules []string,
) (servertypes.ExportedApp, error) {
	if forZeroHeight || len(jailAllowed) > 0 {
		return servertypes.ExportedApp{}, errors.New("the state is exported as it is: leave out --for-zero-height and --jail-allowed-addrs")
	}
	latest := height == -1
	exported, err := app.New(logger, db, latest, options)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	if !latest {
		if err := exported.LoadVersion(height); err != nil {
			return servertypes.ExportedApp{}, fmt.Errorf("height %d is not kept: %w", height, err)
		}
	}
	return exported.Export(modules)
}
