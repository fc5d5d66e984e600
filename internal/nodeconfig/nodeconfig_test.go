package nodeconfig_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	serverconfig "github.com/cosmos/cosmos-sdk/server/config"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/internal/recordindex"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

func TestTheConsensusEngineIsConfiguredForAPermissionedLedger(t *testing.T) {
	c := nodeconfig.Comet()
	require.NoError(t, c.ValidateBasic())
	require.Zero(t, c.Consensus.DoubleSignCheckHeight, "above 0 a restarted validator refuses to start")
	require.True(t, c.Consensus.CreateEmptyBlocks, "an idle ledger must not look stale")
	require.Zero(t, c.Consensus.CreateEmptyBlocksInterval)
	require.Equal(t, 10*time.Second, c.Consensus.BlockTimeTolerance)
	require.Equal(t, time.Second, c.Consensus.TimeoutPropose)
	require.False(t, c.BlockSync.AdaptiveSync, "risks equivocation by validators")
	require.Equal(t, 2*time.Second, c.P2P.PersistentPeersMaxDialPeriod)
	require.False(t, c.P2P.LibP2PConfig.Enabled)
	require.Equal(t, 2000, c.Mempool.Size)
	require.EqualValues(t, 32<<20, c.Mempool.MaxTxsBytes)
	require.Equal(t, "flood", c.Mempool.Type)
	require.False(t, c.RPC.Unsafe)
	require.Empty(t, c.RPC.CORSAllowedOrigins)
	require.Contains(t, c.RPC.ListenAddress, "127.0.0.1")
	require.Empty(t, c.RPC.PprofListenAddress)
}

func TestTheServerServesTheLoopbackAddressWithinBounds(t *testing.T) {
	c := nodeconfig.Server()
	require.NoError(t, c.ValidateBasic())
	require.EqualValues(t, 3_000_000, c.QueryGasLimit, "0 would be unbounded")
	require.Equal(t, -1, c.Mempool.MaxTxs, "the application-side mempool halves throughput")
	require.Contains(t, c.GRPC.Address, "127.0.0.1")
	require.Contains(t, c.API.Address, "127.0.0.1")
	require.False(t, c.API.EnableUnsafeCORS)
	require.False(t, c.GRPCWeb.Enable)
	require.EqualValues(t, 1000, c.StateSync.SnapshotInterval)
}

func TestAnIndexOfAccessRecordsIsConfiguredAndExplained(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.toml")
	serverconfig.SetConfigTemplate(nodeconfig.Template)
	serverconfig.WriteConfigFile(path, nodeconfig.Application())
	v := viper.New()
	v.SetConfigFile(path)
	require.NoError(t, v.ReadInConfig())
	c, err := recordindex.ReadConfig(v)
	require.NoError(t, err)
	require.Equal(t, recordindex.Config{Enabled: true, Indexes: []string{"subject", "participant", "exchange"}}, c)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Contains(t, string(text), "# Lists of records that can be asked for")
}

func TestBlocksAndMessagesFitEachOther(t *testing.T) {
	p := nodeconfig.ConsensusParams()
	require.NoError(t, p.ValidateBasic())
	require.Empty(t, p.Authority.Authority, "it would override the council's over every module")
	require.EqualValues(t, 4<<20, p.Block.MaxBytes)
	require.GreaterOrEqual(t, p.Block.MaxGas, int64(4*ante.MaxTxGas), "unlimited by default; a block holds several of the largest")
	require.GreaterOrEqual(t, p.Evidence.MaxAgeDuration, 14*24*time.Hour)
	require.Equal(t, []string{cmttypes.ABCIPubKeyTypeEd25519}, p.Validator.PubKeyTypes)
	require.Greater(t, nodeconfig.MaxTxBytes, accesstypes.MaxMessageSize, "a full batch needs room for its envelope")
	room := cmttypes.MaxDataBytes(p.Block.MaxBytes, p.Evidence.MaxBytes, 100)
	require.Greater(t, room, int64(nodeconfig.MaxTxBytes), "a hundred validators must leave room for the largest transaction")
}
