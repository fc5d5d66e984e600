package ledger

import (
	"context"
	"fmt"

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
	record, err := account.keys.Key(account.name)
	if err != nil {
		return fmt.Errorf("key %s: %w", account.name, err)
	}
	key, err := record.GetPubKey()
	if err != nil {
		return fmt.Errorf("key %s: %w", account.name, err)
	}
	return caller.Sign(c.chainID, method, r, key.Bytes(), status.SyncInfo.LatestBlockTime.Unix(), account.signBytes)
}

func (a *Account) signBytes(message []byte) ([]byte, error) {
	signature, _, err := a.keys.Sign(a.name, message, signing.SignMode_SIGN_MODE_DIRECT)
	if err != nil {
		return nil, fmt.Errorf("signature by %s: %w", a.name, err)
	}
	return signature, nil
}
