package schedule

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Profile names a way to choose the steps.
type Profile string

// The profiles.
const (
	// Smoke is a fixed script of every kind of fault, for each change.
	Smoke Profile = "smoke"
	// Soak draws steps from a seed for as long as it is let.
	Soak Profile = "soak"
)

// Nodes of every network that faults are tried on: the smallest that tolerates one fault.
const Nodes = 4

// smoke leaves more than two thirds connected, or none, in turn.
var smoke = []Step{
	{Kill, []int{1}, 6},
	{Pause, []int{2}, 6},
	{Isolate, []int{3}, 8},
	{Kill, []int{0, 1, 2, 3}, 2},
	{Split, []int{0, 1}, 10},
	{Restart, []int{0}, 0},
	{Mute, []int{2}, 6},
	{Pause, []int{1, 3}, 8},
}

// Steps of a profile are asked for one by one: the same seed gives the same steps.
type Steps struct {
	profile Profile
	random  *rand.Rand
	given   int
}

// New starts a profile's steps over. Only Soak looks at the seed.
func New(profile Profile, seed uint64) (*Steps, error) {
	if profile != Smoke && profile != Soak {
		return nil, fmt.Errorf("profile %q: want %s or %s", profile, Smoke, Soak)
	}
	//nolint:gosec // the steps are to be foreseen by whoever knows the seed
	return &Steps{profile: profile, random: rand.New(rand.NewPCG(seed, uint64(Nodes)))}, nil
}

// Next step; false after the last one.
func (s *Steps) Next() (Step, bool) {
	if s.profile == Soak {
		return draw(s.random), true
	}
	if s.given == len(smoke) {
		return Step{}, false
	}
	s.given++
	return smoke[s.given-1], true
}

// draws are the kinds of step that Soak draws from, with the numbers of nodes
// and the bounds of their time. Each row is as likely as any other.
var draws = []struct {
	kind              Kind
	nodes             int
	shortest, longest int
}{
	{Kill, 1, 1, 30},
	{Kill, 2, 3, 20},
	{Kill, Nodes, 1, 5},
	{Restart, 1, 0, 0},
	{Pause, 1, 3, 40},
	{Pause, 2, 4, 20},
	{Isolate, 1, 4, 45},
	{Split, 2, 6, 45},
	{Mute, 1, 4, 30},
}

func draw(random *rand.Rand) Step {
	row := draws[random.IntN(len(draws))]
	nodes := random.Perm(Nodes)[:row.nodes]
	slices.Sort(nodes)
	return Step{Kind: row.kind, Nodes: nodes, HoldSeconds: row.shortest + random.IntN(row.longest-row.shortest+1)}
}
