package lanes

import (
	"crypto/sha256"

	cmttypes "github.com/cometbft/cometbft/types"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
)

// Item is what lanes look at of a transaction.
type Item struct {
	Raw     []byte
	Hash    [32]byte
	Signers []Signer
	// Payer whose quota it uses; Check does not look at it.
	Payer  string
	Gas    uint64
	Urgent bool
}

// Signer of a transaction, by address, and its sequence.
type Signer struct {
	Address  string
	Sequence uint64
}

// Size of the transaction in a block, in bytes.
func (i Item) Size() int64 { return cmttypes.ComputeProtoSizeForTxs([]cmttypes.Tx{i.Raw}) }

// signedBy says whether any of some addresses signs the transaction.
func (i Item) signedBy(addresses map[string]bool) bool {
	for _, s := range i.Signers {
		if addresses[s.Address] {
			return true
		}
	}
	return false
}

// decodedTx is a transaction that shows what it was decoded from.
type decodedTx interface{ GetProtoTx() *txtypes.Tx }

// NewItem reads a decoded transaction. The payer is left open.
func NewItem(raw []byte, tx sdk.Tx) (Item, error) {
	signed, isSigned := tx.(authsigning.SigVerifiableTx)
	decoded, isDecoded := tx.(decodedTx)
	if !isSigned || !isDecoded {
		return Item{}, errorsmod.Wrap(sdkerrors.ErrTxDecode, "not a signed transaction of this chain")
	}
	signers, err := signed.GetSigners()
	if err != nil {
		return Item{}, errorsmod.Wrap(sdkerrors.ErrTxDecode, "the messages name no signers that can be read")
	}
	auth := decoded.GetProtoTx().GetAuthInfo()
	infos := auth.GetSignerInfos()
	if len(signers) == 0 || len(infos) != len(signers) {
		return Item{}, errorsmod.Wrapf(sdkerrors.ErrTxDecode, "%d signers but %d signer infos", len(signers), len(infos))
	}
	item := Item{Raw: raw, Hash: sha256.Sum256(raw), Gas: auth.GetFee().GetGasLimit()}
	for i, address := range signers {
		item.Signers = append(item.Signers, Signer{Address: string(address), Sequence: infos[i].GetSequence()})
	}
	item.Urgent = Urgent(tx.GetMsgs(), len(raw), item.Gas)
	return item, nil
}
