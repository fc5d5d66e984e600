package ledger

import (
	"context"
	"fmt"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/internal/multisig"
)

// Board signs with several keys of a keyring for the multisig that they hold.
type Board struct {
	holder

	keys    keyring.Keyring
	key     *kmultisig.LegacyAminoPubKey
	signers []string
	chosen  []cryptotypes.PubKey
}

var _ Sender = (*Board)(nil)

// NewBoard signs for the named multisig with the named members' keys, which are
// as many as its threshold.
func NewBoard(keys keyring.Keyring, name string, signers ...string) (*Board, error) {
	holder, record, err := newHolder(keys, name)
	if err != nil {
		return nil, err
	}
	public, err := record.GetPubKey()
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", name, err)
	}
	key, ok := public.(*kmultisig.LegacyAminoPubKey)
	if !ok {
		return nil, fmt.Errorf("key %s is not a multisig", name)
	}
	chosen := make([]cryptotypes.PubKey, len(signers))
	for i, signer := range signers {
		record, err := keys.Key(signer)
		if err != nil {
			return nil, fmt.Errorf("key %s: %w", signer, err)
		}
		if chosen[i], err = record.GetPubKey(); err != nil {
			return nil, fmt.Errorf("key %s: %w", signer, err)
		}
	}
	return &Board{holder: holder, keys: keys, key: key, signers: signers, chosen: chosen}, nil
}

func (b *Board) sign(ctx context.Context, c *Client, gas uint64, messages []sdk.Msg) ([]byte, error) {
	if err := b.load(ctx, c); err != nil {
		return nil, err
	}
	builder, err := b.factory(c, gas).BuildUnsignedTx(messages...)
	if err != nil {
		return nil, err
	}
	draft, err := multisig.Prepare(c.tx, builder, b.key, b.chosen, b.sequence)
	if err != nil {
		return nil, fmt.Errorf("transaction of %s: %w", b.name, err)
	}
	target := multisig.Target{ChainID: c.chainID, AccountNumber: b.number}
	signatures := make([]signingtypes.SignatureV2, len(b.signers))
	for i, signer := range b.signers {
		if signatures[i], err = draft.Sign(ctx, b.keys, signer, target); err != nil {
			return nil, err
		}
	}
	if err := draft.Combine(ctx, target, signatures...); err != nil {
		return nil, err
	}
	return c.tx.TxEncoder()(draft.Tx())
}
