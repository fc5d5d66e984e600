package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"

	"github.com/assent-ledger/assent/test/fault/record"
)

// settle waits until every node has all that was acknowledged, ends the trace, and
// reads every block from every node.
func (l *lab) settle(ctx context.Context) error {
	clients := make([]*http.HTTP, l.nodes())
	var top int64
	for i, node := range l.running.Nodes {
		client, err := http.New(node.RPCURL(), "/websocket")
		if err != nil {
			return err
		}
		status, err := client.Status(ctx)
		if err != nil {
			return fmt.Errorf("node %d: %w", i, err)
		}
		clients[i], top = client, max(top, status.SyncInfo.LatestBlockHeight)
	}
	// The results of a height are those of all before it once there is another one.
	if err := until(ctx, "all nodes level at the end", l.patient(recoverBound), func() (bool, error) {
		return slices.Min(l.watch.heights()) > top, l.allRun()
	}); err != nil {
		return err
	}
	l.meta.End, l.meta.Height = l.clock(), top
	l.say("reading %d blocks of each node", top)
	errs := make([]error, l.nodes())
	var nodes sync.WaitGroup
	for node, client := range clients {
		nodes.Go(func() { errs[node] = l.readChain(ctx, node, client) })
	}
	nodes.Wait()
	for node, err := range errs {
		if err != nil {
			return fmt.Errorf("blocks of node %d: %w", node, err)
		}
	}
	return nil
}

func (l *lab) readChain(ctx context.Context, node int, client *http.HTTP) error {
	for height := int64(1); height <= l.meta.Height; height++ {
		block, err := readBlock(ctx, client, height)
		if err != nil {
			return fmt.Errorf("height %d: %w", height, err)
		}
		if err := l.chains[node].Append(block); err != nil {
			return err
		}
	}
	return nil
}

// readTimeout bounds one question for a block.
const readTimeout = 20 * time.Second

func readBlock(ctx context.Context, client *http.HTTP, height int64) (record.Block, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	block, err := client.Block(ctx, &height)
	if err != nil {
		return record.Block{}, err
	}
	results, err := client.BlockResults(ctx, &height)
	if err != nil {
		return record.Block{}, err
	}
	if len(results.TxsResults) != len(block.Block.Txs) {
		return record.Block{}, fmt.Errorf("%d results of %d transactions", len(results.TxsResults), len(block.Block.Txs))
	}
	header := block.Block.Header
	read := record.Block{
		Height: header.Height, ID: block.BlockID.Hash.String(), HeaderAppHash: header.AppHash.String(), AppHash: digest(results.AppHash),
		ResultsHash: header.LastResultsHash.String(), Validators: header.ValidatorsHash.String(), Evidence: len(block.Block.Evidence.Evidence),
	}
	for i, tx := range block.Block.Txs {
		read.Txs = append(read.Txs, record.Tx{Hash: digest(tx.Hash()), Code: results.TxsResults[i].Code})
	}
	return read, nil
}

// digest is written as CometBFT writes it.
func digest(hash []byte) string { return strings.ToUpper(hex.EncodeToString(hash)) }
