//go:build system

package system

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/bench"
)

func TestABenchmarkOfWritingRecordsEachAccessOnceAndLeavesNothingBehind(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	temporary := t.TempDir()
	command := exec.CommandContext(ctx, binary(t), "bench", "write", "--subjects", "1000", "--directives", "2",
		"--events-per-message", "100", "--warm-up", "0s", "--duration", "2s", "--commit-timeout", "200ms",
		"--block-bytes", "2097152", "--block-gas", "100000000", "--output", "json")
	command.Env = append(os.Environ(), "TMPDIR="+temporary)
	command.Stderr = os.Stderr
	document, err := command.Output()
	require.NoError(t, err)

	var report bench.WriteReport
	require.NoError(t, json.Unmarshal(document, &report))
	require.Equal(t, bench.Network{Validators: 1, CommitTimeout: "200ms", BlockBytes: 2 << 20, BlockGas: 100_000_000, RecordIndex: true}, report.Network)
	require.Positive(t, report.Events)
	require.LessOrEqual(t, uint64(report.Events), report.Sent)
	require.Len(t, report.Verdicts, 2, "the directives permit, and refuse what they except: %v", report.Verdicts)
	require.Positive(t, report.Commit.Count)
	require.Positive(t, report.NodeMicros)
	left, err := os.ReadDir(temporary)
	require.NoError(t, err)
	require.Empty(t, left)
}
