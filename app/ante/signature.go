package ante

import (
	"crypto/sha256"

	"google.golang.org/protobuf/types/known/anypb"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"
	errorsmod "cosmossdk.io/errors"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/assent-ledger/assent/internal/secp"
)

// signature verifies account signatures with go-ethereum's secp256k1, whose
// cgo code is several times faster than the SDK's. It relies on signatureForm.
type signature struct {
	accounts authante.AccountKeeper
	modes    *signing.HandlerMap
}

// AnteHandle implements sdk.AnteDecorator.
func (s signature) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signers, err := signersOf(tx)
	if err != nil {
		return ctx, err
	}
	for _, signer := range signers {
		if err := s.verify(ctx, tx, signer, simulate); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

// verify checks a signer's sequence and its signatures: one, or those of a
// multisig's members, all of which sign the same.
func (s signature) verify(ctx sdk.Context, tx sdk.Tx, by signer, simulate bool) error {
	account, err := authante.GetSignerAcc(ctx, s.accounts, by.address)
	if err != nil {
		return err
	}
	if by.sequence != account.GetSequence() {
		return errorsmod.Wrapf(sdkerrors.ErrWrongSequence, "account sequence mismatch, expected %d, got %d",
			account.GetSequence(), by.sequence)
	}
	// A transaction that waited was verified when it came; only what it may
	// change meanwhile, its sequence, is looked at again.
	if simulate || ctx.IsReCheckTx() || !ctx.IsSigverifyTx() {
		return nil
	}
	key := account.GetPubKey()
	if key == nil {
		return errorsmod.Wrapf(sdkerrors.ErrInvalidPubKey, "account %s has no key yet: name it in the transaction", account.GetAddress())
	}
	parts, err := by.parts(key)
	if err != nil {
		return ErrSignatureForm.Wrap(err.Error())
	}
	digest, err := s.digest(ctx, tx, account, by.sequence)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if err := secp.Verify(part.Key, digest, part.Signature); err != nil {
			return errorsmod.Wrapf(sdkerrors.ErrUnauthorized,
				"signature does not verify; check account number (%d) and chain id (%s): %s", account.GetAccountNumber(), ctx.ChainID(), err)
		}
	}
	return nil
}

// digest is SHA-256 of what a signer signed.
func (s signature) digest(ctx sdk.Context, tx sdk.Tx, account sdk.AccountI, sequence uint64) ([sha256.Size]byte, error) {
	var none [sha256.Size]byte
	adaptable, ok := tx.(authsigning.V2AdaptableTx)
	if !ok {
		return none, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%T has no sign bytes", tx)
	}
	key, err := codectypes.NewAnyWithValue(account.GetPubKey())
	if err != nil {
		return none, errorsmod.Wrap(sdkerrors.ErrInvalidPubKey, err.Error())
	}
	bytes, err := s.modes.GetSignBytes(ctx, signingv1beta1.SignMode_SIGN_MODE_DIRECT, signing.SignerData{
		Address:       account.GetAddress().String(),
		ChainID:       ctx.ChainID(),
		AccountNumber: account.GetAccountNumber(),
		Sequence:      sequence,
		PubKey:        &anypb.Any{TypeUrl: key.TypeUrl, Value: key.Value},
	}, adaptable.GetSigningTxData())
	if err != nil {
		return none, errorsmod.Wrap(sdkerrors.ErrTxDecode, err.Error())
	}
	return sha256.Sum256(bytes), nil
}
