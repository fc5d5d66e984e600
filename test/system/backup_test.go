//go:build system

package system

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/cometbft/cometbft/rpc/client/http"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/localnet"
)

// run executes the binary for a node's home and gives its output.
func run(t *testing.T, home string, args ...string) (string, error) {
	t.Helper()
	out, err := exec.Command(binary(t), append(args, "--home", home)...).CombinedOutput()
	return string(out), err
}

func must(t *testing.T, home string, args ...string) {
	t.Helper()
	out, err := run(t, home, args...)
	require.NoError(t, err, out)
}

func heightOf(t *testing.T, node localnet.Node) int64 {
	t.Helper()
	rpc, err := http.New(node.RPCURL(), "/websocket")
	require.NoError(t, err)
	status, err := rpc.Status(t.Context())
	require.NoError(t, err)
	return status.SyncInfo.LatestBlockHeight
}

// A validator is restored from a copy, with and without its record of what it signed
// last; it never signs anything twice.
func TestAValidatorIsRestoredFromACopyAndSignsNothingTwice(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	network, _ := newNetwork(t, 4)
	running, err := network.Start(binary(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	require.NoError(t, running.WaitHeight(ctx, 5))
	const last = 3
	home := filepath.Join(network.Dir, network.Nodes[last].Home)
	data, record := filepath.Join(home, "data"), filepath.Join(home, "data", "priv_validator_state.json")
	file := filepath.Join(t.TempDir(), "copy.tar")

	out, err := run(t, home, "backup", "create", file)
	require.Error(t, err, "it runs")
	require.Contains(t, out, "stop it first")
	require.NoError(t, running.StopNode(last, 20*time.Second))
	must(t, home, "backup", "create", file)
	old, err := os.ReadFile(record)
	require.NoError(t, err)
	require.NoError(t, running.StartNode(last, binary(t)))
	require.NoError(t, running.WaitHeight(ctx, heightOf(t, network.Nodes[0])+5))

	// The disk with the state is lost, the record of what was signed last is not.
	require.NoError(t, running.StopNode(last, 20*time.Second))
	current, err := os.ReadFile(record)
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(data))
	require.NoError(t, os.MkdirAll(data, 0o700))
	require.NoError(t, os.WriteFile(record, current, 0o600))
	must(t, home, "backup", "restore", file)
	require.NoError(t, running.StartNode(last, binary(t)))
	require.NoError(t, running.WaitHeight(ctx, heightOf(t, network.Nodes[0])+5))

	// An old record is put back by mistake.
	require.NoError(t, running.StopNode(last, 20*time.Second))
	current, err = os.ReadFile(record)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(record, old, 0o600))
	out, err = run(t, home, "start")
	require.Error(t, err)
	require.Contains(t, out, "has signed more than")
	require.NoError(t, os.WriteFile(record, current, 0o600))

	// All is lost, the record too.
	require.NoError(t, os.RemoveAll(data))
	must(t, home, "backup", "restore", file)
	out, err = run(t, home, "start")
	require.Error(t, err)
	require.Contains(t, out, "assentd backup signed --below")
	must(t, home, "backup", "signed", "--below", strconv.FormatInt(heightOf(t, network.Nodes[0])+2, 10))
	require.NoError(t, running.StartNode(last, binary(t)))
	require.NoError(t, running.WaitHeight(ctx, heightOf(t, network.Nodes[0])+8))
	requireSigns(t, ctx, network, last)
	requireNoEvidence(t, ctx, network)
}

// requireSigns waits until a node's validator is among those who sign.
func requireSigns(t *testing.T, ctx context.Context, network localnet.Network, node int) {
	t.Helper()
	rpc, err := http.New(network.Nodes[0].RPCURL(), "/websocket")
	require.NoError(t, err)
	own, err := http.New(network.Nodes[node].RPCURL(), "/websocket")
	require.NoError(t, err)
	status, err := own.Status(ctx)
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		commit, err := rpc.Commit(ctx, nil)
		if err != nil {
			return false
		}
		for _, sig := range commit.Commit.Signatures {
			if sig.ValidatorAddress.String() == status.ValidatorInfo.Address.String() && len(sig.Signature) > 0 {
				return true
			}
		}
		return false
	}, time.Minute, 100*time.Millisecond)
}

// requireNoEvidence says that no block holds any.
func requireNoEvidence(t *testing.T, ctx context.Context, network localnet.Network) {
	t.Helper()
	rpc, err := http.New(network.Nodes[0].RPCURL(), "/websocket")
	require.NoError(t, err)
	for height := heightOf(t, network.Nodes[0]); height > 0; height-- {
		block, err := rpc.Block(ctx, &height)
		require.NoError(t, err)
		require.Empty(t, block.Block.Evidence.Evidence)
	}
}
