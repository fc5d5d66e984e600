package localnet

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/crypto/ed25519"
	"github.com/cometbft/cometbft/crypto/mldsa65"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/crypto/hd"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	sdk "github.com/cosmos/cosmos-sdk/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// Spec of a network to write.
type Spec struct {
	Dir     string
	ChainID string
	// Validators, 1 to 64, dealt out to the founders in turn.
	Validators int
	BasePort   int
	// Host on which the i-th node listens; the loopback address if nil.
	Host func(node int) string
	// PeerAddress at which one node dials another. Where it is nil or gives nothing,
	// that is what the other one listens on.
	PeerAddress func(from, to int) string
	// ConsensusKey is the type of the validators' keys, ed25519 or ml_dsa_65; ed25519 if
	// it is empty.
	ConsensusKey string
	// SnapshotEvery so many blocks a node offers its state to newcomers; the default of
	// nodes if it is 0.
	SnapshotEvery uint64
	// CommitTimeout is the pause after a block.
	CommitTimeout time.Duration
	// BlockBytes and BlockGas are what a block holds at most; the defaults of chains if 0.
	BlockBytes, BlockGas int64
	// NoRecordIndex has the nodes keep no index of access records.
	NoRecordIndex bool
	// GenesisTime, from which the founders' profiles hold too.
	GenesisTime time.Time
	Founders    []Founder
	// Codec and Genesis of the application: its default state, by module. Of the
	// registry's and the validators', the parameters are kept.
	Codec   codec.Codec
	Genesis map[string]json.RawMessage
}

// Bounds of a local network.
const (
	maxValidators = 64
	power         = 1_000
	snapshotsKept = 20
)

// Write writes the homes of a network, its genesis and a keyring with a key for
// the authority of each founder and the operator of each node. The keys are
// random and lie open on the disk: they are for trying things out.
func Write(spec Spec) (Network, error) {
	if spec.Validators < 1 || spec.Validators > maxValidators {
		return Network{}, fmt.Errorf("validators: 1 to %d, not %d", maxValidators, spec.Validators)
	}
	if err := claim(spec.Dir); err != nil {
		return Network{}, err
	}
	w := writer{spec: spec, network: Network{ChainID: spec.ChainID, Dir: spec.Dir}}
	// The application's parameters are kept; who is there is added.
	if err := spec.Codec.UnmarshalJSON(spec.Genesis[registrytypes.ModuleName], &w.registry); err != nil {
		return Network{}, fmt.Errorf("registry of the genesis: %w", err)
	}
	if err := spec.Codec.UnmarshalJSON(spec.Genesis[poatypes.ModuleName], &w.poa); err != nil {
		return Network{}, fmt.Errorf("validators of the genesis: %w", err)
	}
	var err error
	if w.keys, err = OpenKeyring(spec.Dir, spec.Codec); err != nil {
		return Network{}, err
	}
	for i := range spec.Validators {
		if err := w.addNode(i); err != nil {
			return Network{}, fmt.Errorf("node %d: %w", i, err)
		}
	}
	if err := w.addFounders(); err != nil {
		return Network{}, err
	}
	if err := w.writeGenesis(); err != nil {
		return Network{}, err
	}
	return w.network, w.network.save()
}

// OpenKeyring opens the keyring of a network: unencrypted, for tests.
func OpenKeyring(dir string, cdc codec.Codec) (keyring.Keyring, error) {
	return keyring.New(KeyringApp, keyring.BackendTest, dir, nil, cdc)
}

// AuthorityKey is the name of a jurisdiction's key in the keyring.
func AuthorityKey(jurisdiction string) string {
	return strings.ToLower(jurisdiction) + "-authority"
}

// writer collects what the genesis will hold while it writes the homes.
type writer struct {
	spec     Spec
	network  Network
	keys     keyring.Keyring
	configs  []*cmtcfg.Config
	nodeIDs  []p2p.ID
	registry registrytypes.GenesisState
	poa      poatypes.GenesisState
}

// NewKey adds a random key to a keyring and gives its address.
func NewKey(keys keyring.Keyring, name string) (string, error) {
	record, _, err := keys.NewMnemonic(name, keyring.English, sdk.FullFundraiserPath, keyring.DefaultBIP39Passphrase, hd.Secp256k1)
	if err != nil {
		return "", err
	}
	address, err := record.GetAddress()
	if err != nil {
		return "", err
	}
	return address.String(), nil
}

// NewConsensusKey is a random key of a type that validators vote with; ed25519 if the
// type is empty.
func NewConsensusKey(kind string) (crypto.PrivKey, error) {
	switch kind {
	case "", poatypes.Ed25519:
		return ed25519.GenPrivKey(), nil
	case poatypes.MLDSA65:
		return mldsa65.GenPrivKey()
	default:
		return nil, fmt.Errorf("consensus key of type %q: use %s or %s", kind, poatypes.Ed25519, poatypes.MLDSA65)
	}
}

func (w *writer) addNode(i int) error {
	founder := w.spec.Founders[i%len(w.spec.Founders)]
	host := loopback
	if w.spec.Host != nil {
		host = w.spec.Host(i)
	}
	node := newNode(i, w.spec.BasePort, host)
	node.Participant = fmt.Sprintf("%s-node-%d", strings.ToLower(founder.ID), i)
	operator, err := NewKey(w.keys, node.Participant)
	if err != nil {
		return err
	}
	since := w.spec.GenesisTime.Unix()
	w.registry.Participants = append(w.registry.Participants, registrytypes.Participant{
		Id: node.Participant, Jurisdiction: founder.ID, Name: "Node operator " + node.Participant,
		Roles:   []registrytypes.RoleGrant{{Role: vocabulary.Role_ROLE_NODE_OPERATOR, From: since}},
		History: []registrytypes.ParticipantStatusSince{{Status: registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, Since: since}},
	})
	w.registry.Accounts = append(w.registry.Accounts, registrytypes.Account{
		Address: operator, Participant: node.Participant,
		Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_ADMIN, registrytypes.Permission_PERMISSION_OPERATE},
	})
	w.network.Nodes = append(w.network.Nodes, node)
	return w.writeHome(node)
}

// writeHome writes a node's keys and configuration, all but the peers.
func (w *writer) writeHome(node Node) error {
	c, key, err := writeNode(w.spec.Dir, node, w.spec)
	if err != nil {
		return err
	}
	w.configs = append(w.configs, c)
	nodeKey, err := p2p.LoadNodeKey(c.NodeKeyFile())
	if err != nil {
		return err
	}
	w.nodeIDs = append(w.nodeIDs, nodeKey.ID())
	validator, err := poatypes.NewValidator(node.Participant, key, power)
	if err != nil {
		return err
	}
	w.poa.Validators = append(w.poa.Validators, validator)
	return nil
}

// writeNode writes the keys and the configuration of a node, all but genesis and peers,
// and returns the consensus engine's part and its consensus key.
func writeNode(dir string, node Node, spec Spec) (*cmtcfg.Config, poatypes.ConsensusKey, error) {
	fail := func(err error) (*cmtcfg.Config, poatypes.ConsensusKey, error) {
		return nil, poatypes.ConsensusKey{}, err
	}
	home := filepath.Join(dir, node.Home)
	for _, folder := range []string{"config", "data"} {
		if err := os.MkdirAll(filepath.Join(home, folder), 0o700); err != nil {
			return fail(err)
		}
	}
	c := engineConfig(home, node, spec)
	if _, err := p2p.LoadOrGenNodeKey(c.NodeKeyFile()); err != nil {
		return fail(err)
	}
	secret, err := NewConsensusKey(spec.ConsensusKey)
	if err != nil {
		return fail(err)
	}
	privval.NewFilePV(secret, c.PrivValidatorKeyFile(), c.PrivValidatorStateFile()).Save()
	key, err := poatypes.NewConsensusKey(secret.PubKey())
	if err != nil {
		return fail(err)
	}
	// With it, a command that is given the home knows the chain, the node and the kind of keyring.
	client := fmt.Sprintf("chain-id = %q\nkeyring-backend = %q\noutput = \"text\"\nnode = \"tcp://%s\"\nbroadcast-mode = \"sync\"\n",
		spec.ChainID, keyring.BackendTest, node.RPC)
	if err := os.WriteFile(filepath.Join(home, "config", "client.toml"), []byte(client), 0o600); err != nil {
		return fail(err)
	}
	s := nodeconfig.Application()
	s.API.Address = "tcp://" + node.API
	s.GRPC.Address = node.GRPC
	s.RecordIndex.Enabled = s.RecordIndex.Enabled && !spec.NoRecordIndex
	if spec.SnapshotEvery != 0 {
		// A newcomer looks around for 15 s before it takes one, which must be there still.
		s.StateSync.SnapshotInterval, s.StateSync.SnapshotKeepRecent = spec.SnapshotEvery, snapshotsKept
	}
	serverconfig.SetConfigTemplate(nodeconfig.Template)
	serverconfig.WriteConfigFile(filepath.Join(home, "config", "app.toml"), s)
	return c, key, nil
}

func engineConfig(home string, node Node, spec Spec) *cmtcfg.Config {
	c := nodeconfig.Comet()
	c.SetRoot(home)
	c.Moniker = node.Participant
	c.P2P.ListenAddress = "tcp://" + node.P2P
	// Every node names every other: there is nobody else to find.
	c.P2P.PexReactor = false
	c.P2P.AddrBookStrict = false
	c.P2P.AllowDuplicateIP = true
	c.RPC.ListenAddress = "tcp://" + node.RPC
	c.RPC.PprofListenAddress = ""
	c.Consensus.TimeoutCommit = spec.CommitTimeout
	return c
}

func (w *writer) addFounders() error {
	since := w.spec.GenesisTime.Unix()
	for _, founder := range w.spec.Founders {
		authority, err := NewKey(w.keys, AuthorityKey(founder.ID))
		if err != nil {
			return err
		}
		profile := founder.Profile
		profile.Since = since
		w.registry.Jurisdictions = append(w.registry.Jurisdictions, registrytypes.Jurisdiction{
			Id: founder.ID, Name: founder.Name, Authority: authority,
			History:  []registrytypes.JurisdictionStatusSince{{Status: registrytypes.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: since}},
			Profiles: []registrytypes.Profile{profile},
		})
	}
	return nil
}

func (w *writer) writeGenesis() error {
	w.registry.Sort()
	w.poa.Sort()
	state := w.spec.Genesis
	state[registrytypes.ModuleName] = w.spec.Codec.MustMarshalJSON(&w.registry)
	state[poatypes.ModuleName] = w.spec.Codec.MustMarshalJSON(&w.poa)
	document, err := json.Marshal(state)
	if err != nil {
		return err
	}
	genesis := genutiltypes.NewAppGenesisWithVersion(w.spec.ChainID, document)
	genesis.GenesisTime = w.spec.GenesisTime
	params := nodeconfig.ConsensusParams()
	params.Block.MaxBytes = cmp.Or(w.spec.BlockBytes, params.Block.MaxBytes)
	params.Block.MaxGas = cmp.Or(w.spec.BlockGas, params.Block.MaxGas)
	if kind := w.spec.ConsensusKey; kind != "" && kind != poatypes.Ed25519 {
		params.Validator.PubKeyTypes = append(params.Validator.PubKeyTypes, kind)
	}
	genesis.Consensus = &genutiltypes.ConsensusGenesis{Params: params}
	for i, c := range w.configs {
		c.P2P.PersistentPeers = w.peersOf(i)
		cmtcfg.WriteConfigFile(filepath.Join(c.RootDir, "config", "config.toml"), c)
		if err := genesis.SaveAs(c.GenesisFile()); err != nil {
			return err
		}
	}
	return nil
}

// peersOf lists every node but the given one, as it dials them.
func (w *writer) peersOf(from int) string {
	var peers []string
	for to, id := range w.nodeIDs {
		if to == from {
			continue
		}
		address := ""
		if w.spec.PeerAddress != nil {
			address = w.spec.PeerAddress(from, to)
		}
		if address == "" {
			address = w.network.Nodes[to].P2P
		}
		peers = append(peers, p2p.IDAddressString(id, address))
	}
	return strings.Join(peers, ",")
}
