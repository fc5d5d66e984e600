package ledger

import (
	"context"
	"fmt"

	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/pkg/caller"
)

// Asking fills in who asks a query about the state of the latest block: the account, with
// its signature over the request, which must have an empty caller. The method is as gRPC
// names it.
func (c *Client) Asking(ctx context.Context, account *Account, method string, r caller.Request) error {
	status, err := c.rpc.Status(ctx)
	if err != nil {
		return fmt.Errorf("the chain's time: %w", err)
	}
	return SignQuery(account.keys, account.name, c.chainID, method, r, status.SyncInfo.LatestBlockTime.Unix())
}

// SignQuery fills in who asks a query about the state of a moment, in Unix seconds: the
// account of a named key.
func SignQuery(keys keyring.Keyring, name, chainID, method string, r caller.Request, at int64) error {
	record, err := keys.Key(name)
	if err != nil {
		return fmt.Errorf("key %s: %w", name, err)
	}
	key, err := record.GetPubKey()
	if err != nil {
		return fmt.Errorf("key %s: %w", name, err)
	}
	return caller.Sign(chainID, method, r, key.Bytes(), at, func(message []byte) ([]byte, error) {
		signature, _, err := keys.Sign(name, message, signing.SignMode_SIGN_MODE_DIRECT)
		if err != nil {
			return nil, fmt.Errorf("signature by %s: %w", name, err)
		}
		return signature, nil
	})
}
