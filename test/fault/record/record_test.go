package record

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/schedule"
)

// write makes a folder with a small run.
func write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, WriteMeta(dir, Meta{Profile: schedule.Smoke, Nodes: 1}))
	journal, err := CreateJournal(dir)
	require.NoError(t, err)
	require.NoError(t, journal.Append(Entry{Event: Intended, Tx: "AA"}))
	require.NoError(t, journal.Append(Entry{Event: Acknowledged, Tx: "AA", Height: 7}))
	require.NoError(t, journal.Close(9))
	faults, err := CreateFaults(dir)
	require.NoError(t, err)
	require.NoError(t, faults.Close())
	trace, err := CreateTrace(dir)
	require.NoError(t, err)
	require.NoError(t, trace.Append(Sample{At: 20, Height: 2}))
	require.NoError(t, trace.Append(Sample{At: 10, Height: 1}))
	require.NoError(t, trace.Close())
	chain, err := CreateChain(dir, 0)
	require.NoError(t, err)
	require.NoError(t, chain.Append(Block{Height: 1, Txs: []Tx{{Hash: "AA", Code: 3}}}))
	require.NoError(t, chain.Close())
	return dir
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	run, err := Read(write(t))
	require.NoError(t, err)
	require.Equal(t, []Entry{
		{Seq: 1, Event: Intended, Tx: "AA"},
		{Seq: 2, Event: Acknowledged, Tx: "AA", Height: 7},
		{Seq: 3, At: 9, Event: Closed},
	}, run.Journal)
	require.Equal(t, [][]Block{{{Height: 1, Txs: []Tx{{Hash: "AA", Code: 3}}}}}, run.Chains)
}

func TestTheTraceIsInOrderOfTime(t *testing.T) {
	run, err := Read(write(t))
	require.NoError(t, err)
	require.Equal(t, []Sample{{At: 10, Height: 1}, {At: 20, Height: 2}}, run.Trace)
}

func TestALineThatWasCutOffIsLeftOut(t *testing.T) {
	dir := write(t)
	path := filepath.Join(dir, journalFile)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, content[:len(content)-5], 0o600))
	run, err := Read(dir)
	require.NoError(t, err)
	require.Len(t, run.Journal, 2)
}

func TestALineThatWasChangedIsAnError(t *testing.T) {
	dir := write(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, journalFile), []byte("{\"seq\":1\n{\"seq\":2}\n"), 0o600))
	_, err := Read(dir)
	require.ErrorContains(t, err, "line 1")
}
