package ante

import (
	"fmt"

	errorsmod "cosmossdk.io/errors"

	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authante "github.com/cosmos/cosmos-sdk/x/auth/ante"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/assent-ledger/assent/internal/multisig"
	"github.com/assent-ledger/assent/internal/secp"
)

// signatureForm accepts one form of key and signature for one holder, and one
// for several: libraries answer differently on all others, and a difference forks
// the chain. It looks at the transaction as it was decoded, since the SDK's own
// reading of signatures takes their form for granted.
type signatureForm struct{}

// AnteHandle implements sdk.AnteDecorator.
func (signatureForm) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	signers, err := signersOf(tx)
	if err != nil {
		return ctx, err
	}
	for _, s := range signers {
		if err := checkKey(s.key); err != nil {
			return ctx, ErrSignatureForm.Wrap(err.Error())
		}
		// What is simulated is not signed yet.
		if simulate {
			continue
		}
		if _, err := s.parts(s.key); err != nil {
			return ctx, ErrSignatureForm.Wrap(err.Error())
		}
	}
	return next(ctx, tx, simulate)
}

// signer is what a transaction says of one that signed it.
type signer struct {
	address  []byte
	sequence uint64
	// key that the transaction names; nil if it names none.
	key       cryptotypes.PubKey
	mode      *txtypes.ModeInfo
	signature []byte
}

// signersOf a transaction, in its order.
func signersOf(tx sdk.Tx) ([]signer, error) {
	signed, isSigned := tx.(authsigning.SigVerifiableTx)
	decoded, isDecoded := tx.(decodedTx)
	if !isSigned || !isDecoded {
		return nil, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction of this chain")
	}
	keys, err := signed.GetPubKeys()
	if err != nil {
		return nil, errorsmod.Wrap(sdkerrors.ErrInvalidPubKey, err.Error())
	}
	addresses, err := signed.GetSigners()
	if err != nil {
		return nil, errorsmod.Wrap(sdkerrors.ErrTxDecode, "the messages name no signer that can be read")
	}
	infos, signatures := decoded.GetProtoTx().GetAuthInfo().GetSignerInfos(), decoded.GetProtoTx().GetSignatures()
	if n := len(addresses); len(keys) != n || len(infos) != n || len(signatures) != n {
		return nil, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%d signers, %d signer infos, %d signatures", n, len(infos), len(signatures))
	}
	signers := make([]signer, len(addresses))
	for i, info := range infos {
		signers[i] = signer{
			address: addresses[i], sequence: info.GetSequence(),
			key: keys[i], mode: info.GetModeInfo(), signature: signatures[i],
		}
	}
	return signers, nil
}

// checkKey refuses a key of another form than ours. None is fine: a single key
// may be left out once the account has it.
func checkKey(key cryptotypes.PubKey) error {
	switch key := key.(type) {
	case nil:
		return nil
	case *secp256k1.PubKey:
		return secp.CheckPublicKey(key.Key)
	case *kmultisig.LegacyAminoPubKey:
		return multisig.CheckKey(key)
	default:
		return fmt.Errorf("key of type %s", key.Type())
	}
}

// parts are the signatures that the signer's one is made of, each with its key.
// Without a key, it must be one signature: a multisig names its key in every
// transaction.
func (s signer) parts(key cryptotypes.PubKey) ([]multisig.Part, error) {
	switch key := key.(type) {
	case *kmultisig.LegacyAminoPubKey:
		return multisig.Parts(key, s.mode, s.signature)
	case *secp256k1.PubKey:
		return single(key.Key, s.mode, s.signature)
	case nil:
		return single(nil, s.mode, s.signature)
	default:
		return nil, fmt.Errorf("key of type %s", key.Type())
	}
}

func single(key []byte, mode *txtypes.ModeInfo, signature []byte) ([]multisig.Part, error) {
	if err := multisig.CheckDirect(mode); err != nil {
		return nil, err
	}
	if err := secp.CheckCompact(signature); err != nil {
		return nil, err
	}
	return []multisig.Part{{Key: key, Signature: signature}}, nil
}

// consumeSignatureGas charges what the SDK charges, for keys of our forms alone
// and only with the kind of signature that each makes. An account may have
// its key from a genesis, where nobody looked at it.
func consumeSignatureGas(meter storetypes.GasMeter, sig signingtypes.SignatureV2, params authtypes.Params) error {
	switch sig.PubKey.(type) {
	case *secp256k1.PubKey:
		if _, several := sig.Data.(*signingtypes.MultiSignatureData); several {
			return ErrSignatureForm.Wrap("several signatures for a single key")
		}
	case *kmultisig.LegacyAminoPubKey:
		if _, several := sig.Data.(*signingtypes.MultiSignatureData); !several {
			return ErrSignatureForm.Wrap("the account is a multisig: name its key, and sign with its members")
		}
	default:
		return ErrSignatureForm.Wrapf("the account has a key of type %T", sig.PubKey)
	}
	return authante.DefaultSigVerificationGasConsumer(meter, sig, params)
}
