package ante

import (
	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"

	"github.com/assent-ledger/assent/app/msgs"
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
		if err := a.admit(ctx, signer, tx.GetMsgs()); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

// admit refuses a sender that the registry does not know. Who is named to become
// an authority is nobody yet: it may accept, and no more.
func (a admission) admit(ctx sdk.Context, signer []byte, messages []sdk.Msg) error {
	refusal := a.registry.MaySend(ctx, signer)
	if refusal == nil {
		return nil
	}
	for _, msg := range messages {
		if rule, _ := msgs.Of(sdk.MsgTypeURL(msg)); rule.Class != msgs.Successor {
			return refusal
		}
	}
	_, named, err := a.registry.Successor(ctx, signer)
	if err != nil {
		return err
	}
	if !named {
		return refusal
	}
	return nil
}
