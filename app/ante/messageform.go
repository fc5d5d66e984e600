package ante

import sdk "github.com/cosmos/cosmos-sdk/types"

// messageForm refuses malformed messages when they come, so that they are not
// gossiped. Executed ones are checked by their handlers.
type messageForm struct{}

// validator is a message that can check its own form.
type validator interface{ Validate() error }

// AnteHandle implements sdk.AnteDecorator.
func (messageForm) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if !ctx.IsCheckTx() {
		return next(ctx, tx, simulate)
	}
	for _, msg := range tx.GetMsgs() {
		if m, ok := msg.(validator); ok {
			if err := m.Validate(); err != nil {
				return ctx, err
			}
		}
	}
	return next(ctx, tx, simulate)
}
