//go:build system

package system

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/localnet"
)

// A fresh node joins by a snapshot: it has the state and goes on, and never had the
// first blocks.
func TestAFreshNodeJoinsByASnapshot(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	network, _ := newNetworkWith(t, 5, func(s *localnet.Spec) { s.Validators, s.SnapshotEvery = 4, 10 })
	running, err := network.Start(binary(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	require.NoError(t, running.WaitHeight(ctx, 25))
	base, err := localnet.FreeBasePort(5)
	require.NoError(t, err)
	_, err = running.Join(localnet.Joining{Participant: "de-newcomer", BasePort: base, CommitTimeout: 200 * time.Millisecond, SnapshotEvery: 10})
	require.NoError(t, err)
	newcomer := running.Nodes[4]
	home := filepath.Join(network.Dir, newcomer.Home)

	out, err := run(t, home, "statesync", network.Nodes[0].RPCURL())
	require.Error(t, err, "one node alone is not believed")
	require.Contains(t, out, "at least 2")
	must(t, home, "statesync", network.Nodes[0].RPCURL(), network.Nodes[1].RPCURL())
	require.NoError(t, running.StartNode(4, binary(t)))
	require.NoError(t, running.WaitHeight(ctx, heightOf(t, network.Nodes[0])+10))
	rpc, err := http.New(newcomer.RPCURL(), "/websocket")
	require.NoError(t, err)
	status, err := rpc.Status(ctx)
	require.NoError(t, err)
	require.Greater(t, status.SyncInfo.EarliestBlockHeight, int64(1))
	require.False(t, status.SyncInfo.CatchingUp)
	top := heightOf(t, newcomer)
	requireSameHashes(t, ctx, running.Network, top-3, top)

	// It starts again like any other.
	require.NoError(t, running.KillNode(4))
	require.NoError(t, running.StartNode(4, binary(t)))
	require.NoError(t, running.WaitHeight(ctx, top+10))
}
