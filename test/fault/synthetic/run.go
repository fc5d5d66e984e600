// Package synthetic makes up runs in which everything is as it should be, so that
// the oracle can be tested without a network.
package synthetic

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// The pace of a made-up network, in milliseconds.
const (
	tick       = 250
	blockEvery = 500
	applying   = 300
	settling   = 3_000
	calm       = 6_000
)

// network is what a run is made up from, moment by moment.
type network struct {
	now     record.Instant
	run     record.Run
	heights []int64
	chain   []record.Block
	txs     int
}

// Run makes up a run of a profile's first steps.
func Run(profile schedule.Profile, seed uint64, steps int) (record.Run, error) {
	chosen, err := schedule.New(profile, seed)
	if err != nil {
		return record.Run{}, err
	}
	n := &network{heights: make([]int64, schedule.Nodes)}
	n.run.Meta = record.Meta{
		Profile: profile, Seed: seed, ChainID: "made-up-1", Nodes: schedule.Nodes, Wire: "none", Ready: tick,
		Bounds: record.Bounds{Answer: 10 * time.Second, Progress: 20 * time.Second, Recover: 30 * time.Second},
	}
	n.live(calm, nil)
	for range steps {
		step, ok := chosen.Next()
		if !ok {
			break
		}
		n.suffer(step)
	}
	n.finish()
	return n.run, nil
}

// suffer goes through one fault.
func (n *network) suffer(step schedule.Step) {
	fault := record.Fault{Step: step, Begun: n.now, Proof: []string{"made up"}}
	n.live(applying, nil)
	fault.Applied = n.now
	n.live(max(record.Instant(step.HoldSeconds)*1000, tick), &step)
	fault.Ending = n.now
	n.live(applying, &step)
	fault.Ended = n.now
	n.run.Meta.Steps = append(n.run.Meta.Steps, step)
	n.run.Faults = append(n.run.Faults, fault)
	// It takes a while until the network makes blocks again.
	for range settling / tick {
		n.now += tick
		n.sampleAll(nil)
	}
	n.live(calm, nil)
}

// live lets time pass, in which those who can make blocks do.
func (n *network) live(duration record.Instant, step *schedule.Step) {
	for range (duration + tick - 1) / tick {
		n.now += tick
		if n.now%blockEvery == 0 {
			n.makeBlock(step)
		}
		n.sampleAll(step)
	}
}

// takesPart reports whether a node can make blocks in spite of a step.
func takesPart(node int, step *schedule.Step) bool {
	if step == nil {
		return true
	}
	for _, hit := range step.Nodes {
		if hit == node {
			return false
		}
	}
	return true
}

func (n *network) makeBlock(step *schedule.Step) {
	var able int
	for node := range n.heights {
		if takesPart(node, step) {
			able++
		}
	}
	if 3*able <= 2*len(n.heights) {
		return
	}
	height := int64(len(n.chain)) + 1
	block := record.Block{
		Height: height, ID: digest("block", height), HeaderAppHash: digest("state", height-1), AppHash: digest("state", height),
		ResultsHash: digest("results", height-1), Validators: digest("validators", 0),
	}
	for range 2 {
		n.txs++
		// Every seventh fails, every eleventh is in a block though nobody waited for it.
		tx := record.Tx{Hash: digest("tx", int64(n.txs))}
		if n.txs%7 == 0 {
			tx.Code = 3
		}
		block.Txs = append(block.Txs, tx)
		n.write(record.Entry{Event: record.Intended, Tx: tx.Hash, Account: "made-up"})
		if n.txs%11 == 0 {
			n.write(record.Entry{Event: record.Abandoned, Tx: tx.Hash})
		} else {
			n.write(record.Entry{Event: record.Acknowledged, Tx: tx.Hash, Height: height, Code: tx.Code})
		}
	}
	n.chain = append(n.chain, block)
	for node := range n.heights {
		if takesPart(node, step) {
			n.heights[node] = height
		}
	}
}

func (n *network) write(entry record.Entry) {
	entry.Seq, entry.At = len(n.run.Journal)+1, n.now
	n.run.Journal = append(n.run.Journal, entry)
}

func (n *network) sampleAll(step *schedule.Step) {
	for node, height := range n.heights {
		sample := record.Sample{Node: node, Asked: n.now - 5, At: n.now, Height: height}
		if step != nil && step.Stops() && !takesPart(node, step) {
			sample.Height = 0
		}
		n.run.Trace = append(n.run.Trace, sample)
	}
}

func (n *network) finish() {
	n.write(record.Entry{Event: record.Closed})
	n.run.Meta.End = n.now
	n.run.Meta.Height = int64(len(n.chain))
	for range n.heights {
		chain := make([]record.Block, len(n.chain))
		for i, block := range n.chain {
			block.Txs = append([]record.Tx(nil), block.Txs...)
			chain[i] = block
		}
		n.run.Chains = append(n.run.Chains, chain)
	}
}

func digest(what string, of int64) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s %d", what, of)))
	return hex.EncodeToString(sum[:8])
}
