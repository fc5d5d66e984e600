package ante

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// maxSigners of one transaction.
const maxSigners = 7

// admission refuses senders that the registry does not know. Which messages a
// sender may send is for the handlers, which see what earlier messages changed.
type admission struct{ registry Registry }

// AnteHandle implements sdk.AnteDecorator.
func (a admission) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signed, ok := tx.(authsigning.SigVerifiableTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction")
	}
	signers, err := signed.GetSigners()
	if err != nil {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, err.Error())
	}
	if len(signers) > maxSigners {
		return ctx, ErrTooManySigners.Wrapf("%d, at most %d", len(signers), maxSigners)
	}
	for _, signer := range signers {
		if err := a.registry.MaySend(ctx, signer); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}
