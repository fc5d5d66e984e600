package check

import (
	"github.com/assent-ledger/assent/test/fault/record"
)

// checkChains compares the nodes' chains block by block, and each with itself.
func checkChains(run record.Run, f *findings) {
	if len(run.Chains) != run.Meta.Nodes {
		f.add(ChainIncomplete, "%d chains of %d nodes", len(run.Chains), run.Meta.Nodes)
		return
	}
	for node, chain := range run.Chains {
		if int64(len(chain)) != run.Meta.Height || run.Meta.Height == 0 {
			f.add(ChainIncomplete, "node %d gave %d blocks of %d", node, len(chain), run.Meta.Height)
		}
		for i, block := range chain {
			if block.Height != int64(i)+1 || block.ID == "" || block.AppHash == "" {
				f.add(ChainIncomplete, "node %d: in place of height %d there is height %d, block %q, app hash %q", node, i+1, block.Height, block.ID, block.AppHash)
				break
			}
			if block.Evidence > 0 {
				f.add(EvidenceFound, "node %d: height %d holds %d pieces of evidence", node, block.Height, block.Evidence)
			}
			if i > 0 && block.HeaderAppHash != chain[i-1].AppHash {
				f.add(ForkedState, "node %d: height %d was built on the state %s, its own was %s", node, block.Height, block.HeaderAppHash, chain[i-1].AppHash)
			}
		}
	}
	for node := 1; node < len(run.Chains); node++ {
		compareChains(run.Chains[0], run.Chains[node], node, f)
	}
}

// compareChains compares a node's chain with that of node 0.
func compareChains(first, other []record.Block, node int, f *findings) {
	for i := range min(len(first), len(other)) {
		a, b := first[i], other[i]
		if a.ID != b.ID {
			f.add(ForkedBlock, "height %d: node 0 has block %s, node %d has %s", a.Height, a.ID, node, b.ID)
		}
		for _, part := range []struct{ what, a, b string }{
			{"app hash", a.AppHash, b.AppHash},
			{"app hash in the header", a.HeaderAppHash, b.HeaderAppHash},
			{"hash of the results", a.ResultsHash, b.ResultsHash},
			{"hash of the validators", a.Validators, b.Validators},
		} {
			if part.a != part.b {
				f.add(ForkedState, "height %d: %s of node 0 is %s, of node %d %s", a.Height, part.what, part.a, node, part.b)
			}
		}
	}
}
