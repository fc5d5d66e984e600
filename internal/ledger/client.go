// Package ledger is a client of a node: it signs transactions, submits them,
// waits until a block holds them, and asks queries.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// Client of one node.
type Client struct {
	chainID string
	rpc     *http.HTTP
	tx      client.TxConfig
	query   client.Context
}

// Connect makes a client of the node whose RPC answers at the URL. It does not
// ask the node anything yet.
func Connect(url, chainID string, tx client.TxConfig, registry codectypes.InterfaceRegistry) (*Client, error) {
	rpc, err := http.New(url, "/websocket")
	if err != nil {
		return nil, fmt.Errorf("node at %s: %w", url, err)
	}
	return &Client{
		chainID: chainID, rpc: rpc, tx: tx,
		// Without a codec of the registry, answers that hold messages or keys cannot be read.
		query: client.Context{}.WithClient(rpc).WithInterfaceRegistry(registry).WithCodec(codec.NewProtoCodec(registry)).WithChainID(chainID),
	}, nil
}

// RPC is the node's CometBFT interface.
func (c *Client) RPC() *http.HTTP { return c.rpc }

// Query is the connection for the modules' query clients.
func (c *Client) Query() client.Context { return c.query }

// Result of a transaction that a block holds.
type Result struct {
	Hash   string
	Height int64
	// Responses of its messages, in their order.
	Responses []*codectypes.Any
	GasUsed   int64
}

// RefusedError is returned for a transaction that the chain refused, when it came or
// when it was executed. It unwraps to the error that a module registered.
type RefusedError struct {
	Hash string
	// Height of the block that holds it; 0 if none does.
	Height int64
	Cause  error
}

// Error implements error.
func (e *RefusedError) Error() string {
	if e.Height == 0 {
		return fmt.Sprintf("transaction %s was refused: %v", e.Hash, e.Cause)
	}
	return fmt.Sprintf("transaction %s failed at height %d: %v", e.Hash, e.Height, e.Cause)
}

// Unwrap gives the registered error.
func (e *RefusedError) Unwrap() error { return e.Cause }

func refusal(hash string, height int64, codespace string, code uint32, log string) *RefusedError {
	return &RefusedError{Hash: hash, Height: height, Cause: errorsmod.ABCIError(codespace, code, log)}
}

// Sign signs the messages as the sender with its next sequence and returns the
// transaction's bytes, for those who submit it themselves. The sender does not advance.
func (c *Client) Sign(ctx context.Context, sender Sender, gas uint64, messages ...sdk.Msg) ([]byte, error) {
	return sender.sign(ctx, c, gas, messages)
}

// Submit signs the messages as the sender, hands them to the node and returns
// the transaction's hash once the node's own check has passed.
func (c *Client) Submit(ctx context.Context, sender Sender, gas uint64, messages ...sdk.Msg) (string, error) {
	bytes, err := sender.sign(ctx, c, gas, messages)
	if err != nil {
		return "", err
	}
	response, err := c.rpc.BroadcastTxSync(ctx, bytes)
	if err != nil {
		return "", fmt.Errorf("broadcast: %w", err)
	}
	hash := response.Hash.String()
	if response.Code != 0 {
		// Nothing was consumed: what the sender thinks of its sequence is read again.
		sender.Forget()
		return hash, refusal(hash, 0, response.Codespace, response.Code, response.Log)
	}
	sender.Advance()
	return hash, nil
}

// pollEvery is the pause between two questions for a transaction.
const pollEvery = 40 * time.Millisecond

// Wait waits until a block holds the transaction.
func (c *Client) Wait(ctx context.Context, hash string) (Result, error) {
	id, err := decodeHash(hash)
	if err != nil {
		return Result{}, err
	}
	for {
		response, err := c.rpc.Tx(ctx, id, false)
		if err == nil {
			return c.result(response)
		}
		if !strings.Contains(err.Error(), "not found") {
			return Result{}, fmt.Errorf("transaction %s: %w", hash, err)
		}
		select {
		case <-ctx.Done():
			return Result{}, fmt.Errorf("transaction %s is in no block yet: %w", hash, ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}

// Send submits the messages and waits until a block holds them.
func (c *Client) Send(ctx context.Context, sender Sender, gas uint64, messages ...sdk.Msg) (Result, error) {
	hash, err := c.Submit(ctx, sender, gas, messages...)
	if err != nil {
		return Result{}, err
	}
	return c.Wait(ctx, hash)
}

func (c *Client) result(response *coretypes.ResultTx) (Result, error) {
	hash := response.Hash.String()
	if response.TxResult.Code != 0 {
		return Result{}, refusal(hash, response.Height, response.TxResult.Codespace, response.TxResult.Code, response.TxResult.Log)
	}
	var data sdk.TxMsgData
	if err := data.Unmarshal(response.TxResult.Data); err != nil {
		return Result{}, fmt.Errorf("responses of transaction %s: %w", hash, err)
	}
	return Result{Hash: hash, Height: response.Height, Responses: data.MsgResponses, GasUsed: response.TxResult.GasUsed}, nil
}

// Unmarshaler is a protobuf message of ours.
type Unmarshaler interface{ Unmarshal([]byte) error }

// Response reads the i-th message's response.
func (r Result) Response(i int, into Unmarshaler) error {
	if i >= len(r.Responses) {
		return errors.New("the transaction has fewer responses")
	}
	return into.Unmarshal(r.Responses[i].Value)
}

// WaitHeight waits until the node answers from the state of a height, and returns its
// header. A block is there, and in the node's status, a little before its state is.
func (c *Client) WaitHeight(ctx context.Context, height int64) (*cmttypes.Header, error) {
	for {
		info, err := c.rpc.ABCIInfo(ctx)
		if err == nil && info.Response.LastBlockHeight >= height {
			response, err := c.rpc.Header(ctx, &height)
			if err != nil {
				return nil, err
			}
			return response.Header, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the node did not reach height %d: %w", height, ctx.Err())
		case <-time.After(pollEvery):
		}
	}
}
