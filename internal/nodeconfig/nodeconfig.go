// Package nodeconfig holds the defaults that every generated home starts from,
// where they differ from CometBFT's and the SDK's, and why.
package nodeconfig

import (
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	cmttypes "github.com/cometbft/cometbft/types"

	serverconfig "github.com/cosmos/cosmos-sdk/server/config"

	"github.com/assent-ledger/assent/internal/recordindex"
)

// Bounds of what travels and waits, in bytes unless said otherwise.
const (
	// MaxBlockBytes of one block.
	MaxBlockBytes = 4 << 20
	// MaxBlockGas of one block, in gas.
	MaxBlockGas = 200_000_000
	// MaxTxBytes of one transaction: a full batch of accesses and its envelope.
	MaxTxBytes = 640 << 10
	// MaxEvidenceAge for which a validator can be held to account.
	MaxEvidenceAge = 14 * 24 * time.Hour

	// MempoolTxs and MempoolBytes are what waits at a node at most.
	MempoolTxs   = 2_000
	MempoolBytes = 32 << 20

	queryGas        = 3_000_000
	p2pRate         = 20_000_000
	blocksADay      = 24 * 60 * 60
	blockTimeDrift  = 10 * time.Second
	maxDialPeriod   = 2 * time.Second
	proposeTimeout  = time.Second
	commitTimeout   = time.Second
	snapshotEvery   = 1_000
	snapshotsToKeep = 2
)

// Comet is the consensus engine's configuration.
func Comet() *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	// A validator with a fixed key must not find its own last signature and refuse to start.
	c.Consensus.DoubleSignCheckHeight = 0
	c.Consensus.TimeoutPropose = proposeTimeout
	c.Consensus.TimeoutCommit = commitTimeout
	// Decisions are as fresh as the last block: an idle ledger keeps making them.
	c.Consensus.CreateEmptyBlocks = true
	c.Consensus.CreateEmptyBlocksInterval = 0
	c.Consensus.BlockTimeTolerance = blockTimeDrift
	// Its own comment warns of equivocation by validators.
	c.BlockSync.AdaptiveSync = false

	c.Mempool.Size = MempoolTxs
	c.Mempool.MaxTxsBytes = MempoolBytes
	c.Mempool.MaxTxBytes = MaxTxBytes

	// Without a cap, a node that was cut off for minutes stays away for as long again.
	c.P2P.PersistentPeersMaxDialPeriod = maxDialPeriod
	c.P2P.SendRate = p2pRate
	c.P2P.RecvRate = p2pRate

	c.RPC.ListenAddress = "tcp://127.0.0.1:26657"
	c.RPC.Unsafe = false
	c.RPC.CORSAllowedOrigins = nil
	return c
}

// App is what app.toml holds: the SDK's part, and ours.
type App struct {
	serverconfig.Config `mapstructure:",squash"`

	RecordIndex recordindex.Config `mapstructure:"record-index"`
}

// Application is the configuration in app.toml.
func Application() *App {
	return &App{Config: *Server(), RecordIndex: recordindex.DefaultConfig()}
}

// Template writes an App as app.toml.
const Template = serverconfig.DefaultConfigTemplate + recordindex.Template

// Server is the application server's configuration.
func Server() *serverconfig.Config {
	c := serverconfig.DefaultConfig()
	// There are no fees and no token; the SDK refuses to start without a word here.
	c.MinGasPrices = "0none"
	c.QueryGasLimit = queryGas
	// The consensus engine's mempool is the only one.
	c.Mempool.MaxTxs = -1
	c.API.Enable = true
	c.API.Address = "tcp://127.0.0.1:1317"
	c.API.EnableUnsafeCORS = false
	c.GRPC.Address = "127.0.0.1:9090"
	c.GRPCWeb.Enable = false
	c.StateSync.SnapshotInterval = snapshotEvery
	c.StateSync.SnapshotKeepRecent = snapshotsToKeep
	return c
}

// ConsensusParams of a new chain. They name no authority: that would override
// the council's over every module.
func ConsensusParams() *cmttypes.ConsensusParams {
	p := cmttypes.DefaultConsensusParams()
	p.Block.MaxBytes = MaxBlockBytes
	p.Block.MaxGas = MaxBlockGas
	p.Evidence.MaxAgeDuration = MaxEvidenceAge
	p.Evidence.MaxAgeNumBlocks = int64(MaxEvidenceAge/(24*time.Hour)) * blocksADay
	p.Evidence.MaxBytes = MaxBlockBytes / 16
	p.Validator.PubKeyTypes = []string{cmttypes.ABCIPubKeyTypeEd25519}
	p.Authority.Authority = ""
	return p
}
