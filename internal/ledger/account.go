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

// Account signs with a key of a keyring and counts its transactions. It is for
// one goroutine at a time.
type Account struct {
	keys    keyring.Keyring
	name    string
	address string

	known    bool
	number   uint64
	sequence uint64
}

// NewAccount signs with the named key.
func NewAccount(keys keyring.Keyring, name string) (*Account, error) {
	record, err := keys.Key(name)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", name, err)
	}
	address, err := record.GetAddress()
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", name, err)
	}
	return &Account{keys: keys, name: name, address: address.String()}, nil
}

// Address in bech32.
func (a *Account) Address() string { return a.address }

// Advance counts a transaction of the account that a node took, or a block holds.
func (a *Account) Advance() { a.sequence++ }

// Forget has the account's sequence read from the chain again.
func (a *Account) Forget() { a.known = false }

// load asks the chain once for what the account must sign with.
func (a *Account) load(ctx context.Context, c *Client) error {
	if a.known {
		return nil
	}
	response, err := authtypes.NewQueryClient(c.query).AccountInfo(ctx, &authtypes.QueryAccountInfoRequest{Address: a.address})
	if err != nil {
		return fmt.Errorf("account %s: %w", a.address, err)
	}
	a.number, a.sequence, a.known = response.Info.AccountNumber, response.Info.Sequence, true
	return nil
}

func (a *Account) sign(ctx context.Context, c *Client, gas uint64, messages []sdk.Msg) ([]byte, error) {
	if err := a.load(ctx, c); err != nil {
		return nil, err
	}
	factory := tx.Factory{}.
		WithTxConfig(c.tx).WithKeybase(a.keys).WithChainID(c.chainID).WithGas(gas).
		WithSignMode(signing.SignMode_SIGN_MODE_DIRECT).
		WithAccountNumber(a.number).WithSequence(a.sequence)
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
