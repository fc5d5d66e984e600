package recordindex

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// reserve is the free space, in bytes, without which nothing is written: Badger maps its
// files, and a process that writes to a mapped page of a full disk is killed on the spot.
const reserve = 256 << 20

// Space is the free space on the disk of a folder, in bytes.
type Space func(dir string) (uint64, error)

// FreeSpace asks the operating system.
func FreeSpace(dir string) (uint64, error) {
	var disk unix.Statfs_t
	if err := unix.Statfs(dir, &disk); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", dir, err)
	}
	return disk.Bavail * uint64(disk.Bsize), nil
}

// require fails if less than the reserve is free.
func (s Space) require(dir string) error {
	free, err := s(dir)
	if err != nil {
		return err
	}
	if free < reserve {
		return fmt.Errorf("the disk of %s has %d MiB free, and the record index needs %d: make room and start the node again", dir, free>>20, reserve>>20)
	}
	return nil
}
