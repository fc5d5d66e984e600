//go:build system

// Package system tests the real binary as processes. It is not part of the
// ordinary tests: `make system` runs it.
package system

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/networks/local"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// binary is the daemon that was built before.
func binary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../build/assentd")
	require.NoError(t, err)
	_, err = os.Stat(path)
	require.NoError(t, err, "run make build first")
	return path
}

// newNetwork writes a network of validators of DE and FR.
func newNetwork(t *testing.T, validators int) (localnet.Network, app.Encoding) {
	t.Helper()
	return newNetworkWith(t, validators, func(*localnet.Spec) {})
}

// newNetworkWith leaves ports for so many nodes, and writes a network that is changed
// before.
func newNetworkWith(t *testing.T, nodes int, change func(*localnet.Spec)) (localnet.Network, app.Encoding) {
	t.Helper()
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	require.NoError(t, err)
	encoding := template.Encoding()
	founders, err := localnet.ReadFounding(encoding.Codec, local.Founding)
	require.NoError(t, err)
	base, err := localnet.FreeBasePort(nodes)
	require.NoError(t, err)
	spec := localnet.Spec{
		Dir: t.TempDir(), ChainID: "assent-system-1", Validators: nodes, BasePort: base, CommitTimeout: 200 * time.Millisecond,
		GenesisTime: time.Now().UTC().Truncate(time.Second), Founders: founders, Codec: encoding.Codec, Genesis: template.DefaultGenesis(),
	}
	change(&spec)
	network, err := localnet.Write(spec)
	require.NoError(t, err)
	return network, encoding
}

func TestANetworkThatIsKilledWholeGoesOnWhereItWas(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	network, encoding := newNetwork(t, 4)
	running, err := network.Start(binary(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, running.Stop()) })
	require.NoError(t, running.WaitHeight(ctx, 3))

	keys, err := localnet.OpenKeyring(network.Dir, encoding.Codec)
	require.NoError(t, err)
	admin, err := localnet.NewKey(keys, "admin")
	require.NoError(t, err)
	authority, err := ledger.NewAccount(keys, localnet.AuthorityKey("FR"))
	require.NoError(t, err)
	client, err := ledger.Connect(network.Nodes[0].RPCURL(), network.ChainID, encoding.TxConfig, encoding.InterfaceRegistry)
	require.NoError(t, err)
	acknowledged, err := client.Send(ctx, authority, 1_000_000, &registrytypes.MsgOnboardParticipant{
		Authority: authority.Address(), Id: "fr-clinique", Name: "Clinique", Admin: admin,
		Roles: []vocabulary.Role{vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	})
	require.NoError(t, err)

	require.NoError(t, running.KillAll())
	for i := range network.Nodes {
		require.NoError(t, running.StartNode(i, binary(t)))
	}
	require.NoError(t, running.WaitHeight(ctx, acknowledged.Height+5))
	for _, node := range network.Nodes {
		client, err := ledger.Connect(node.RPCURL(), network.ChainID, encoding.TxConfig, encoding.InterfaceRegistry)
		require.NoError(t, err)
		answer, err := registrytypes.NewQueryClient(client.Query()).Participant(ctx, &registrytypes.QueryParticipantRequest{Id: "fr-clinique"})
		require.NoError(t, err, node.Home)
		require.Equal(t, "FR", answer.Participant.Jurisdiction)
	}
}
