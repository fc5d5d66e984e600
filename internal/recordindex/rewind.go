package recordindex

import (
	"encoding/binary"

	"github.com/dgraph-io/badger/v4"
)

// Rewind takes away what came after a height: blocks that the application does not have,
// since it was stopped before it committed them, or was rolled back. They come again, and
// may be others.
func (ix *Index) Rewind(height int64) error {
	s, err := ix.State()
	if err != nil {
		return err
	}
	if height == 0 && s.To > 0 {
		if err := ix.db.DropAll(); err != nil {
			return err
		}
		return ix.claim(s.ChainID)
	}
	later, err := ix.blocksAfter(min(height, s.To))
	if err != nil {
		return err
	}
	for _, h := range later {
		if err := ix.undo(h); err != nil {
			return err
		}
	}
	if height >= s.To {
		return nil
	}
	// The moment that block had is not known; that of the last is no earlier.
	s.To = height
	if s.To < s.From-1 {
		s.From, s.To, s.ToTime = 0, 0, 0
	}
	return ix.set([]byte{prefixState}, s.encode())
}

// blocksAfter are the heights after one that have records, the last first.
func (ix *Index) blocksAfter(height int64) ([]int64, error) {
	var heights []int64
	err := ix.db.View(func(txn *badger.Txn) error {
		it := txn.NewIterator(badger.IteratorOptions{Prefix: []byte{prefixBlock}, Reverse: true})
		defer it.Close()
		for it.Seek([]byte{prefixBlock, 0xff}); it.Valid(); it.Next() {
			h := int64(binary.BigEndian.Uint64(it.Item().Key()[1:]))
			if h <= height {
				return nil
			}
			heights = append(heights, h)
		}
		return nil
	})
	return heights, err
}

// undo takes the records of a block away again, the last first, so that each finds what was
// there when it came; the block itself at the end, so that it can be broken off at any point.
func (ix *Index) undo(height int64) error {
	var all []batch
	err := ix.db.View(func(txn *badger.Txn) error {
		raw, err := get(txn, blockKey(height))
		if err != nil {
			return err
		}
		all, err = decodeBatches(raw)
		return err
	})
	if err != nil || all == nil {
		return err
	}
	var places [][]byte
	for i := len(all) - 1; i >= 0; i-- {
		for n := int64(all[i].count) - 1; n >= 0; n-- {
			places = append(places, place(all[i].trail, all[i].first+uint64(n)))
		}
	}
	for ; len(places) > 0; places = places[min(chunk, len(places)):] {
		err := ix.db.Update(func(txn *badger.Txn) error {
			for _, at := range places[:min(chunk, len(places))] {
				if err := ix.remove(txn, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return ix.db.Update(func(txn *badger.Txn) error { return txn.Delete(blockKey(height)) })
}

// remove a record, if it is there.
func (ix *Index) remove(txn *badger.Txn, at []byte) error {
	raw, err := get(txn, recordKey(at))
	if err != nil || raw == nil {
		return err
	}
	e, r, err := decodeEntry(raw)
	if err != nil {
		return err
	}
	if err := deleteAll(txn, append(ix.lists.rows(&r, e.standing), recordKey(at))); err != nil {
		return err
	}
	if r.Controller == r.Recipient {
		return nil
	}
	same := reported(&r)
	if err := txn.Delete(reportKey(same, r.Side, e.ordinal)); err != nil {
		return err
	}
	if e.ordinal == 0 {
		err = txn.Delete(reportsKey(same, r.Side))
	} else {
		err = txn.Set(reportsKey(same, r.Side), binary.BigEndian.AppendUint32(nil, e.ordinal))
	}
	if err != nil || e.standing == claimed {
		return err
	}
	partner, err := get(txn, reportKey(same, otherSide(r.Side), e.ordinal))
	if err != nil || partner == nil {
		return err
	}
	return ix.stand(txn, partner, claimed)
}
