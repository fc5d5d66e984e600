package corrupt

import (
	"math/rand/v2"
	"slices"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
)

var ofTransactions = []Corruption{
	{"one node lost an acknowledged transaction", check.TxLost, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		dropTx(run.Chains[random.IntN(len(run.Chains))], run.Journal[entry].Tx)
		return nil
	}},
	{"all nodes lost an acknowledged transaction", check.TxLost, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		for _, chain := range run.Chains {
			dropTx(chain, run.Journal[entry].Tx)
		}
		return nil
	}},
	{"all nodes hold an acknowledged transaction twice", check.TxTwice, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		repeatTx(run, random, run.Journal[entry].Tx)
		return nil
	}},
	{"all nodes hold a transaction twice that nobody was told of", check.TxTwice, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		forgotten := &run.Journal[entry]
		forgotten.Event, forgotten.Height, forgotten.Code = record.Abandoned, 0, 0
		repeatTx(run, random, forgotten.Tx)
		return nil
	}},
	{"one node has another result", check.ResultDiffers, func(run *record.Run, random *rand.Rand) error {
		block, err := anyBlock(run, random, func(b record.Block) bool { return len(b.Txs) > 0 })
		if err != nil {
			return err
		}
		block.Txs[random.IntN(len(block.Txs))].Code += 17
		return nil
	}},
	{"another result was acknowledged", check.ResultDiffers, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		run.Journal[entry].Code += 17
		return nil
	}},
	{"another height was acknowledged", check.ResultDiffers, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		run.Journal[entry].Height++
		return nil
	}},
	{"all nodes hold a transaction that nobody sent", check.TxUnknown, func(run *record.Run, random *rand.Rand) error {
		height := random.IntN(len(run.Chains[0]))
		for _, chain := range run.Chains {
			chain[height].Txs = append(chain[height].Txs, record.Tx{Hash: "never sent"})
		}
		return nil
	}},
	{"the journal does not know a transaction", check.TxUnknown, func(run *record.Run, random *rand.Rand) error {
		entry, err := anyEntry(run, random, record.Acknowledged)
		if err != nil {
			return err
		}
		tx := run.Journal[entry].Tx
		run.Journal = slices.DeleteFunc(run.Journal, func(e record.Entry) bool { return e.Tx == tx })
		renumber(run)
		return nil
	}},
	{"nothing was acknowledged", check.NothingShown, func(run *record.Run, _ *rand.Rand) error {
		for i := range run.Journal {
			if entry := &run.Journal[i]; entry.Event == record.Acknowledged {
				entry.Event, entry.Height, entry.Code = record.Abandoned, 0, 0
			}
		}
		return nil
	}},
}

// anyEntry picks a random entry of an event, by its index.
func anyEntry(run *record.Run, random *rand.Rand, event record.Event) (int, error) {
	var places []int
	for i, entry := range run.Journal {
		if entry.Event == event {
			places = append(places, i)
		}
	}
	if len(places) == 0 {
		return 0, errNoPlace
	}
	return places[random.IntN(len(places))], nil
}

func dropTx(chain []record.Block, hash string) {
	for i := range chain {
		chain[i].Txs = slices.DeleteFunc(chain[i].Txs, func(tx record.Tx) bool { return tx.Hash == hash })
	}
}

// repeatTx puts a transaction into one more block of every node.
func repeatTx(run *record.Run, random *rand.Rand, hash string) {
	height := random.IntN(len(run.Chains[0]))
	for _, chain := range run.Chains {
		chain[height].Txs = append(chain[height].Txs, record.Tx{Hash: hash})
	}
}

func renumber(run *record.Run) {
	for i := range run.Journal {
		run.Journal[i].Seq = i + 1
	}
}
