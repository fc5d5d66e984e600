//go:build system

package system

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/upgrades/example"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	counciltypes "github.com/assent-ledger/assent/x/council/types"
)

// next is the daemon of the next version: this one, with the example of an upgrade.
func next(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../build/assentd-next")
	require.NoError(t, err)
	_, err = os.Stat(path)
	require.NoError(t, err, "run make build-next first")
	return path
}

// decide has the council of DE and FR execute messages.
func decide(t *testing.T, ctx context.Context, network localnet.Network, encoding app.Encoding, messages ...sdk.Msg) {
	t.Helper()
	keys, err := localnet.OpenKeyring(network.Dir, encoding.Codec)
	require.NoError(t, err)
	client, err := ledger.Connect(network.Nodes[0].RPCURL(), network.ChainID, encoding.TxConfig, encoding.InterfaceRegistry)
	require.NoError(t, err)
	packed := make([]*codectypes.Any, len(messages))
	for i, m := range messages {
		packed[i], err = codectypes.NewAnyWithValue(m)
		require.NoError(t, err)
	}
	const gas = 1_000_000
	for i, id := range []string{"DE", "FR"} {
		authority, err := ledger.NewAccount(keys, localnet.AuthorityKey(id))
		require.NoError(t, err)
		if i == 0 {
			_, err = client.Send(ctx, authority, gas, &counciltypes.MsgSubmitProposal{Authority: authority.Address(), Title: "test", Messages: packed})
			require.NoError(t, err)
		}
		_, err = client.Send(ctx, authority, gas, &counciltypes.MsgVote{Authority: authority.Address(), Proposal: 1, Option: counciltypes.Option_OPTION_YES})
		require.NoError(t, err)
	}
	answer, err := counciltypes.NewQueryClient(client.Query()).Proposal(ctx, &counciltypes.QueryProposalRequest{Id: 1})
	require.NoError(t, err)
	require.Equal(t, counciltypes.ProposalStatus_PROPOSAL_STATUS_PASSED.String(), answer.Proposal.Status.String())
}

// The old software stops before the height of the upgrade and the new one goes on from
// there, though one node is late and one is killed while it migrates.
func TestAnUpgradeThatTheCouncilDecidedOn(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	network, encoding := newNetwork(t, 4)
	running, err := network.Start(binary(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	require.NoError(t, running.WaitHeight(ctx, 3))
	at := heightOf(t, network.Nodes[0]) + 40
	decide(t, ctx, network, encoding, &upgradetypes.MsgSoftwareUpgrade{
		Authority: app.CouncilAddress(), Plan: upgradetypes.Plan{Name: example.Name, Height: at, Info: "adds a store"},
	})

	// The new software before its time refuses to start.
	const late, killed = 3, 2
	require.NoError(t, running.StopNode(late, 20*time.Second))
	require.NoError(t, running.StartNode(late, next(t)))
	require.Eventually(t, func() bool { return running.Ended(late) }, 30*time.Second, 50*time.Millisecond)
	require.NoError(t, running.KillNode(late))
	require.NoError(t, running.StartNode(late, binary(t)))

	// Every node of the old software stops, with its last block the one before.
	for i, node := range network.Nodes {
		waitForUpgrade(t, ctx, network, i)
		rpc, err := http.New(node.RPCURL(), "/websocket")
		require.NoError(t, err)
		info, err := rpc.ABCIInfo(ctx)
		require.NoError(t, err)
		require.Equal(t, at-1, info.Response.LastBlockHeight)
	}
	require.NoError(t, running.KillAll())
	for _, i := range []int{0, 1} {
		require.NoError(t, running.StartNode(i, next(t)))
	}
	require.NoError(t, running.StartNode(killed, next(t)))
	waitForLog(t, ctx, network, killed, fmt.Sprintf("applying upgrade %q", example.Name))
	require.NoError(t, running.KillNode(killed))
	require.NoError(t, running.StartNode(killed, next(t)))
	waitHeights(t, ctx, network, at+10, 0, 1, killed)

	require.NoError(t, running.StartNode(late, next(t)))
	require.NoError(t, running.WaitHeight(ctx, at+12))
	requireSameHashes(t, ctx, network, at, at+10)
	for _, node := range network.Nodes {
		rpc, err := http.New(node.RPCURL(), "/websocket")
		require.NoError(t, err)
		answer, err := rpc.ABCIQuery(ctx, "store/"+example.Store+"/key", []byte("founded"))
		require.NoError(t, err)
		require.Equal(t, sdk.Uint64ToBigEndian(uint64(at)), answer.Response.Value, node.Home)
	}

	// The old software cannot run the chain any more.
	require.NoError(t, running.StopNode(late, 20*time.Second))
	require.NoError(t, running.StartNode(late, binary(t)))
	require.Eventually(t, func() bool { return running.Ended(late) || refusesBlocks(t, network, late) }, 30*time.Second, 50*time.Millisecond)
	require.NoError(t, running.KillNode(late))
	require.NoError(t, running.StartNode(late, next(t)))
	require.NoError(t, running.WaitHeight(ctx, at+20))
}

func refusesBlocks(t *testing.T, network localnet.Network, node int) bool {
	t.Helper()
	return bytes.Contains(logOf(t, network, node), []byte("upgrade handler is missing"))
}

func logOf(t *testing.T, network localnet.Network, node int) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(network.Dir, network.Nodes[node].Home, "node.log"))
	require.NoError(t, err)
	return text
}

// waitForUpgrade waits until a node has stopped for the upgrade.
func waitForUpgrade(t *testing.T, ctx context.Context, network localnet.Network, node int) {
	t.Helper()
	waitForLog(t, ctx, network, node, fmt.Sprintf("UPGRADE %q NEEDED", example.Name))
}

func waitForLog(t *testing.T, ctx context.Context, network localnet.Network, node int, text string) {
	t.Helper()
	for !bytes.Contains(bytes.ReplaceAll(logOf(t, network, node), []byte(`\"`), []byte(`"`)), []byte(text)) {
		select {
		case <-ctx.Done():
			require.Failf(t, "not in the log", "%s of %s", text, network.Nodes[node].Home)
		case <-time.After(time.Millisecond):
		}
	}
}

// waitHeights waits until some of the nodes have reached a height.
func waitHeights(t *testing.T, ctx context.Context, network localnet.Network, height int64, nodes ...int) {
	t.Helper()
	for _, i := range nodes {
		rpc, err := http.New(network.Nodes[i].RPCURL(), "/websocket")
		require.NoError(t, err)
		for {
			status, err := rpc.Status(ctx)
			if err == nil && status.SyncInfo.LatestBlockHeight >= height {
				break
			}
			select {
			case <-ctx.Done():
				require.Failf(t, "too slow", "%s did not reach height %d", network.Nodes[i].Home, height)
			case <-time.After(50 * time.Millisecond):
			}
		}
	}
}

// requireSameHashes compares the nodes' block ids and application hashes.
func requireSameHashes(t *testing.T, ctx context.Context, network localnet.Network, from, to int64) {
	t.Helper()
	for height := from; height <= to; height++ {
		var id, hash string
		for i, node := range network.Nodes {
			rpc, err := http.New(node.RPCURL(), "/websocket")
			require.NoError(t, err)
			block, err := rpc.Block(ctx, &height)
			require.NoError(t, err)
			if i == 0 {
				id, hash = block.BlockID.String(), block.Block.AppHash.String()
			}
			require.Equal(t, id, block.BlockID.String())
			require.Equal(t, hash, block.Block.AppHash.String())
		}
	}
}
