package ante

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/assent-ledger/assent/app/msgs"
)

// MaxTxGas of one transaction. Blocks are filled by the gas that transactions ask
// for: without a bound, one that asks for all of it would keep out every other.
const MaxTxGas = 50_000_000

// firewall refuses what no transaction may carry.
type firewall struct{}

// AnteHandle implements sdk.AnteDecorator.
func (firewall) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	for _, msg := range tx.GetMsgs() {
		if url := sdk.MsgTypeURL(msg); !msgs.Sendable(url) {
			return ctx, ErrMessageNotSendable.Wrap(url)
		}
	}
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a transaction of this chain")
	}
	if err := checkFee(tx); err != nil {
		return ctx, err
	}
	if feeTx.GetGas() > MaxTxGas {
		return ctx, ErrTooMuchGas.Wrapf("%d, at most %d", feeTx.GetGas(), MaxTxGas)
	}
	if unordered, ok := tx.(sdk.TxWithUnordered); ok && unordered.GetUnordered() {
		return ctx, ErrUnorderedNotSupported
	}
	return next(ctx, tx, simulate)
}

// checkFee refuses an amount, a granter, and a payer other than the first signer,
// which it is if none is named: any other would have to sign as well.
func checkFee(tx sdk.Tx) error {
	signed, isSigned := tx.(authsigning.SigVerifiableTx)
	decoded, isDecoded := tx.(decodedTx)
	if !isSigned || !isDecoded {
		return errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction of this chain")
	}
	signers, err := signed.GetSigners()
	if err != nil || len(signers) == 0 {
		return errorsmod.Wrap(sdkerrors.ErrTxDecode, "the messages name no signer that can be read")
	}
	fee := decoded.GetProtoTx().GetAuthInfo().GetFee()
	if len(fee.Amount) != 0 || fee.Granter != "" {
		return ErrFeesNotSupported
	}
	if fee.Payer != "" && fee.Payer != sdk.AccAddress(signers[0]).String() {
		return ErrFeesNotSupported
	}
	return nil
}
