package recordindex

import (
	"encoding/binary"
	"fmt"

	"github.com/dgraph-io/badger/v4"

	"github.com/assent-ledger/assent/pkg/translog"
)

// chunk of records that are written in one transaction: with all lists, all marks, the
// longest ids and a record to confirm for each, it stays below what Badger takes.
const chunk = 256

// Block is what the index takes over of a block.
type Block struct {
	Height int64
	// Time in Unix seconds.
	Time    int64
	Records []translog.Record
}

// Append a block, which follows the last one, or is the first. When Append returns it is on
// the disk. A block of many records takes several transactions: only the last one moves the
// height, and what a crash left of the others is taken away before the block comes again.
func (ix *Index) Append(b Block) error {
	if err := ix.space.require(ix.dir); err != nil {
		return err
	}
	s, err := ix.State()
	if err != nil {
		return err
	}
	switch {
	case s.To == 0:
		s.From = b.Height
	case b.Height != s.To+1:
		return fmt.Errorf("record index: block %d does not follow %d", b.Height, s.To)
	}
	if err := ix.undo(b.Height); err != nil {
		return err
	}
	s.To, s.ToTime = b.Height, b.Time
	if len(b.Records) > chunk {
		if err := ix.set(blockKey(b.Height), encodeBatches(batches(b.Records))); err != nil {
			return err
		}
	}
	rest := b.Records
	for ; len(rest) > chunk; rest = rest[chunk:] {
		if err := ix.addChunk(rest[:chunk]); err != nil {
			return err
		}
	}
	return ix.db.Update(func(txn *badger.Txn) error {
		if len(b.Records) > 0 {
			if err := txn.Set(blockKey(b.Height), encodeBatches(batches(b.Records))); err != nil {
				return err
			}
		}
		if err := ix.addAll(txn, rest); err != nil {
			return err
		}
		return txn.Set([]byte{prefixState}, s.encode())
	})
}

// SkipTo leaves out the blocks before a height, which are not to be had: from there on the
// index is complete.
func (ix *Index) SkipTo(height int64) error {
	return ix.db.Update(func(txn *badger.Txn) error {
		s, err := readState(txn)
		if err != nil {
			return err
		}
		s.From, s.To = height, height-1
		return txn.Set([]byte{prefixState}, s.encode())
	})
}

// addChunk adds records in a transaction of their own.
func (ix *Index) addChunk(records []translog.Record) error {
	return ix.db.Update(func(txn *badger.Txn) error { return ix.addAll(txn, records) })
}

// set one row in a transaction of its own.
func (ix *Index) set(key, value []byte) error {
	return ix.db.Update(func(txn *badger.Txn) error { return txn.Set(key, value) })
}

func (ix *Index) addAll(txn *badger.Txn, records []translog.Record) error {
	for i := range records {
		if err := ix.add(txn, &records[i]); err != nil {
			return fmt.Errorf("trail %s, record %d: %w", records[i].Trail, records[i].Index, err)
		}
	}
	return nil
}

func (ix *Index) add(txn *badger.Txn, r *translog.Record) error {
	bytes, err := r.Bytes()
	if err != nil {
		return err
	}
	at := place(r.Trail, r.Index)
	e := entry{standing: claimed, bytes: bytes}
	if r.Controller == r.Recipient {
		e.standing = confirmed
	} else {
		partner, ordinal, err := report(txn, r, at)
		if err != nil {
			return err
		}
		e.ordinal = ordinal
		if partner != nil {
			e.standing = confirmed
			if err := ix.stand(txn, partner, confirmed); err != nil {
				return err
			}
		}
	}
	if err := txn.Set(recordKey(at), e.encode()); err != nil {
		return err
	}
	return setAll(txn, ix.lists.rows(r, e.standing))
}

// report notes that a side reported an exchange, and gives the place of the other side's
// report that confirms it, if there is one. An exchange may be reported by each side several
// times, for one thing each: the first of the one confirms the first of the other, and so on.
func report(txn *badger.Txn, r *translog.Record, at []byte) (partner []byte, ordinal uint32, err error) {
	same := reported(r)
	number, err := get(txn, reportsKey(same, r.Side))
	if err != nil {
		return nil, 0, err
	}
	if number != nil {
		ordinal = binary.BigEndian.Uint32(number)
	}
	if err := txn.Set(reportsKey(same, r.Side), binary.BigEndian.AppendUint32(nil, ordinal+1)); err != nil {
		return nil, 0, err
	}
	if err := txn.Set(reportKey(same, r.Side, ordinal), at); err != nil {
		return nil, 0, err
	}
	partner, err = get(txn, reportKey(same, otherSide(r.Side), ordinal))
	return partner, ordinal, err
}

// stand moves a record to where a class of its subject's list is.
func (ix *Index) stand(txn *badger.Txn, at []byte, standing class) error {
	raw, err := get(txn, recordKey(at))
	if err != nil {
		return err
	}
	e, r, err := decodeEntry(raw)
	if err != nil {
		return err
	}
	subject := ix.lists & BySubject
	if err := deleteAll(txn, subject.rows(&r, e.standing)); err != nil {
		return err
	}
	e.standing = standing
	if err := txn.Set(recordKey(at), e.encode()); err != nil {
		return err
	}
	return setAll(txn, subject.rows(&r, standing))
}

func setAll(txn *badger.Txn, keys [][]byte) error {
	for _, key := range keys {
		if err := txn.Set(key, nil); err != nil {
			return err
		}
	}
	return nil
}

func deleteAll(txn *badger.Txn, keys [][]byte) error {
	for _, key := range keys {
		if err := txn.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
