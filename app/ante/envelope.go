package ante

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
)

// decodedTx is a transaction that shows what it was decoded from.
type decodedTx interface{ GetProtoTx() *txtypes.Tx }

// envelope refuses a transaction that lacks a part which the SDK takes for granted.
// It stands before the gas meter, which is set from one of them.
type envelope struct{}

// AnteHandle implements sdk.AnteDecorator.
func (envelope) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	decoded, ok := tx.(decodedTx)
	if !ok {
		return authante.SetGasMeter(simulate, ctx, 0), errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%T is not a transaction of this chain", tx)
	}
	raw := decoded.GetProtoTx()
	if raw.GetBody() == nil || raw.GetAuthInfo().GetFee() == nil {
		return authante.SetGasMeter(simulate, ctx, 0), errorsmod.Wrap(sdkerrors.ErrTxDecode, "the transaction lacks its body or its fee, which says its gas")
	}
	return next(ctx, tx, simulate)
}
