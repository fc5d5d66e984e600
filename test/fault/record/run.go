// Package record is the raw data of a run: what was tried, what was sent, what
// the nodes answered, and what their blocks hold. It is written while a run goes
// on and read again by the oracle, which sees nothing else.
package record

import (
	"fmt"
	"time"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Instant is a moment of a run, in milliseconds since its start on the lab's clock.
type Instant int64

// String is, for example, "12.345 s".
func (i Instant) String() string { return fmt.Sprintf("%.3f s", float64(i)/1000) }

// In a duration.
func (i Instant) In(d time.Duration) Instant { return i + Instant(d.Milliseconds()) }

// Run is all that is known of a run.
type Run struct {
	Meta Meta
	// Faults in the order in which they began.
	Faults []Fault
	// Journal of the load, in the order in which it was written.
	Journal []Entry
	// Trace of the nodes' answers, in the order in which they came.
	Trace []Sample
	// Chains, by node: every block from height 1 to the last, ascending.
	Chains [][]Block
}

// Meta describes a run.
type Meta struct {
	Profile schedule.Profile `json:"profile"`
	Seed    uint64           `json:"seed"`
	ChainID string           `json:"chain_id"`
	Commit  string           `json:"commit"`
	// Date of the start, for people: nothing is measured by it.
	Date  string `json:"date"`
	Nodes int    `json:"nodes"`
	// Wire names the mechanism by which links are cut.
	Wire   string `json:"wire"`
	Bounds Bounds `json:"bounds"`
	// Ready is when every node had made its first blocks; End is when the trace ended.
	Ready Instant `json:"ready_ms"`
	End   Instant `json:"end_ms"`
	// Height that every node had to reach before the blocks were read.
	Height int64 `json:"height"`
	// Steps that were begun.
	Steps []schedule.Step `json:"steps"`
}

// Bounds within which things must happen.
type Bounds struct {
	// Answer bounds the time between two answers of a process that is up.
	Answer time.Duration `json:"answer_ns"`
	// Progress bounds the time between two heights while more than two thirds are connected.
	Progress time.Duration `json:"progress_ns"`
	// Recover bounds the time from a fault's end until every node has a new height.
	Recover time.Duration `json:"recover_ns"`
}

// Fault is one step as it was done.
type Fault struct {
	Step schedule.Step `json:"step"`
	// Begun and Applied: between them the fault was being applied; at Applied it was verified.
	Begun   Instant `json:"begun_ms"`
	Applied Instant `json:"applied_ms"`
	// Ending and Ended: between them it was being undone; at Ended that was verified.
	Ending Instant `json:"ending_ms"`
	Ended  Instant `json:"ended_ms"`
	// Proof says how each of the verifications came out, for people.
	Proof []string `json:"proof"`
}

// Sample is one question to a node and what became of it.
type Sample struct {
	Node  int     `json:"node"`
	Asked Instant `json:"asked_ms"`
	At    Instant `json:"at_ms"`
	// Height that was answered; 0 if there was no answer.
	Height int64 `json:"height"`
}

// Answered reports whether the node answered.
func (s Sample) Answered() bool { return s.Height > 0 }

// Block as one node holds it, with what that node made of it.
type Block struct {
	Height int64  `json:"height"`
	ID     string `json:"id"`
	// HeaderAppHash is in the header, of the state before the block; AppHash is the
	// node's own, after it.
	HeaderAppHash string `json:"header_app_hash"`
	AppHash       string `json:"app_hash"`
	ResultsHash   string `json:"results_hash"`
	Validators    string `json:"validators"`
	// Evidence of misbehaviour that the block holds, in pieces.
	Evidence int  `json:"evidence"`
	Txs      []Tx `json:"txs"`
}

// Tx is a transaction in a block and how it came out at the node.
type Tx struct {
	Hash string `json:"hash"`
	Code uint32 `json:"code"`
}
