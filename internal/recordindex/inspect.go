package recordindex

import (
	"errors"
	"fmt"
	"os"

	"github.com/dgraph-io/badger/v4"
	"golang.org/x/sys/unix"

	"cosmossdk.io/log/v2"
)

// Inspect reads the state of an index that no node has open.
func Inspect(dir string, logger log.Logger) (State, error) {
	db, err := openStopped(dir, logger)
	if err != nil {
		return State{}, err
	}
	s, err := (&Index{db: db}).State()
	if closed := db.Close(); err == nil {
		err = closed
	}
	return s, err
}

// Delete an index that no node has open, readable or not.
func Delete(dir string) (err error) {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	// As Badger locks it.
	if err := unix.Flock(int(folder.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		return fmt.Errorf("the node of this home runs, stop it first: %w", err)
	}
	return os.RemoveAll(dir)
}

func openStopped(dir string, logger log.Logger) (*badger.DB, error) {
	if err := Space(FreeSpace).require(dir); err != nil {
		return nil, err
	}
	db, err := badger.Open(badgerOptions(dir, logger))
	if err != nil {
		return nil, fmt.Errorf("the node of this home runs, or its index cannot be read; stop it first: %w", err)
	}
	return db, nil
}
