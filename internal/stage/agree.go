package stage

import (
	"context"
	"fmt"

	"github.com/cometbft/cometbft/rpc/client/http"

	"github.com/assent-ledger/assent/internal/localnet"
)

// Agree waits until every node has the height that the first has now and one
// more, and fails unless all have the same app hash at every height.
func (s *Stage) Agree(ctx context.Context) error {
	status, err := s.Client.RPC().Status(ctx)
	if err != nil {
		return err
	}
	last := status.SyncInfo.LatestBlockHeight + 1
	if err := s.Network.WaitHeight(ctx, last); err != nil {
		return err
	}
	nodes := make([]witness, len(s.Network.Nodes))
	for i, node := range s.Network.Nodes {
		if nodes[i], err = newWitness(ctx, node); err != nil {
			return err
		}
	}
	var hash string
	for height := int64(1); height <= last; height++ {
		if hash, err = s.agreed(ctx, nodes, height); err != nil {
			return err
		}
	}
	s.Say("%d nodes have the same app hashes at heights 1 to %d, the last %s", len(nodes), last, hash)
	return nil
}

// A witness is a node and the first height whose header it has: a node that
// joined by a snapshot has none of the heights before it.
type witness struct {
	*http.HTTP
	home     string
	earliest int64
}

func newWitness(ctx context.Context, node localnet.Node) (witness, error) {
	client, err := http.New(node.RPCURL(), "/websocket")
	if err != nil {
		return witness{}, err
	}
	status, err := client.Status(ctx)
	if err != nil {
		return witness{}, fmt.Errorf("%s: %w", node.Home, err)
	}
	return witness{client, node.Home, status.SyncInfo.EarliestBlockHeight}, nil
}

// agreed is the app hash that all nodes have at a height.
func (s *Stage) agreed(ctx context.Context, nodes []witness, height int64) (string, error) {
	var first, who string
	for _, node := range nodes {
		if height < node.earliest {
			continue
		}
		response, err := node.Header(ctx, &height)
		if err != nil {
			return "", fmt.Errorf("%s, header %d: %w", node.home, height, err)
		}
		hash := response.Header.AppHash.String()
		if who == "" {
			first, who = hash, node.home
		}
		if hash != first {
			return "", fmt.Errorf("app hash %s of %s at height %d, but %s of %s", hash, node.home, height, first, who)
		}
	}
	if who == "" {
		return "", fmt.Errorf("no node has height %d", height)
	}
	return first, nil
}
