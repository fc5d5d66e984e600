// Package check is the oracle of the fault lab: it reads the raw data of a run
// and says what in it must not be. It is a pure function of that data.
package check

import (
	"fmt"

	"github.com/assent-ledger/assent/test/fault/record"
)

// Kind of a violation.
type Kind string

// The kinds.
const (
	// ForkedBlock: two nodes hold different blocks of one height.
	ForkedBlock Kind = "forked-block"
	// ForkedState: two nodes came to different states or results, or one to another than the chain.
	ForkedState Kind = "forked-state"
	// ChainIncomplete: a node's blocks do not reach from the first height to the last.
	ChainIncomplete Kind = "chain-incomplete"
	// EvidenceFound: a block holds evidence, where nobody was made to misbehave.
	EvidenceFound Kind = "evidence-found"
	// TxLost: a node lacks a transaction that was acknowledged.
	TxLost Kind = "tx-lost"
	// TxTwice: a node holds a transaction more than once.
	TxTwice Kind = "tx-twice"
	// ResultDiffers: two nodes, or a node and an acknowledgement, tell different
	// results or heights of one transaction.
	ResultDiffers Kind = "result-differs"
	// TxUnknown: a block holds a transaction that the journal never intended.
	TxUnknown Kind = "tx-unknown"
	// HeightFell: a node had a height and later a lower one: it lost a block.
	HeightFell Kind = "height-fell"
	// HeightWithoutQuorum: a height advanced where no more than two thirds were connected.
	HeightWithoutQuorum Kind = "height-without-quorum"
	// NoProgress: no height advanced in time where more than two thirds were connected.
	NoProgress Kind = "no-progress"
	// ProcessSilent: a process that was up did not answer, or answered with a height
	// that stood still while others, connected with it, went on.
	ProcessSilent Kind = "process-silent"
	// RecoveryLate: after a fault's end, a node was not level in time.
	RecoveryLate Kind = "recovery-late"
	// FaultMissing: the schedule has a fault that was not done, or not verified.
	FaultMissing Kind = "fault-missing"
	// JournalBroken: the journal lacks its end or something in between.
	JournalBroken Kind = "journal-broken"
	// TraceThin: nobody asked a node for too long to tell anything.
	TraceThin Kind = "trace-thin"
	// NothingShown: too little happened for the run to show anything.
	NothingShown Kind = "nothing-shown"
)

// Kinds lists every kind.
var Kinds = []Kind{
	ForkedBlock, ForkedState, ChainIncomplete, EvidenceFound, TxLost, TxTwice, ResultDiffers, TxUnknown,
	HeightFell, HeightWithoutQuorum, NoProgress, ProcessSilent, RecoveryLate, FaultMissing, JournalBroken, TraceThin, NothingShown,
}

// Violation is one thing that must not be.
type Violation struct {
	Kind Kind
	Text string
}

// String is "kind: text".
func (v Violation) String() string { return fmt.Sprintf("%s: %s", v.Kind, v.Text) }

// maxPerKind bounds the violations of one kind that are told.
const maxPerKind = 5

// findings collects violations.
type findings struct {
	list   []Violation
	counts map[Kind]int
}

func (f *findings) add(kind Kind, format string, args ...any) {
	f.counts[kind]++
	switch n := f.counts[kind]; {
	case n <= maxPerKind:
		f.list = append(f.list, Violation{kind, fmt.Sprintf(format, args...)})
	case n == maxPerKind+1:
		f.list = append(f.list, Violation{kind, "and more of the same"})
	}
}

// Check returns everything that is wrong with a run; nothing if all is well.
func Check(run record.Run) []Violation {
	f := &findings{counts: map[Kind]int{}}
	checkPlan(run, f)
	checkJournal(run, f)
	checkChains(run, f)
	checkTransactions(run, f)
	if f.counts[FaultMissing] == 0 {
		// Without every fault and its times, who was connected is not known.
		checkMotion(run, f)
	}
	return f.list
}
