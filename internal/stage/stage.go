// Package stage is what a story is played on: a network of its own, the keys of
// those who take part, and a narration with times.
package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/cosmos/cosmos-sdk/client"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keyring"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
)

// Options of a stage.
type Options struct {
	// Binary that the nodes are started from.
	Binary string
	// Spec of the network; its Dir and BasePort are chosen here.
	Spec localnet.Spec
	// TxConfig and Registry of the application.
	TxConfig client.TxConfig
	Registry codectypes.InterfaceRegistry
	Out      io.Writer
}

// Stage is a network that runs, and what a story needs of it. It is for one
// goroutine at a time.
type Stage struct {
	Options
	// Network runs until Close.
	Network *localnet.Running
	// Keys of the authorities and operators; a story adds its own.
	Keys keyring.Keyring
	// Client of the first node.
	Client *ledger.Client

	started time.Time
	scene   int
}

// Scene is a titled part of a story.
type Scene struct {
	Title string
	Play  func(context.Context) error
}

// startupTimeout within which all nodes must have made their first blocks.
const startupTimeout = 60 * time.Second

// Open writes a network to a temporary folder, starts it and waits for its first
// blocks. Whoever opens a stage closes it.
func Open(ctx context.Context, o Options) (*Stage, error) {
	s := &Stage{Options: o, started: time.Now()}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Stage) start(ctx context.Context) error {
	var err error
	if s.Spec.BasePort, err = localnet.FreeBasePort(s.Spec.Validators); err != nil {
		return err
	}
	if s.Spec.Dir, err = os.MkdirTemp("", "assent-stage-"); err != nil {
		return err
	}
	network, err := localnet.Write(s.Spec)
	if err != nil {
		return err
	}
	if s.Network, err = network.Start(s.Binary); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, startupTimeout)
	defer cancel()
	if err := s.Network.WaitHeight(ctx, 2); err != nil {
		return err
	}
	if s.Keys, err = localnet.OpenKeyring(network.Dir, s.Spec.Codec); err != nil {
		return err
	}
	s.Client, err = ledger.Connect(network.Nodes[0].RPCURL(), network.ChainID, s.TxConfig, s.Registry)
	return err
}

// Close ends the nodes and removes the network's folder.
func (s *Stage) Close() error {
	var err error
	if s.Network != nil {
		err = s.Network.Stop()
	}
	if s.Spec.Dir == "" {
		return err
	}
	return errors.Join(err, os.RemoveAll(s.Spec.Dir))
}

// Play plays the scenes in order, and stops at the first that fails.
func (s *Stage) Play(ctx context.Context, scenes ...Scene) error {
	for _, scene := range scenes {
		s.begin(scene.Title)
		if err := scene.Play(ctx); err != nil {
			return fmt.Errorf("%s: %w", scene.Title, err)
		}
	}
	return nil
}

func (s *Stage) begin(title string) {
	s.scene++
	fmt.Fprintf(s.Out, "\n[%5.1f s] %d. %s\n", s.Elapsed().Seconds(), s.scene, title)
}

// Say tells one line of the scene that is being played.
func (s *Stage) Say(format string, args ...any) {
	fmt.Fprintf(s.Out, "           "+format+"\n", args...)
}

// Elapsed since the stage was opened.
func (s *Stage) Elapsed() time.Duration { return time.Since(s.started) }

// Account signs with a key of the stage's keyring.
func (s *Stage) Account(key string) (*ledger.Account, error) { return ledger.NewAccount(s.Keys, key) }

// Authority signs as the authority that a jurisdiction was founded with.
func (s *Stage) Authority(jurisdiction string) (*ledger.Account, error) {
	return s.Account(localnet.AuthorityKey(jurisdiction))
}

// NewAccount signs with a new random key, which it adds to the stage's keyring.
func (s *Stage) NewAccount(key string) (*ledger.Account, error) {
	if _, err := localnet.NewKey(s.Keys, key); err != nil {
		return nil, err
	}
	return s.Account(key)
}
