// Package corrupt spoils the raw data of a run in every way that the oracle must
// notice. An oracle that does not notice is worth nothing, so each run of the lab
// tries all of them on a copy of its own data.
package corrupt

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Corruption is one way to spoil a run.
type Corruption struct {
	Name string
	// Want is the violation by which the oracle must notice.
	Want check.Kind
	// spoil changes the run, somewhere that the random numbers choose.
	spoil func(run *record.Run, random *rand.Rand) error
}

// errNoPlace is returned where a run has nothing that could be spoilt in a way.
var errNoPlace = errors.New("the run has no place for it")

// All is every corruption.
var All = slices.Concat(ofChains, ofTransactions, ofMotion, ofLogs)

// Outcome of trying every corruption.
type Outcome struct {
	// Noticed counts the corruptions that the oracle noticed.
	Noticed int
	// NoPlace names those that the run gave no place for.
	NoPlace []string
}

// Try spoils a fresh copy of a run with each corruption in turn and fails for
// each that the oracle does not notice.
func Try(fresh func() (record.Run, error), seed uint64) (Outcome, error) {
	var (
		outcome Outcome
		errs    []error
	)
	for i, corruption := range All {
		run, err := fresh()
		if err != nil {
			return Outcome{}, err
		}
		//nolint:gosec // a failure is to be repeated from the seed
		random := rand.New(rand.NewPCG(seed, uint64(i)))
		if err := corruption.spoil(&run, random); err != nil {
			outcome.NoPlace = append(outcome.NoPlace, corruption.Name)
			continue
		}
		violations := check.Check(run)
		if !slices.ContainsFunc(violations, func(v check.Violation) bool { return v.Kind == corruption.Want }) {
			errs = append(errs, fmt.Errorf("%s: the oracle should have said %s, it said %v", corruption.Name, corruption.Want, violations))
			continue
		}
		outcome.Noticed++
	}
	return outcome, errors.Join(errs...)
}

// anyBlock points to a random block of a random node that fits.
func anyBlock(run *record.Run, random *rand.Rand, fits func(record.Block) bool) (*record.Block, error) {
	chain := run.Chains[random.IntN(len(run.Chains))]
	var places []int
	for i, block := range chain {
		if fits(block) {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return nil, errNoPlace
	}
	return &chain[places[random.IntN(len(places))]], nil
}

func anything(record.Block) bool { return true }

// inBlock is a corruption of one block of one node.
func inBlock(name string, want check.Kind, spoil func(*record.Block)) Corruption {
	return Corruption{name, want, func(run *record.Run, random *rand.Rand) error {
		block, err := anyBlock(run, random, anything)
		if err != nil {
			return err
		}
		spoil(block)
		return nil
	}}
}

var ofChains = []Corruption{
	inBlock("one node has another block", check.ForkedBlock, func(b *record.Block) { b.ID = other(b.ID) }),
	inBlock("one node came to another state", check.ForkedState, func(b *record.Block) { b.AppHash = other(b.AppHash) }),
	inBlock("one node has other results", check.ForkedState, func(b *record.Block) { b.ResultsHash = other(b.ResultsHash) }),
	inBlock("one node has other validators", check.ForkedState, func(b *record.Block) { b.Validators = other(b.Validators) }),
	inBlock("one node has evidence of misbehaviour", check.EvidenceFound, func(b *record.Block) { b.Evidence = 1 }),
	inBlock("one node tells no state", check.ChainIncomplete, func(b *record.Block) { b.AppHash = "" }),
	{"all nodes agree on a state that none built on", check.ForkedState, func(run *record.Run, random *rand.Rand) error {
		height := random.IntN(len(run.Chains[0]) - 1)
		for _, chain := range run.Chains {
			chain[height].AppHash = other(chain[height].AppHash)
		}
		return nil
	}},
	{"one node lacks a block", check.ChainIncomplete, func(run *record.Run, random *rand.Rand) error {
		node, height := random.IntN(len(run.Chains)), random.IntN(len(run.Chains[0]))
		run.Chains[node] = slices.Delete(run.Chains[node], height, height+1)
		return nil
	}},
	{"one node lacks its last blocks", check.ChainIncomplete, func(run *record.Run, random *rand.Rand) error {
		node := random.IntN(len(run.Chains))
		run.Chains[node] = run.Chains[node][:len(run.Chains[node])-1-random.IntN(5)]
		return nil
	}},
}

// other is a digest that differs in its last digit.
func other(digest string) string {
	last := byte('0')
	if digest[len(digest)-1] == '0' {
		last = '1'
	}
	return digest[:len(digest)-1] + string(last)
}

// anyFault picks a random fault that fits, by its index.
func anyFault(run *record.Run, random *rand.Rand, fits func(record.Fault) bool) (int, error) {
	var places []int
	for i, fault := range run.Faults {
		if fits(fault) {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return 0, errNoPlace
	}
	return places[random.IntN(len(places))], nil
}

func anyOfThem(record.Fault) bool { return true }

// leavesQuorum reports whether a fault left more than two thirds connected, for a while.
func leavesQuorum(fault record.Fault) bool {
	return len(fault.Step.Nodes) == 1 && fault.Step.HoldSeconds > 0
}

// leavesHalf reports whether a fault left some nodes up, and no group of them with a quorum.
func leavesHalf(fault record.Fault) bool {
	return len(fault.Step.Nodes) == 2 && fault.Step.Kind != schedule.Mute
}
