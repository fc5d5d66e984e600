package recordindex

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/dgraph-io/badger/v4"
	badgeroptions "github.com/dgraph-io/badger/v4/options"

	"cosmossdk.io/log/v2"
)

// Dir of a node's index in its home.
func Dir(home string) string { return filepath.Join(home, "data", "recordindex") }

// The memory that Badger is given, in bytes.
const (
	memTable   = 64 << 20
	blockCache = 32 << 20
	valueLog   = 16 << 20
)

// Index of access records.
type Index struct {
	db    *badger.DB
	dir   string
	space Space
	lists Lists
}

// Open the index in a folder, which is made if it is not there. It fails if the index there
// is another chain's, keeps other lists, or has another format: what it has cannot always be
// read from blocks again, so that to delete it is the operator's decision.
func Open(dir, chainID string, lists Lists, space Space, logger log.Logger) (*Index, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("record index: %w", err)
	}
	if err := space.require(dir); err != nil {
		return nil, err
	}
	db, err := badger.Open(badgerOptions(dir, logger))
	if err != nil {
		return nil, fmt.Errorf("record index in %s: %w", dir, err)
	}
	ix := &Index{db: db, dir: dir, space: space, lists: lists}
	if err := ix.claim(chainID); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return ix, nil
}

func badgerOptions(dir string, logger log.Logger) badger.Options {
	return badger.DefaultOptions(dir).
		// What was acknowledged is on the disk.
		WithSyncWrites(true).
		WithNumVersionsToKeep(1).
		WithMemTableSize(memTable).WithNumMemtables(2).
		WithBlockCacheSize(blockCache).
		WithValueLogFileSize(valueLog).
		WithCompression(badgeroptions.Snappy).
		WithMetricsEnabled(false).
		WithLogger(badgerLog{logger})
}

// claim checks that the index is that of the chain and of the settings, or makes it so.
func (ix *Index) claim(chainID string) error {
	return ix.db.Update(func(txn *badger.Txn) error {
		raw, err := get(txn, []byte{prefixState})
		if err != nil {
			return err
		}
		if raw == nil {
			return txn.Set([]byte{prefixState}, State{ChainID: chainID, Lists: ix.lists}.encode())
		}
		s, ok := decodeState(raw)
		const advice = "put the setting back, or delete the index with assentd index rebuild; it is then built again from the blocks that the node still has"
		switch {
		case !ok:
			return fmt.Errorf("the record index in %s has another format: delete it with assentd index rebuild; it is then built again from the blocks that the node still has", ix.dir)
		case s.ChainID != chainID:
			return fmt.Errorf("the record index in %s is of chain %q, and the node is on %q: delete it with assentd index rebuild", ix.dir, s.ChainID, chainID)
		case s.Lists != ix.lists:
			return fmt.Errorf("the record index in %s keeps the lists %q, and app.toml says %q: %s", ix.dir, s.Lists, ix.lists, advice)
		}
		return nil
	})
}

// Close the index.
func (ix *Index) Close() error { return ix.db.Close() }

// State of the index.
func (ix *Index) State() (State, error) {
	var s State
	err := ix.db.View(func(txn *badger.Txn) (err error) {
		s, err = readState(txn)
		return err
	})
	return s, err
}

func readState(txn *badger.Txn) (State, error) {
	raw, err := get(txn, []byte{prefixState})
	if err != nil {
		return State{}, err
	}
	s, ok := decodeState(raw)
	if !ok {
		return State{}, errDamaged
	}
	return s, nil
}

// get is the value of a key; nil if there is none.
func get(txn *badger.Txn, key []byte) ([]byte, error) {
	item, err := txn.Get(key)
	if errors.Is(err, badger.ErrKeyNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return item.ValueCopy(nil)
}

// badgerLog has Badger's log in the node's, all but its chatter.
type badgerLog struct{ log.Logger }

func line(format string, args []any) string {
	return "record index: " + strings.TrimSpace(fmt.Sprintf(format, args...))
}

func (l badgerLog) Errorf(format string, args ...any)   { l.Error(line(format, args)) }
func (l badgerLog) Warningf(format string, args ...any) { l.Warn(line(format, args)) }
func (l badgerLog) Infof(format string, args ...any)    { l.Debug(line(format, args)) }
func (badgerLog) Debugf(string, ...any)                 {}
