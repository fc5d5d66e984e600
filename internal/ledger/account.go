package ledger

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/cosmos/cosmos-sdk/client/tx"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
)

// Sender signs transactions and counts them: an Account, or a Board. It is for
// one goroutine at a time.
type Sender interface {
	// Address in bech32.
	Address() string

	// Advance counts a transaction that a node took, or a block holds.
	Advance()
	// Forget has the sequence read from the chain again.
	Forget()

	sign(ctx context.Context, c *Client, gas uint64, messages []sdk.Msg) ([]byte, error)
}

// holder is an address and what the chain says of its account.
type holder struct {
	name    string
	address string

	known    bool
	number   uint64
	sequence uint64
}

func newHolder(keys keyring.Keyring, name string) (holder, *keyring.Record, error) {
	record, err := keys.Key(name)
	if err != nil {
		return holder{}, nil, fmt.Errorf("key %s: %w", name, err)
	}
	address, err := record.GetAddress()
	if err != nil {
		return holder{}, nil, fmt.Errorf("key %s: %w", name, err)
	}
	return holder{name: name, address: address.String()}, record, nil
}

// Address in bech32.
func (h *holder) Address() string { return h.address }

// Advance counts a transaction of the sender that a node took, or a block holds.
func (h *holder) Advance() { h.sequence++ }

// Forget has the sender's sequence read from the chain again.
func (h *holder) Forget() { h.known = false }

// load asks the chain once for what the account must sign with.
func (h *holder) load(ctx context.Context, c *Client) error {
	if h.known {
		return nil
	}
	response, err := authtypes.NewQueryClient(c.query).AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: h.address})
	if err != nil {
		return fmt.Errorf("account %s: %w", h.address, err)
	}
	h.number, h.sequence, h.known = response.Info.AccountNumber, response.Info.Sequence, true
	return nil
}

func (h *holder) factory(c *Client, gas uint64) tx.Factory {
	return tx.Factory{}.
		WithTxConfig(c.tx).WithChainID(c.chainID).WithGas(gas).
		WithSignMode(signing.SignMode_SIGN_MODE_DIRECT).
		WithAccountNumber(h.number).WithSequence(h.sequence)
}

// Account signs with one key of a keyring.
type Account struct {
	holder

	keys keyring.Keyring
}

var _ Sender = (*Account)(nil)

// NewAccount signs with the named key.
func NewAccount(keys keyring.Keyring, name string) (*Account, error) {
	holder, _, err := newHolder(keys, name)
	if err != nil {
		return nil, err
	}
	return &Account{holder: holder, keys: keys}, nil
}

func (a *Account) sign(ctx context.Context, c *Client, gas uint64, messages []sdk.Msg) ([]byte, error) {
	if err := a.load(ctx, c); err != nil {
		return nil, err
	}
	factory := a.factory(c, gas).WithKeybase(a.keys)
	builder, err := factory.BuildUnsignedTx(messages...)
	if err != nil {
		return nil, err
	}
	if err := tx.Sign(ctx, factory, a.name, builder, true); err != nil {
		return nil, fmt.Errorf("signature by %s: %w", a.name, err)
	}
	return c.tx.TxEncoder()(builder.GetTx())
}

func decodeHash(hash string) ([]byte, error) {
	id, err := hex.DecodeString(hash)
	if err != nil {
		return nil, fmt.Errorf("transaction hash %q: %w", hash, err)
	}
	return id, nil
}
