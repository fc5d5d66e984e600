package check

import (
	"github.com/assent-ledger/assent/test/fault/record"
)

// place of a transaction in a node's chain.
type place struct {
	height int64
	code   uint32
	times  int
}

// checkTransactions holds every node's chain against the journal.
func checkTransactions(run record.Run, f *findings) {
	known := map[string]bool{}
	var acknowledged []record.Entry
	for _, entry := range run.Journal {
		switch entry.Event {
		case record.Intended:
			known[entry.Tx] = true
		case record.Acknowledged:
			acknowledged = append(acknowledged, entry)
		case record.Refused, record.Abandoned, record.Closed:
		}
	}
	if len(acknowledged) == 0 {
		f.add(NothingShown, "no transaction was acknowledged")
	}
	held := make([]map[string]place, len(run.Chains))
	for node, chain := range run.Chains {
		held[node] = places(node, chain, known, f)
	}
	for _, entry := range acknowledged {
		for node := range held {
			p, found := held[node][entry.Tx]
			switch {
			case !found:
				f.add(TxLost, "node %d lacks %s, which node %d acknowledged at height %d", node, entry.Tx, entry.Node, entry.Height)
			case p.height != entry.Height || p.code != entry.Code:
				f.add(ResultDiffers, "%s was acknowledged at height %d with code %d, node %d has it at height %d with code %d",
					entry.Tx, entry.Height, entry.Code, node, p.height, p.code)
			}
		}
	}
	compareResults(held, f)
}

// places finds every transaction of a chain.
func places(node int, chain []record.Block, known map[string]bool, f *findings) map[string]place {
	found := map[string]place{}
	for _, block := range chain {
		for _, tx := range block.Txs {
			p := found[tx.Hash]
			if p.times++; p.times == 1 {
				p.height, p.code = block.Height, tx.Code
			} else {
				f.add(TxTwice, "node %d has %s at heights %d and %d", node, tx.Hash, p.height, block.Height)
			}
			found[tx.Hash] = p
			if !known[tx.Hash] {
				f.add(TxUnknown, "node %d has %s at height %d, which the journal does not know", node, tx.Hash, block.Height)
			}
		}
	}
	return found
}

// compareResults compares the results of the nodes, of transactions that nobody
// was told of too.
func compareResults(held []map[string]place, f *findings) {
	if len(held) == 0 {
		return
	}
	for node := 1; node < len(held); node++ {
		for hash, p := range held[node] {
			first, found := held[0][hash]
			if !found {
				f.add(ForkedBlock, "node %d has %s at height %d, node 0 does not", node, hash, p.height)
			} else if first.code != p.code || first.height != p.height {
				f.add(ResultDiffers, "%s: node 0 has it at height %d with code %d, node %d at %d with %d", hash, first.height, first.code, node, p.height, p.code)
			}
		}
		if len(held[node]) < len(held[0]) {
			f.add(ForkedBlock, "node %d has %d transactions, node 0 has %d", node, len(held[node]), len(held[0]))
		}
	}
}
