// Package network runs whole networks inside one process, for tests: real
// nodes that speak to each other over the loopback address.
package network

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmtlog "github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	cmttypes "github.com/cometbft/cometbft/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	"github.com/cosmos/cosmos-sdk/server"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/networks/local"
)

// Network of nodes in this process.
type Network struct {
	localnet.Network
	Keys     keyring.Keyring
	Encoding app.Encoding
	Apps     []*app.App
	nodes    []*node.Node
}

// Start writes a network of validators, founded as local networks are, and
// starts it. The test's end stops it.
func Start(t *testing.T, validators int) *Network {
	t.Helper()
	template, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	require.NoError(t, err)
	founders, err := localnet.ReadFounding(template.Encoding().Codec, local.Founding)
	require.NoError(t, err)
	base, err := localnet.FreeBasePort(validators)
	require.NoError(t, err)
	written, err := localnet.Write(localnet.Spec{
		Dir: t.TempDir(), ChainID: "assent-test-1", Validators: validators, BasePort: base,
		CommitTimeout: 50 * time.Millisecond, GenesisTime: time.Now().UTC().Truncate(time.Second),
		Founders: founders, Codec: template.Encoding().Codec, Genesis: template.DefaultGenesis(),
	})
	require.NoError(t, err)
	n := &Network{Network: written, Encoding: template.Encoding()}
	n.Keys, err = localnet.OpenKeyring(written.Dir, n.Encoding.Codec)
	require.NoError(t, err)
	for _, described := range written.Nodes {
		n.startNode(t, filepath.Join(written.Dir, described.Home))
	}
	return n
}

func (n *Network) startNode(t *testing.T, home string) {
	t.Helper()
	config, err := readConfig(home)
	require.NoError(t, err)
	application, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.NoOptions{}, baseapp.SetChainID(n.ChainID))
	require.NoError(t, err)
	nodeKey, err := p2p.LoadNodeKey(config.NodeKeyFile())
	require.NoError(t, err)
	started, err := node.NewNode(config,
		privval.LoadFilePV(config.PrivValidatorKeyFile(), config.PrivValidatorStateFile()), nodeKey,
		proxy.NewLocalClientCreator(server.NewCometABCIWrapper(application)), genesisOf(config),
		cmtcfg.DefaultDBProvider, node.DefaultMetricsProvider(config.Instrumentation), cmtlog.NewNopLogger())
	require.NoError(t, err)
	require.NoError(t, started.Start())
	t.Cleanup(func() {
		_ = started.Stop()
		started.Wait()
		_ = application.Close()
	})
	n.Apps = append(n.Apps, application)
	n.nodes = append(n.nodes, started)
}

func readConfig(home string) (*cmtcfg.Config, error) {
	v := viper.New()
	v.SetConfigFile(filepath.Join(home, "config", "config.toml"))
	if err := v.ReadInConfig(); err != nil {
		return nil, err
	}
	config := cmtcfg.DefaultConfig()
	if err := v.Unmarshal(config); err != nil {
		return nil, fmt.Errorf("config.toml: %w", err)
	}
	config.SetRoot(home)
	return config, config.ValidateBasic()
}

func genesisOf(config *cmtcfg.Config) node.GenesisDocProvider {
	return func() (*cmttypes.GenesisDoc, error) {
		genesis, err := genutiltypes.AppGenesisFromFile(config.GenesisFile())
		if err != nil {
			return nil, err
		}
		return genesis.ToGenesisDoc()
	}
}

// Client of the i-th node.
func (n *Network) Client(t *testing.T, i int) *ledger.Client {
	t.Helper()
	client, err := ledger.Connect(n.Nodes[i].RPCURL(), n.ChainID, n.Encoding.TxConfig, n.Encoding.InterfaceRegistry)
	require.NoError(t, err)
	return client
}

// Account that signs with a key of the network's keyring.
func (n *Network) Account(t *testing.T, key string) *ledger.Account {
	t.Helper()
	account, err := ledger.NewAccount(n.Keys, key)
	require.NoError(t, err)
	return account
}

// NewKey adds a key and gives its address.
func (n *Network) NewKey(t *testing.T, name string) string {
	t.Helper()
	address, err := localnet.NewKey(n.Keys, name)
	require.NoError(t, err)
	return address
}
