package check

import (
	"slices"
	"time"

	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
)

// Recovery is how the network came back after a fault; negative where it did not.
type Recovery struct {
	// Block is the time from when the fault began to be undone to the next block on any node.
	Block time.Duration
	// Level is the time from then until every node had a height that none had before.
	Level time.Duration
}

// Recoveries measures the recovery from each fault, in the order of the log.
func Recoveries(run record.Run) []Recovery {
	recoveries := make([]Recovery, 0, len(run.Faults))
	everybody := group(1)<<run.Meta.Nodes - 1
	for _, fault := range run.Faults {
		recovery := Recovery{-1, -1}
		before := topBefore(run, everybody, fault.Ending)
		var level group
		for _, sample := range run.Trace {
			if sample.At <= fault.Ending || sample.Height <= before {
				continue
			}
			since := time.Duration(sample.At-fault.Ending) * time.Millisecond
			if recovery.Block < 0 {
				recovery.Block = since
			}
			if level |= 1 << sample.Node; level == everybody {
				recovery.Level = since
				break
			}
		}
		recoveries = append(recoveries, recovery)
	}
	return recoveries
}

// Figures sum a run up.
type Figures struct {
	Blocks int64
	// Transactions that were intended, acknowledged, acknowledged with a code other
	// than 0, and given up.
	Sent, Acknowledged, Failed, Abandoned int
	Faults                                map[schedule.Kind]int
	// Recovery until every node was level.
	LevelMedian, LevelMax time.Duration
	// Recovery until any node had a block.
	BlockMedian, BlockMax time.Duration
	Took                  time.Duration
}

// Measure sums a run up.
func Measure(run record.Run) Figures {
	figures := Figures{Blocks: run.Meta.Height, Faults: map[schedule.Kind]int{}, Took: time.Duration(run.Meta.End) * time.Millisecond}
	for _, entry := range run.Journal {
		switch entry.Event {
		case record.Intended:
			figures.Sent++
		case record.Acknowledged:
			figures.Acknowledged++
			if entry.Code != 0 {
				figures.Failed++
			}
		case record.Abandoned:
			figures.Abandoned++
		case record.Refused, record.Closed:
		}
	}
	var levels, blocks []time.Duration
	for i, recovery := range Recoveries(run) {
		figures.Faults[run.Faults[i].Step.Kind]++
		levels = append(levels, recovery.Level)
		blocks = append(blocks, recovery.Block)
	}
	figures.LevelMedian, figures.LevelMax = spread(levels)
	figures.BlockMedian, figures.BlockMax = spread(blocks)
	return figures
}

// spread gives the median, the upper of two, and the greatest.
func spread(times []time.Duration) (median, greatest time.Duration) {
	if len(times) == 0 {
		return 0, 0
	}
	slices.Sort(times)
	return times[len(times)/2], times[len(times)-1]
}
