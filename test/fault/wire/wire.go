// Package wire is what the nodes of a fault lab speak over, so that links between
// them can be cut, each direction by itself, and healed.
package wire

import (
	"context"
	"os/exec"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Wire connects nodes.
type Wire interface {
	// Name of the mechanism.
	Name() string
	// Host on which a node listens.
	Host(node int) string
	// PeerAddress at which one node dials another; empty if where that one listens.
	PeerAddress(from, to int) string
	// Attach is told where the nodes listen for each other, before they run.
	Attach(addresses []string) error
	// Enter turns a command into one that runs in a node's place.
	Enter(node int, command *exec.Cmd) *exec.Cmd
	// Cut stops everything that goes over the links, without a word to either side.
	Cut(links []schedule.Link) error
	// Heal lets everything through again.
	Heal(links []schedule.Link) error
	// Carries finds out by what goes over a link whether anything does. It is an
	// error if that cannot be told.
	Carries(ctx context.Context, link schedule.Link) (bool, error)
	// Close removes whatever was made.
	Close() error
}
