package lanes

import (
	"math"
	"slices"
)

// The part of a block that bulk may fill, in bytes and in gas: 7 of 8.
const (
	bulkParts = 7
	allParts  = 8
)

// Limits of a block.
type Limits struct {
	// Bytes of transactions that the engine gives room for.
	Bytes int64
	// BlockBytes and Gas are the consensus parameters'; a Gas below 0 is unbounded.
	BlockBytes, Gas int64
}

// bulkBytes and bulkGas are what bulk may fill.
func (l Limits) bulkBytes() int64 { return l.BlockBytes / allParts * bulkParts }

func (l Limits) gas() uint64 {
	if l.Gas < 0 {
		return math.MaxUint64
	}
	return uint64(l.Gas)
}

func (l Limits) bulkGas() uint64 { return l.gas() / allParts * bulkParts }

// room is what is left of a block.
type room struct {
	bytes, bulkBytes int64
	gas, bulkGas     uint64
}

func (l Limits) room() room {
	return room{bytes: l.Bytes, bulkBytes: l.bulkBytes(), gas: l.gas(), bulkGas: l.bulkGas()}
}

// take makes room smaller by an item, or says that there is none for it.
func (r *room) take(i *Item) bool {
	size := i.Size()
	if size > r.bytes || i.Gas > r.gas || (!i.Urgent && (size > r.bulkBytes || i.Gas > r.bulkGas)) {
		return false
	}
	r.bytes -= size
	r.gas -= i.Gas
	if !i.Urgent {
		r.bulkBytes -= size
		r.bulkGas -= i.Gas
	}
	return true
}

// Sequences are the next ones of accounts, by address; false for one that is not there.
type Sequences func(address string) (uint64, bool)

// Arrange is a proposal of some of the waiting items, which come in order of arrival:
// the urgent first, then the rest, in both parts one of each payer in turn. Each
// account's items come in order of sequence, and none that could not be executed for its
// sequence is among them, so that an urgent one of an account whose bulk comes before it
// follows that.
func Arrange(items []Item, next Sequences, limits Limits) []Item {
	a := arranger{next: next, due: map[string]uint64{}, room: limits.room()}
	var urgent, rest []Item
	for _, item := range items {
		if item.Urgent {
			urgent = append(urgent, item)
		} else {
			rest = append(rest, item)
		}
	}
	left := a.deal(byPayer(urgent))
	a.deal(byPayer(append(rest, left...)))
	return a.chosen
}

// arranger deals items into a block.
type arranger struct {
	next   Sequences
	due    map[string]uint64 // The next sequence of accounts, by address; never ranged.
	room   room
	chosen []Item
}

// byPayer are the items of each payer, in order of arrival, the payers in order of
// their first.
func byPayer(items []Item) [][]Item {
	var queues [][]Item
	place := map[string]int{} // Looked up, never ranged.
	for _, item := range items {
		i, known := place[item.Payer]
		if !known {
			i = len(queues)
			place[item.Payer] = i
			queues = append(queues, nil)
		}
		queues[i] = append(queues[i], item)
	}
	return queues
}

// deal takes one item of each queue in turn, until none is due or fits, and returns
// what was left.
func (a *arranger) deal(queues [][]Item) []Item {
	for progress := true; progress; {
		progress = false
		for q := range queues {
			if i := a.first(queues[q]); i >= 0 {
				a.chosen = append(a.chosen, queues[q][i])
				queues[q] = without(queues[q], i)
				progress = true
			}
		}
	}
	var left []Item
	for _, queue := range queues {
		left = append(left, queue...)
	}
	return left
}

// without drops one of a queue, mostly the first.
func without(queue []Item, i int) []Item {
	if i == 0 {
		return queue[1:]
	}
	return slices.Delete(queue, i, i+1)
}

// first takes the first item of a queue that is due and fits; -1 if there is none.
func (a *arranger) first(queue []Item) int {
	for i := range queue {
		if a.isDue(&queue[i]) && a.room.take(&queue[i]) {
			for _, s := range queue[i].Signers {
				a.due[s.Address] = s.Sequence + 1
			}
			return i
		}
	}
	return -1
}

func (a *arranger) isDue(item *Item) bool {
	for _, s := range item.Signers {
		due, known := a.due[s.Address]
		if !known {
			if due, known = a.next(s.Address); !known {
				return false
			}
			a.due[s.Address] = due
		}
		if s.Sequence != due {
			return false
		}
	}
	return true
}
