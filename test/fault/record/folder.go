package record

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// The files of a run's folder.
const (
	metaFile    = "run.json"
	journalFile = "journal.jsonl"
	faultsFile  = "faults.jsonl"
	traceFile   = "trace.jsonl"
)

func chainFile(node int) string { return fmt.Sprintf("chain-%d.jsonl", node) }

// WriteMeta writes what describes a run into its folder, in place of what was there.
func WriteMeta(dir string, meta Meta) error {
	document, err := json.MarshalIndent(meta, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, metaFile), append(document, '\n'), 0o600)
}

// Read reads a run from its folder. The trace is put in order of time: several
// watchers wrote it.
func Read(dir string) (Run, error) {
	document, err := os.ReadFile(filepath.Join(dir, metaFile))
	if err != nil {
		return Run{}, err
	}
	var run Run
	if err := json.Unmarshal(document, &run.Meta); err != nil {
		return Run{}, fmt.Errorf("%s: %w", metaFile, err)
	}
	if run.Faults, err = readLines[Fault](dir, faultsFile); err != nil {
		return Run{}, err
	}
	if run.Journal, err = readLines[Entry](dir, journalFile); err != nil {
		return Run{}, err
	}
	if run.Trace, err = readLines[Sample](dir, traceFile); err != nil {
		return Run{}, err
	}
	slices.SortStableFunc(run.Trace, func(a, b Sample) int { return cmp.Compare(a.At, b.At) })
	for node := range run.Meta.Nodes {
		chain, err := readLines[Block](dir, chainFile(node))
		if err != nil {
			return Run{}, err
		}
		run.Chains = append(run.Chains, chain)
	}
	return run, nil
}
