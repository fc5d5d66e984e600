package stage

import (
	"context"
	"fmt"

	"github.com/cometbft/cometbft/rpc/client/http"
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
	nodes := make([]*http.HTTP, len(s.Network.Nodes))
	for i, node := range s.Network.Nodes {
		if nodes[i], err = http.New(node.RPCURL(), "/websocket"); err != nil {
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

// agreed is the app hash that all nodes have at a height.
func (s *Stage) agreed(ctx context.Context, nodes []*http.HTTP, height int64) (string, error) {
	var first string
	for i, node := range nodes {
		response, err := node.Header(ctx, &height)
		if err != nil {
			return "", fmt.Errorf("%s, header %d: %w", s.Network.Nodes[i].Home, height, err)
		}
		hash := response.Header.AppHash.String()
		if i == 0 {
			first = hash
		}
		if hash != first {
			return "", fmt.Errorf("app hash %s of %s at height %d, but %s of %s",
				hash, s.Network.Nodes[i].Home, height, first, s.Network.Nodes[0].Home)
		}
	}
	return first, nil
}
