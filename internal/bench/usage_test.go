package bench

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProcessorTimeIsUserAndSystemTimeWhateverTheProcessIsCalled(t *testing.T) {
	for _, name := range []string{"assentd", "a b", "x) S 1 (y"} {
		spent, err := parseStat([]byte("17 (" + name + ") S 1 2 3 4 5 6 7 8 9 10 1234 66 14 15 20 0 9 0 100 5 6"))
		require.NoError(t, err)
		require.Equal(t, 13*time.Second, spent)
	}
	_, err := parseStat([]byte("17 (assentd) S 1 2 3"))
	require.ErrorContains(t, err, "fewer fields")
}

func TestTheProcessorTimeOfAProcessGrowsWithItsWork(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc here")
	}
	before, err := processTime(os.Getpid())
	require.NoError(t, err)
	for spent := before; spent < before+2*tick; {
		spent, err = processTime(os.Getpid())
		require.NoError(t, err)
	}
	_, err = processTime(0)
	require.ErrorContains(t, err, "Linux")
}

func TestDiskUsageIsThatOfEveryPartWithItsFolders(t *testing.T) {
	data := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(data, "state.db", "deep"), 0o700))
	for name, size := range map[string]int{"state.db/a": 100_000, "state.db/deep/b": 200_000, "wal": 50_000} {
		file, err := os.Create(filepath.Join(data, name))
		require.NoError(t, err)
		_, err = file.Write(make([]byte, size))
		require.NoError(t, err)
		// A file system may give out room only when it has to.
		require.NoError(t, file.Sync())
		require.NoError(t, file.Close())
	}
	usage, err := diskUsage(data)
	require.NoError(t, err)
	require.Len(t, usage, 2)
	require.InDelta(t, 300_000, usage["state.db"], 20_000)
	require.InDelta(t, 50_000, usage["wal"], 10_000)
}
