package localnet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	poatypes "github.com/assent-ledger/assent/x/poa/types"
)

// Joining is a node that comes to a network that runs already.
type Joining struct {
	Participant string
	BasePort    int
	// CommitTimeout, SnapshotEvery and ConsensusKey as in Spec.
	CommitTimeout time.Duration
	SnapshotEvery uint64
	ConsensusKey  string
}

// Join writes the home of one more node, with a key of its own, the network's genesis
// and all others as peers, adds it to the network, and returns its consensus key. It
// validates once it is admitted.
func (r *Running) Join(j Joining) (poatypes.ConsensusKey, error) {
	node := newNode(len(r.Nodes), j.BasePort, loopback)
	node.Participant = j.Participant
	c, key, err := writeNode(r.Dir, node, Spec{
		ChainID: r.ChainID, CommitTimeout: j.CommitTimeout, SnapshotEvery: j.SnapshotEvery, ConsensusKey: j.ConsensusKey,
	})
	if err != nil {
		return poatypes.ConsensusKey{}, err
	}
	genesis, err := os.ReadFile(filepath.Join(r.Dir, r.Nodes[0].Home, "config", "genesis.json"))
	if err != nil {
		return poatypes.ConsensusKey{}, err
	}
	if err := os.WriteFile(c.GenesisFile(), genesis, 0o600); err != nil { //nolint:gosec // The folder is the network's own.
		return poatypes.ConsensusKey{}, err
	}
	var peers []string
	for _, other := range r.Nodes {
		id, err := p2p.LoadNodeKey(filepath.Join(r.Dir, other.Home, "config", "node_key.json"))
		if err != nil {
			return poatypes.ConsensusKey{}, fmt.Errorf("%s: %w", other.Home, err)
		}
		peers = append(peers, fmt.Sprintf("%s@%s", id.ID(), other.P2P))
	}
	c.P2P.PersistentPeers = strings.Join(peers, ",")
	cmtcfg.WriteConfigFile(filepath.Join(c.RootDir, "config", "config.toml"), c)
	r.Nodes = append(r.Nodes, node)
	r.processes = append(r.processes, nil)
	return key, r.save()
}

// ReplaceConsensusKey writes a new consensus key into the home of a node that does not
// run, and returns it. What the old one signed last is forgotten: it must not be used again.
func (r *Running) ReplaceConsensusKey(i int, kind string) (poatypes.ConsensusKey, error) {
	secret, err := NewConsensusKey(kind)
	if err != nil {
		return poatypes.ConsensusKey{}, err
	}
	if err := r.writeConsensusKey(i, secret); err != nil {
		return poatypes.ConsensusKey{}, err
	}
	return poatypes.NewConsensusKey(secret.PubKey())
}

// ShareConsensusKey has a node that does not run sign with another one's key from its
// start on: what nobody may do, and what the ledger finds out.
func (r *Running) ShareConsensusKey(from, with int) error {
	return r.writeConsensusKey(with, r.signer(from).Key.PrivKey)
}

// ConsensusKey of a node.
func (r *Running) ConsensusKey(i int) (poatypes.ConsensusKey, error) {
	return poatypes.NewConsensusKey(r.signer(i).Key.PubKey)
}

func (r *Running) signer(i int) *privval.FilePV {
	c := r.config(i)
	return privval.LoadFilePVEmptyState(c.PrivValidatorKeyFile(), c.PrivValidatorStateFile())
}

func (r *Running) writeConsensusKey(i int, secret crypto.PrivKey) error {
	if r.processes[i] != nil {
		return fmt.Errorf("%s runs", r.Nodes[i].Home)
	}
	c := r.config(i)
	privval.NewFilePV(secret, c.PrivValidatorKeyFile(), c.PrivValidatorStateFile()).Save()
	return nil
}

func (r *Running) config(i int) *cmtcfg.Config {
	c := cmtcfg.DefaultConfig()
	c.SetRoot(filepath.Join(r.Dir, r.Nodes[i].Home))
	return c
}

// Forget takes the last node, which must not run, out of the network. Its home stays.
func (r *Running) Forget() {
	last := len(r.Nodes) - 1
	r.Nodes, r.processes = r.Nodes[:last], r.processes[:last]
}
