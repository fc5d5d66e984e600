package ante

import (
	sdk "github.com/cosmos/cosmos-sdk/types"

	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// batchesInFlight of one trail that may wait for a block at once.
const batchesInFlight = 4

// trailWindow refuses a batch that is a repetition, or lies so far ahead that
// the batches before it cannot all be under way. The handler demands equality.
type trailWindow struct{ trails Trails }

// AnteHandle implements sdk.AnteDecorator.
func (w trailWindow) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	for _, msg := range tx.GetMsgs() {
		batch, ok := msg.(*accesstypes.MsgRecordAccess)
		if !ok {
			continue
		}
		size, err := w.trails.TrailSize(ctx, batch.Trail)
		if err != nil {
			return ctx, err
		}
		if batch.FirstIndex < size || batch.FirstIndex-size > (batchesInFlight-1)*accesstypes.MaxEvents {
			return ctx, ErrTrailWindow.Wrapf("trail %s has %d records, batch begins at %d", batch.Trail, size, batch.FirstIndex)
		}
	}
	return next(ctx, tx, simulate)
}
