package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

func create(dir, name string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_EXCL|os.O_APPEND|os.O_WRONLY, 0o600)
}

// Lines appends values to a file of a run's folder, one JSON value a line. It
// may be used by several goroutines.
type Lines[T any] struct {
	mu   sync.Mutex
	file *os.File
}

// CreateFaults makes the file of the faults in a run's folder.
func CreateFaults(dir string) (*Lines[Fault], error) { return createLines[Fault](dir, faultsFile) }

// CreateTrace makes the file of the nodes' answers in a run's folder.
func CreateTrace(dir string) (*Lines[Sample], error) { return createLines[Sample](dir, traceFile) }

// CreateChain makes the file of a node's blocks in a run's folder.
func CreateChain(dir string, node int) (*Lines[Block], error) {
	return createLines[Block](dir, chainFile(node))
}

func createLines[T any](dir, name string) (*Lines[T], error) {
	file, err := create(dir, name)
	if err != nil {
		return nil, err
	}
	return &Lines[T]{file: file}, nil
}

// Append writes one value.
func (l *Lines[T]) Append(value T) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.file.Write(append(line, '\n'))
	return err
}

// Close syncs and closes the file.
func (l *Lines[T]) Close() error { return errors.Join(l.file.Sync(), l.file.Close()) }

// readLines reads every whole line of a file. A last line without an end was
// being written when its writer died: it is left out, as if it were not there.
func readLines[T any](dir, name string) ([]T, error) {
	file, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var values []T
	reader := bufio.NewReader(file)
	for {
		line, err := reader.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return values, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		var value T
		if err := json.Unmarshal(line, &value); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", name, len(values)+1, err)
		}
		values = append(values, value)
	}
}
