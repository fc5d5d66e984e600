package bench

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// tick of the times in /proc, the same on every Linux: a hundredth of a second.
const tick = 10 * time.Millisecond

// processTime is the time that a process has spent on processors, in user mode and in
// the kernel for it.
func processTime(pid int) (time.Duration, error) {
	line, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0, fmt.Errorf("processor time of process %d, which Linux alone tells: %w", pid, err)
	}
	return parseStat(line)
}

// parseStat reads user and system time, fields 14 and 15. The second field, the name in
// brackets, may hold anything.
func parseStat(line []byte) (time.Duration, error) {
	const afterName, user, system = 3, 14, 15
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) <= system-afterName {
		return 0, errors.New("/proc/PID/stat has fewer fields than it should")
	}
	var ticks int64
	for _, field := range []int{user, system} {
		n, err := strconv.ParseInt(string(fields[field-afterName]), 10, 64)
		if err != nil {
			return 0, fmt.Errorf("field %d of /proc/PID/stat: %w", field, err)
		}
		ticks += n
	}
	return time.Duration(ticks) * tick, nil
}

// ownTime is the processor time of this process.
func ownTime() (time.Duration, error) {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0, err
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()), nil
}

// diskUsage is what the parts of a node's data take up on the disk, in bytes, by name.
func diskUsage(data string) (map[string]int64, error) {
	parts, err := os.ReadDir(data)
	if err != nil {
		return nil, err
	}
	usage := map[string]int64{}
	for _, part := range parts {
		if usage[part.Name()], err = sizeOf(filepath.Join(data, part.Name())); err != nil {
			return nil, err
		}
	}
	return usage, nil
}

// sizeOf is what a file, or all in a folder, takes up. A database removes files at any time.
func sizeOf(path string) (int64, error) {
	// What a stat calls a block has 512 bytes, whatever the file system's own.
	const block = 512
	var size int64
	err := filepath.WalkDir(path, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil {
			return ignoreGone(err)
		}
		info, err := entry.Info()
		if err != nil {
			return ignoreGone(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); ok && !info.IsDir() {
			size += stat.Blocks * block
		}
		return nil
	})
	return size, err
}

func ignoreGone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
