package lanes

import (
	"sync"

	"github.com/assent-ledger/assent/internal/nodeconfig"
)

// What may wait at a node. Three quarters of the mempool are for bulk, so that it is
// never full for what is urgent; of one payer about as much as one block holds, so that
// others are behind one block of it at most.
const (
	MaxBulkBytes = nodeconfig.MempoolBytes / 4 * 3
	MaxBulkTxs   = nodeconfig.MempoolTxs / 4 * 3

	MaxPayerBytes = nodeconfig.MaxBlockBytes
	MaxPayerGas   = nodeconfig.MaxBlockGas
	MaxPayerTxs   = nodeconfig.MempoolTxs / 8

	// Of what is urgent, beside the mempool.
	MaxUrgentWaiting      = 2 << 20
	MaxUrgentPayerWaiting = 256 << 10
	MaxUrgentPayerTxs     = nodeconfig.MempoolTxs / 16
)

// load is what waits, in all or of one payer.
type load struct {
	bulkBytes, urgentBytes int
	bulkTxs, urgentTxs     int
	bulkGas                uint64
}

func (l *load) add(i *Item) {
	if i.Urgent {
		l.urgentBytes += len(i.Raw)
		l.urgentTxs++
		return
	}
	l.bulkBytes += len(i.Raw)
	l.bulkTxs++
	l.bulkGas += i.Gas
}

// Waiting is what a node has admitted and no block holds yet, as far as it can tell: what
// it admitted since the last block, and of what came before all that it has looked at
// again since. It is the node's own; nothing in a block depends on it.
type Waiting struct {
	mu     sync.Mutex
	known  map[[32]byte]*Item // What waits.
	before map[[32]byte]*Item // What waited before the last block, until it is looked at again.
	all    load
	payers map[string]*load
	// urgent in order of arrival.
	urgent [][32]byte
}

// NewWaiting holds nothing.
func NewWaiting() *Waiting {
	w := &Waiting{}
	w.reset()
	w.before = nil
	return w
}

func (w *Waiting) reset() {
	w.before, w.known = w.known, map[[32]byte]*Item{}
	w.all, w.payers, w.urgent = load{}, map[string]*load{}, nil
}

// Room says whether an item may wait as well, or refuses it with ErrWaiting.
func (w *Waiting) Room(item *Item) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	own := load{}
	if l := w.payers[item.Payer]; l != nil {
		own = *l
	}
	all := w.all
	own.add(item)
	all.add(item)
	switch {
	case item.Urgent && (all.urgentBytes > MaxUrgentWaiting || own.urgentBytes > MaxUrgentPayerWaiting || own.urgentTxs > MaxUrgentPayerTxs):
		return ErrWaiting.Wrapf("%d urgent bytes, %d of %s", all.urgentBytes, own.urgentBytes, item.Payer)
	case item.Urgent:
		return nil
	case all.bulkBytes > MaxBulkBytes || all.bulkTxs > MaxBulkTxs:
		return ErrWaiting.Wrapf("%d bytes in %d transactions", all.bulkBytes, all.bulkTxs)
	case own.bulkBytes > MaxPayerBytes || own.bulkTxs > MaxPayerTxs || own.bulkGas > MaxPayerGas:
		return ErrWaiting.Wrapf("%d bytes in %d transactions that ask for %d gas, of %s", own.bulkBytes, own.bulkTxs, own.bulkGas, item.Payer)
	default:
		return nil
	}
}

// Add notes an item that was admitted.
func (w *Waiting) Add(item Item) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add(&item)
}

func (w *Waiting) add(item *Item) {
	if _, known := w.known[item.Hash]; known {
		return
	}
	w.known[item.Hash] = item
	own := w.payers[item.Payer]
	if own == nil {
		own = &load{}
		w.payers[item.Payer] = own
	}
	own.add(item)
	w.all.add(item)
	if item.Urgent {
		w.urgent = append(w.urgent, item.Hash)
	}
}

// Again notes that an item from before the last block still waits.
func (w *Waiting) Again(hash [32]byte) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if item, waited := w.before[hash]; waited {
		w.add(item)
	}
}

// NextBlock begins to look at what waits again.
func (w *Waiting) NextBlock() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.reset()
}

// Urgent are the urgent items that wait, in order of arrival.
func (w *Waiting) Urgent() []Item {
	w.mu.Lock()
	defer w.mu.Unlock()
	items := make([]Item, len(w.urgent))
	for i, hash := range w.urgent {
		items[i] = *w.known[hash]
	}
	return items
}
