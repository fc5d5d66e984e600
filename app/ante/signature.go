package ante

import (
	"crypto/sha256"

	"google.golang.org/protobuf/types/known/anypb"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"
	errorsmod "cosmossdk.io/errors"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/assent-ledger/assent/internal/secp"
)

// signatureForm accepts one form of key and signature: libraries answer
// differently on all others, and a difference forks the chain.
type signatureForm struct{}

// AnteHandle implements sdk.AnteDecorator.
func (signatureForm) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signed, ok := tx.(authsigning.SigVerifiableTx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction")
	}
	keys, err := signed.GetPubKeys()
	if err != nil {
		return ctx, errorsmod.Wrap(sdkerrors.ErrInvalidPubKey, err.Error())
	}
	signers, err := signed.GetSigners()
	if err != nil || len(keys) != len(signers) {
		return ctx, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%d signers but %d signer infos", len(signers), len(keys))
	}
	for _, key := range keys {
		// A key is left out once the account has it.
		if key == nil {
			continue
		}
		if err := checkKey(key); err != nil {
			return ctx, err
		}
	}
	// What is simulated is not signed yet.
	if simulate {
		return next(ctx, tx, simulate)
	}
	signatures, err := signed.GetSignaturesV2()
	if err != nil {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, err.Error())
	}
	for _, sig := range signatures {
		data, err := direct(sig.Data)
		if err != nil {
			return ctx, err
		}
		if err := secp.CheckCompact(data.Signature); err != nil {
			return ctx, ErrSignatureForm.Wrap(err.Error())
		}
	}
	return next(ctx, tx, simulate)
}

func checkKey(key cryptotypes.PubKey) error {
	if _, ok := key.(*secp256k1.PubKey); !ok {
		return ErrSignatureForm.Wrapf("key of type %s", key.Type())
	}
	if err := secp.CheckPublicKey(key.Bytes()); err != nil {
		return ErrSignatureForm.Wrap(err.Error())
	}
	return nil
}

func direct(data signingtypes.SignatureData) (*signingtypes.SingleSignatureData, error) {
	single, ok := data.(*signingtypes.SingleSignatureData)
	if !ok {
		return nil, ErrSignatureForm.Wrap("more than one signature for one signer")
	}
	if single.SignMode != signingtypes.SignMode_SIGN_MODE_DIRECT {
		return nil, ErrSignatureForm.Wrapf("sign mode %s", single.SignMode)
	}
	return single, nil
}

// signature verifies account signatures with go-ethereum's secp256k1, whose
// cgo code is several times faster than the SDK's. It relies on signatureForm.
type signature struct {
	accounts authante.AccountKeeper
	modes    *signing.HandlerMap
}

// AnteHandle implements sdk.AnteDecorator.
func (s signature) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signed, ok := tx.(authsigning.Tx)
	if !ok {
		return ctx, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction")
	}
	signatures, err := signed.GetSignaturesV2()
	if err != nil {
		return ctx, err
	}
	signers, err := signed.GetSigners()
	if err != nil {
		return ctx, err
	}
	if len(signatures) != len(signers) {
		return ctx, errorsmod.Wrapf(sdkerrors.ErrUnauthorized, "%d signers but %d signatures", len(signers), len(signatures))
	}
	for i := range signatures {
		if err := s.verify(ctx, tx, signers[i], signatures[i], simulate); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

func (s signature) verify(ctx sdk.Context, tx sdk.Tx, signer []byte, sig signingtypes.SignatureV2, simulate bool) error {
	account, err := authante.GetSignerAcc(ctx, s.accounts, signer)
	if err != nil {
		return err
	}
	if sig.Sequence != account.GetSequence() {
		return errorsmod.Wrapf(sdkerrors.ErrWrongSequence, "account sequence mismatch, expected %d, got %d",
			account.GetSequence(), sig.Sequence)
	}
	// A transaction that waited was verified when it came; only what it may
	// change meanwhile, its sequence, is looked at again.
	if simulate || ctx.IsReCheckTx() || !ctx.IsSigverifyTx() {
		return nil
	}
	data, err := direct(sig.Data)
	if err != nil {
		return err
	}
	digest, err := s.digest(ctx, tx, account, sig.Sequence)
	if err != nil {
		return err
	}
	if err := secp.Verify(account.GetPubKey().Bytes(), digest, data.Signature); err != nil {
		return errorsmod.Wrapf(sdkerrors.ErrUnauthorized,
			"signature does not verify; check account number (%d) and chain id (%s): %s", account.GetAccountNumber(), ctx.ChainID(), err)
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
