package app

import (
	"context"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/cosmos/cosmos-sdk/baseapp"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// Query answers a question about the state. What is kept about subjects is read with the
// module's own queries alone, which ask who wants to know: by path a store is open to
// everybody who reaches the node, and a simulation to everybody's name.
func (app *App) Query(ctx context.Context, req *abci.RequestQuery) (*abci.ResponseQuery, error) {
	path := baseapp.SplitABCIQueryPath(req.Path)
	if len(path) < 2 {
		return app.BaseApp.Query(ctx, req)
	}
	switch {
	case path[0] == "store" && (path[1] == consenttypes.StoreKey || path[1] == accesstypes.CasesStoreKey):
		err := sdkerrors.ErrUnauthorized.Wrap("this store is not read by path: use the queries of its module, and say who asks")
		return sdkerrors.QueryResult(err, false), nil
	case path[0] == "app" && path[1] == "simulate":
		if err := app.maySimulate(req.Data); err != nil {
			return sdkerrors.QueryResult(err, false), nil
		}
	}
	return app.BaseApp.Query(ctx, req)
}

// Simulate executes a transaction for its gas, and changes nothing.
func (app *App) Simulate(raw []byte) (sdk.GasInfo, *sdk.Result, error) {
	if err := app.maySimulate(raw); err != nil {
		return sdk.GasInfo{}, nil, err
	}
	return app.BaseApp.Simulate(raw)
}

// maySimulate refuses a simulation of messages about subjects: signatures are not looked
// at there, so that a stranger would be told in an authority's name who is enrolled. What
// cannot be read is refused by the simulation itself.
func (app *App) maySimulate(raw []byte) error {
	tx, err := app.encoding.TxConfig.TxDecoder()(raw)
	if err != nil {
		return nil //nolint:nilerr // Said better by who decodes it next.
	}
	for _, message := range tx.GetMsgs() {
		if url := sdk.MsgTypeURL(message); strings.HasPrefix(url, "/assent.consent.") || url == recordAccess {
			return sdkerrors.ErrUnauthorized.Wrapf("%s is not simulated, for it would tell who is enrolled: say how much gas it may use, with --gas", url)
		}
	}
	return nil
}

var recordAccess = sdk.MsgTypeURL(&accesstypes.MsgRecordAccess{})
