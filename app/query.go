package app

import (
	"context"

	abci "github.com/cometbft/cometbft/abci/types"

	"github.com/cosmos/cosmos-sdk/baseapp"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	consenttypes "github.com/assent-ledger/assent/x/consent/types"
)

// Query answers a question about the state. What is kept about subjects is read with the
// module's own queries alone, which ask who wants to know: by path a store is open to
// everybody who reaches the node.
func (app *App) Query(ctx context.Context, req *abci.RequestQuery) (*abci.ResponseQuery, error) {
	path := baseapp.SplitABCIQueryPath(req.Path)
	if len(path) > 1 && path[0] == "store" && path[1] == consenttypes.StoreKey {
		err := sdkerrors.ErrUnauthorized.Wrap("this store is not read by path: use the queries of assent.consent.v1, and say who asks")
		return sdkerrors.QueryResult(err, false), nil
	}
	return app.BaseApp.Query(ctx, req)
}
