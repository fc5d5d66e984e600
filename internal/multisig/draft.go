package multisig

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"

	signingv1beta1 "cosmossdk.io/api/cosmos/tx/signing/v1beta1"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authsigning "github.com/cosmos/cosmos-sdk/x/auth/signing"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"

	"github.com/assent-ledger/assent/internal/secp"
)

// Draft is a transaction of a multisig that says which members sign it.
type Draft struct {
	builder  client.TxBuilder
	modes    *signing.HandlerMap
	key      *kmultisig.LegacyAminoPubKey
	chosen   [][]byte
	sequence uint64
}

// Target is what members sign beside the transaction, so that it is good there
// alone.
type Target struct {
	ChainID string
	// AccountNumber of the multisig's account on that chain.
	AccountNumber uint64
}

// Prepare writes the multisig's key and the chosen members into a transaction
// that nobody has signed. The members are exactly as many as the threshold.
func Prepare(
	config client.TxConfig, builder client.TxBuilder, key *kmultisig.LegacyAminoPubKey, chosen []cryptotypes.PubKey, sequence uint64,
) (*Draft, error) {
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	members, err := Members(key)
	if err != nil {
		return nil, err
	}
	if len(chosen) != int(key.Threshold) {
		return nil, fmt.Errorf("%d signers: name exactly %d of the multisig's %d members", len(chosen), key.Threshold, len(members))
	}
	array := cryptotypes.NewCompactBitArray(len(members))
	for _, one := range chosen {
		place := placeOf(members, one)
		if place < 0 {
			return nil, fmt.Errorf("key %X is not a member of the multisig", one.Bytes())
		}
		if array.GetIndex(place) {
			return nil, fmt.Errorf("member %d is named twice", place)
		}
		array.SetIndex(place, true)
	}
	data := &signingtypes.MultiSignatureData{BitArray: array}
	for range chosen {
		data.Signatures = append(data.Signatures, &signingtypes.SingleSignatureData{SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT})
	}
	if err := builder.SetSignatures(signingtypes.SignatureV2{PubKey: key, Data: data, Sequence: sequence}); err != nil {
		return nil, err
	}
	return Read(config, builder)
}

// Read takes a transaction that Prepare made.
func Read(config client.TxConfig, builder client.TxBuilder) (*Draft, error) {
	tx := builder.GetTx()
	info, err := onlySigner(tx)
	if err != nil {
		return nil, err
	}
	key, ok := info.PublicKey.GetCachedValue().(*kmultisig.LegacyAminoPubKey)
	if !ok {
		return nil, errors.New("the transaction names no multisig key: prepare it first")
	}
	if err := CheckKey(key); err != nil {
		return nil, err
	}
	members, err := Members(key)
	if err != nil {
		return nil, err
	}
	places, err := marked(info.ModeInfo, len(members), int(key.Threshold))
	if err != nil {
		return nil, err
	}
	senders, err := tx.GetSigners()
	if err != nil {
		return nil, err
	}
	if len(senders) != 1 || !bytes.Equal(senders[0], key.Address()) {
		return nil, fmt.Errorf("the transaction's messages are not sent by the multisig %X alone", key.Address().Bytes())
	}
	draft := &Draft{builder: builder, modes: config.SignModeHandler(), key: key, sequence: info.Sequence}
	for _, place := range places {
		draft.chosen = append(draft.chosen, members[place])
	}
	return draft, nil
}

func onlySigner(tx authsigning.Tx) (*txtypes.SignerInfo, error) {
	raw, ok := tx.(interface{ GetProtoTx() *txtypes.Tx })
	if !ok {
		return nil, fmt.Errorf("%T is not a transaction that can be prepared", tx)
	}
	infos := raw.GetProtoTx().GetAuthInfo().GetSignerInfos()
	if len(infos) != 1 || infos[0] == nil {
		return nil, fmt.Errorf("the transaction names %d signers: prepare it for one multisig", len(infos))
	}
	return infos[0], nil
}

func placeOf(members [][]byte, key cryptotypes.PubKey) int {
	for i, member := range members {
		if key != nil && bytes.Equal(member, key.Bytes()) {
			return i
		}
	}
	return -1
}

// Tx is the transaction as it is.
func (d *Draft) Tx() authsigning.Tx { return d.builder.GetTx() }

// Address of the multisig, in bytes.
func (d *Draft) Address() []byte { return d.key.Address() }

// Sign is the signature of one of the chosen members, with a key of a keyring.
func (d *Draft) Sign(ctx context.Context, keys keyring.Keyring, name string, target Target) (signingtypes.SignatureV2, error) {
	record, err := keys.Key(name)
	if err != nil {
		return signingtypes.SignatureV2{}, fmt.Errorf("key %s: %w", name, err)
	}
	key, err := record.GetPubKey()
	if err != nil {
		return signingtypes.SignatureV2{}, fmt.Errorf("key %s: %w", name, err)
	}
	if placeOf(d.chosen, key) < 0 {
		return signingtypes.SignatureV2{}, fmt.Errorf("key %s is not among the members that were chosen to sign: prepare the transaction anew with it", name)
	}
	text, err := d.signBytes(ctx, target)
	if err != nil {
		return signingtypes.SignatureV2{}, err
	}
	signature, _, err := keys.Sign(name, text, signingtypes.SignMode_SIGN_MODE_DIRECT)
	if err != nil {
		return signingtypes.SignatureV2{}, fmt.Errorf("signature by %s: %w", name, err)
	}
	return signingtypes.SignatureV2{
		PubKey:   key,
		Data:     &signingtypes.SingleSignatureData{SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT, Signature: signature},
		Sequence: d.sequence,
	}, nil
}

// Combine verifies the chosen members' signatures and writes them into the
// transaction. A signature that is missing, of somebody else or of another
// transaction is an error that says whose it is, and the transaction stays as it was.
func (d *Draft) Combine(ctx context.Context, target Target, signatures ...signingtypes.SignatureV2) error {
	text, err := d.signBytes(ctx, target)
	if err != nil {
		return err
	}
	parts := make([][]byte, len(d.chosen))
	for _, sig := range signatures {
		place := placeOf(d.chosen, sig.PubKey)
		if place < 0 {
			return errors.New("a signature is of nobody who was chosen to sign")
		}
		single, ok := sig.Data.(*signingtypes.SingleSignatureData)
		if !ok {
			return fmt.Errorf("the signature of member %X is not a single one", d.chosen[place])
		}
		if err := secp.Verify(d.chosen[place], sha256.Sum256(text), single.Signature); err != nil {
			return fmt.Errorf("the signature of member %X is not of this transaction, chain (%s) and account number (%d): %w",
				d.chosen[place], target.ChainID, target.AccountNumber, err)
		}
		parts[place] = single.Signature
	}
	return d.write(parts)
}

// write puts the signatures, in the order of the chosen, into the transaction.
func (d *Draft) write(parts [][]byte) error {
	members, err := Members(d.key)
	if err != nil {
		return err
	}
	data := &signingtypes.MultiSignatureData{BitArray: cryptotypes.NewCompactBitArray(len(members))}
	for i, part := range parts {
		if part == nil {
			return fmt.Errorf("the signature of member %X is missing", d.chosen[i])
		}
		data.BitArray.SetIndex(placeOf(members, &secp256k1.PubKey{Key: d.chosen[i]}), true)
		data.Signatures = append(data.Signatures, &signingtypes.SingleSignatureData{
			SignMode: signingtypes.SignMode_SIGN_MODE_DIRECT, Signature: part,
		})
	}
	return d.builder.SetSignatures(signingtypes.SignatureV2{PubKey: d.key, Data: data, Sequence: d.sequence})
}

// signBytes are what every chosen member signs.
func (d *Draft) signBytes(ctx context.Context, target Target) ([]byte, error) {
	tx, ok := d.builder.GetTx().(authsigning.V2AdaptableTx)
	if !ok {
		return nil, errors.New("the transaction has no sign bytes")
	}
	return d.modes.GetSignBytes(ctx, signingv1beta1.SignMode_SIGN_MODE_DIRECT, signing.SignerData{
		ChainID: target.ChainID, AccountNumber: target.AccountNumber, Sequence: d.sequence,
	}, tx.GetSigningTxData())
}
