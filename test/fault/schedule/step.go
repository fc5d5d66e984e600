// Package schedule says which faults a run is put through, in which order: a
// fixed script, or steps drawn from a seed.
package schedule

import (
	"fmt"
	"slices"
	"strings"
)

// Kind of a fault.
type Kind string

// The kinds.
const (
	// Kill ends processes by SIGKILL, as a power cut would, and starts them again.
	Kill Kind = "kill"
	// Restart asks processes to end by SIGTERM and starts them again.
	Restart Kind = "restart"
	// Pause stops processes by SIGSTOP and lets them go on.
	Pause Kind = "pause"
	// Isolate cuts a node from every other, both ways.
	Isolate Kind = "isolate"
	// Split cuts some nodes from the rest, both ways.
	Split Kind = "split"
	// Mute cuts one way: what a node sends reaches nobody, what others send reaches it.
	Mute Kind = "mute"
)

// Step is one fault.
type Step struct {
	Kind Kind `json:"kind"`
	// Nodes that it is done to, ascending; for Split, those of one side.
	Nodes []int `json:"nodes"`
	// HoldSeconds for which it lasts at least.
	HoldSeconds int `json:"hold_s"`
}

// Link is one direction between two nodes.
type Link struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// Cuts lists the links that the step cuts in a network of n nodes.
func (s Step) Cuts(n int) []Link {
	var cuts []Link
	for from := range n {
		for to := range n {
			inFrom, inTo := slices.Contains(s.Nodes, from), slices.Contains(s.Nodes, to)
			switch s.Kind {
			case Isolate, Split:
				if inFrom != inTo {
					cuts = append(cuts, Link{from, to})
				}
			case Mute:
				if inFrom && !inTo {
					cuts = append(cuts, Link{from, to})
				}
			case Kill, Restart, Pause:
			}
		}
	}
	return cuts
}

// Stops reports whether the step takes the processes of its nodes out of action.
func (s Step) Stops() bool { return s.Kind == Kill || s.Kind == Restart || s.Kind == Pause }

// Equal steps are the same fault to the same nodes for the same time.
func (s Step) Equal(other Step) bool {
	return s.Kind == other.Kind && s.HoldSeconds == other.HoldSeconds && slices.Equal(s.Nodes, other.Nodes)
}

// String is, for example, "kill 0 for 8 s".
func (s Step) String() string {
	nodes := make([]string, len(s.Nodes))
	for i, node := range s.Nodes {
		nodes[i] = fmt.Sprint(node)
	}
	return fmt.Sprintf("%s %s for %d s", s.Kind, strings.Join(nodes, ","), s.HoldSeconds)
}
