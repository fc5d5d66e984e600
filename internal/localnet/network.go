// Package localnet writes and runs networks of several validators on one
// machine, as processes that listen on the loopback address alone.
package localnet

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
)

// KeyringApp is the name under which a local network's keyring is opened.
const KeyringApp = "assent"

// manifestFile describes a network to whoever runs it.
const manifestFile = "network.json"

// Network is a network that was written to a folder.
type Network struct {
	ChainID string `json:"chain_id"`
	Nodes   []Node `json:"nodes"`

	// Dir is the folder. It holds the nodes' homes and the keyring.
	Dir string `json:"-"`
}

// Node is one validator of a network.
type Node struct {
	// Participant that runs it.
	Participant string `json:"participant"`
	// Home folder, below the network's.
	Home string `json:"home"`
	// Addresses on which it listens.
	P2P  string `json:"p2p"`
	RPC  string `json:"rpc"`
	GRPC string `json:"grpc"`
	API  string `json:"api"`
}

// RPCURL is where the node answers CometBFT's RPC.
func (n Node) RPCURL() string { return "http://" + n.RPC }

// Open reads a network that was written before.
func Open(dir string) (Network, error) {
	document, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return Network{}, fmt.Errorf("no network in %s: %w", dir, err)
	}
	network := Network{Dir: dir}
	if err := json.Unmarshal(document, &network); err != nil {
		return Network{}, fmt.Errorf("%s: %w", manifestFile, err)
	}
	return network, nil
}

func (n Network) save() error {
	document, err := json.MarshalIndent(n, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(n.Dir, manifestFile), append(document, '\n'), 0o600)
}

// portsPerNode is the distance between the base ports of two nodes.
const portsPerNode = 10

// loopback is the host on which nodes listen unless told otherwise.
const loopback = "127.0.0.1"

// newNode is the i-th node, listening on a host from the base port on: with the
// default base of 26650 the first one has CometBFT's usual ports 26656 and 26657.
func newNode(i, basePort int, host string) Node {
	first := basePort + i*portsPerNode
	address := func(offset int) string { return fmt.Sprintf("%s:%d", host, first+offset) }
	return Node{
		Home: fmt.Sprintf("node%d", i),
		P2P:  address(6), RPC: address(7), GRPC: address(8), API: address(9),
	}
}

// FreeBasePort finds a base port from which n nodes can listen now.
func FreeBasePort(n int) (int, error) {
	const first, step, places = 27000, 100, 50
	// Networks that are started at the same moment look in different places.
	offset := os.Getpid()
	for i := range places {
		if base := first + (offset+i)%places*step; allFree(base, n) {
			return base, nil
		}
	}
	return 0, fmt.Errorf("no free ports between %d and %d", first, first+places*step)
}

func allFree(base, n int) bool {
	for i := range n {
		node := newNode(i, base, loopback)
		for _, address := range []string{node.P2P, node.RPC, node.GRPC, node.API} {
			listener, err := net.Listen("tcp", address)
			if err != nil {
				return false
			}
			_ = listener.Close()
		}
	}
	return true
}

// claim makes sure that the folder exists and is empty.
func claim(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if len(entries) > 0 {
		return fmt.Errorf("%s is not empty: remove it, or name another folder", dir)
	}
	return os.MkdirAll(dir, 0o700)
}
