package ante

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
)

// Quotas say how much a payer may still use.
type Quotas interface {
	// TakeQuota takes bytes and gas, or refuses.
	TakeQuota(ctx context.Context, payer string, bytes, gas uint64) error
	// GiveBackQuota gives back gas that was taken and not used.
	GiveBackQuota(ctx context.Context, payer string, gas uint64) error
}

// quota takes the transaction's bytes and the gas that it asks for from its
// payer: when it comes, when it is looked at again after a block, and when it is
// executed. While it waits, the state that is checked against holds what all
// that wait have taken; after each block that starts again from what was committed.
type quota struct{ quotas Quotas }

// AnteHandle implements sdk.AnteDecorator.
func (q quota) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if simulate {
		return next(ctx, tx, simulate)
	}
	gasTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a transaction of this chain")
	}
	if err := q.quotas.TakeQuota(unmetered(ctx), payerOf(ctx), uint64(len(ctx.TxBytes())), gasTx.GetGas()); err != nil {
		return ctx, err
	}
	return next(ctx, tx, simulate)
}

// settlement gives the payer back the gas that a transaction asked for and did not
// use, once it has succeeded. One that fails has paid for what it asked: nothing
// that is written after its messages is kept then, this included.
type settlement struct{ quotas Quotas }

// PostHandle implements sdk.PostDecorator.
func (s settlement) PostHandle(ctx sdk.Context, tx sdk.Tx, simulate, success bool, next sdk.PostHandler) (sdk.Context, error) {
	// What only waits has not been executed: it keeps what it asked for.
	if simulate || !success || ctx.IsCheckTx() {
		return next(ctx, tx, simulate, success)
	}
	gasTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a transaction of this chain")
	}
	if asked, used := gasTx.GetGas(), ctx.GasMeter().GasConsumed(); used < asked {
		if err := s.quotas.GiveBackQuota(unmetered(ctx), payerOf(ctx), asked-used); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate, success)
}

// NewPostHandler chains what follows a transaction's messages.
func NewPostHandler(quotas Quotas) sdk.PostHandler {
	return sdk.ChainPostDecorators(settlement{quotas: quotas})
}

// unmetered does not charge for what it does: a simulation, which takes no quota,
// has to find the gas that execution will use.
func unmetered(ctx sdk.Context) sdk.Context {
	return ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
}

// payerKey is under what a context carries the payer, from admission on: what a
// transaction's own messages change makes nobody else pay.
type payerKey struct{}

func withPayer(ctx sdk.Context, payer string) sdk.Context { return ctx.WithValue(payerKey{}, payer) }

func payerOf(ctx sdk.Context) string {
	payer, _ := ctx.Value(payerKey{}).(string)
	return payer
}
