package ante

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/permission"
)

// maxSigners of one transaction.
const maxSigners = 7

// admission refuses senders that the registry does not know, and says whose quota
// the transaction uses: that of its first signer. Which messages a sender may send is
// for the handlers, which see what earlier messages changed; a successor alone,
// which has no part in the chain yet, is held to its one message here.
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
	for i, signer := range signers {
		sender, err := a.registry.Sender(ctx, signer)
		if err != nil {
			return ctx, err
		}
		if sender.Standing == permission.Successor {
			if err := checkAcceptance(tx, len(signers)); err != nil {
				return ctx, err
			}
		}
		if i == 0 {
			ctx = withPayer(ctx, sender.Payer)
		}
	}
	return next(ctx, tx, simulate)
}

// checkAcceptance refuses a successor's transaction that others sign too, or that
// holds messages for others.
func checkAcceptance(tx sdk.Tx, signers int) error {
	if signers != 1 {
		return ErrSuccessorMayOnlyAccept.Wrapf("%d signers", signers)
	}
	for _, msg := range tx.GetMsgs() {
		url := sdk.MsgTypeURL(msg)
		if rule, ok := msgs.Of(url); !ok || rule.Class != msgs.Successor {
			return ErrSuccessorMayOnlyAccept.Wrap(url)
		}
	}
	return nil
}
