package main

import (
	"errors"
	"fmt"
	"os"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/server"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"

	"github.com/assent-ledger/assent/app"
)

// newNode builds the application that a node runs. The SDK's creator returns no
// error, so what cannot start ends the process with its reason.
func newNode(logger log.Logger, db dbm.DB, options servertypes.AppOptions) servertypes.Application {
	node, err := app.New(logger, db, true, options, server.DefaultBaseappOptions(options)...)
	if err != nil {
		fmt.Fprintln(os.Stderr, "Error:", err)
		os.Exit(1)
	}
	return node
}

// exportState writes the state at a height, or at the last one for -1.
func exportState(logger log.Logger, db dbm.DB, height int64, forZeroHeight bool, jailAllowed []string,
	options servertypes.AppOptions, modules []string,
) (servertypes.ExportedApp, error) {
	if forZeroHeight || len(jailAllowed) > 0 {
		return servertypes.ExportedApp{}, errors.New("the state is exported as it is: leave out --for-zero-height and --jail-allowed-addrs")
	}
	latest := height == -1
	node, err := app.New(logger, db, latest, options)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	if !latest {
		if err := node.LoadVersion(height); err != nil {
			return servertypes.ExportedApp{}, fmt.Errorf("height %d is not kept: %w", height, err)
		}
	}
	return node.Export(modules)
}
