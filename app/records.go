package app

import (
	"context"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/spf13/cast"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client/flags"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/recordindex"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// setRecords hands each block to the index of access records, once one is kept, before the
// block is committed. What the index does changes nothing of the state.
func (app *App) setRecords(logger log.Logger) {
	app.records = recordindex.NewFeed(app.encoding.TxConfig.TxDecoder(), logger)
	accesstypes.RegisterRecordsServer(app.GRPCQueryRouter(), recordindex.NewService(app.records, app.Registry, app.Consent))
	app.SetPrecommiter(func(ctx sdk.Context) {
		if err := app.records.Precommit(ctx.BlockHeight()); err != nil {
			// The block must not be acknowledged, and there is no other way to say so.
			panic(fmt.Errorf("block %d is not committed, since its access records cannot be kept: %w", ctx.BlockHeight(), err))
		}
	})
}

// KeepRecords opens the index of access records where the node's options name one.
func (app *App) KeepRecords(options servertypes.AppOptions, logger log.Logger) error {
	config, err := recordindex.ReadConfig(options)
	if err != nil || !config.Enabled {
		return err
	}
	lists, err := recordindex.ParseLists(config.Indexes)
	if err != nil {
		return err
	}
	dir := recordindex.Dir(cast.ToString(options.Get(flags.FlagHome)))
	index, err := recordindex.Open(dir, app.ChainID(), lists, recordindex.FreeSpace, logger)
	if err != nil {
		return err
	}
	if err := app.records.Attach(index, app.LastBlockHeight()); err != nil {
		return errors.Join(err, index.Close())
	}
	return nil
}

// CompleteRecords has the index of access records read what it lacks from a node's blocks,
// until the context ends.
func (app *App) CompleteRecords(ctx context.Context, blocks recordindex.Blocks) error {
	return app.records.Complete(ctx, blocks)
}

// KeepsRecords reports whether the node keeps an index of access records.
func (app *App) KeepsRecords() bool { return app.records.Index() != nil }

// FinalizeBlock executes a block.
func (app *App) FinalizeBlock(req *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	res, err := app.BaseApp.FinalizeBlock(req)
	if err == nil {
		app.records.Executed(req, res)
	}
	return res, err
}

// Close releases what the application holds.
func (app *App) Close() error { return errors.Join(app.records.Close(), app.BaseApp.Close()) }
