package backup

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// home of a node, as far as copies are concerned.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, text := range map[string]string{
		"data/application.db/000001.ldb": "state", "data/blockstore.db/000001.ldb": "blocks", "data/snapshots/1/2/0": "snapshot",
		"data/priv_validator_state.json": "signed last", "data/cs.wal/wal": "wal",
		"config/genesis.json": "{}", "config/app.toml": "app", "config/priv_validator_key.json": "secret", "config/node_key.json": "secret",
	} {
		file := filepath.Join(dir, path)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o700))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
	}
	return dir
}

func read1(t *testing.T, dir, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, path))
	require.NoError(t, err)
	return string(text)
}

func TestACopyHoldsTheStateAndNeitherKeysNorWhatWasSigned(t *testing.T) {
	from, file := home(t), filepath.Join(t.TempDir(), "copy.tar")
	m, err := Create(from, file)
	require.NoError(t, err)
	require.Len(t, m.Files, 5)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NotContains(t, string(text), "secret")
	require.NotContains(t, string(text), "signed last")
	_, err = Create(from, file)
	require.ErrorIs(t, err, os.ErrExist)

	to := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(to, "data"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(to, "data", "priv_validator_state.json"), []byte("its own"), 0o600))
	_, err = Restore(file, to)
	require.NoError(t, err)
	require.Equal(t, "state", read1(t, to, "data/application.db/000001.ldb"))
	require.Equal(t, "snapshot", read1(t, to, "data/snapshots/1/2/0"))
	require.Equal(t, "its own", read1(t, to, "data/priv_validator_state.json"))
	_, err = Restore(file, to)
	require.ErrorContains(t, err, "move it away first")
	_, err = Create(t.TempDir(), filepath.Join(t.TempDir(), "nothing.tar"))
	require.ErrorContains(t, err, "no node's state")
}

func TestADamagedCopyIsNotRestored(t *testing.T) {
	file := filepath.Join(t.TempDir(), "copy.tar")
	_, err := Create(home(t), file)
	require.NoError(t, err)
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	altered := bytes.Replace(whole, []byte("blocks"), []byte("blocky"), 1)
	require.NotEqual(t, whole, altered)
	manifest := bytes.LastIndex(whole, []byte(manifestName))
	for name, text := range map[string][]byte{
		"a changed file": altered, "a copy cut off": whole[:len(whole)/2], "a copy without its end": whole[:manifest], "no copy at all": []byte("x"), "an empty file": nil,
	} {
		t.Run(name, func(t *testing.T) {
			spoilt, to := filepath.Join(t.TempDir(), "spoilt.tar"), t.TempDir()
			require.NoError(t, os.WriteFile(spoilt, text, 0o600))
			_, err := Restore(spoilt, to)
			require.Error(t, err)
			_, err = os.Stat(filepath.Join(to, "data", "application.db"))
			require.ErrorIs(t, err, os.ErrNotExist, "nothing half done")
		})
	}
}

func TestACopyWritesNowhereElse(t *testing.T) {
	for _, path := range []string{
		"../outside", "data/application.db/../../../outside", "/etc/outside", "config/priv_validator_key.json",
		"data/priv_validator_state.json", "data/application.db", "data//application.db/x",
	} {
		var text bytes.Buffer
		w := tar.NewWriter(&text)
		require.NoError(t, w.WriteHeader(&tar.Header{Name: path, Mode: 0o600, Size: 1}))
		_, err := w.Write([]byte("x"))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		file := filepath.Join(t.TempDir(), "hostile.tar")
		require.NoError(t, os.WriteFile(file, text.Bytes(), 0o600))
		_, err = Restore(file, t.TempDir())
		require.ErrorContains(t, err, "does not hold such a file", path)
	}
}

func TestAHomeWithoutAKeyOrWithoutBlocksIsFine(t *testing.T) {
	require.NoError(t, CheckSigned(t.TempDir(), "goleveldb"))
}

func TestSignNothingBelowNeverGoesBack(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "data"), 0o700))
	require.Error(t, SignNothingBelow(dir, 0))
	require.NoError(t, SignNothingBelow(dir, 100))
	last, err := lastSigned(dir)
	require.NoError(t, err)
	require.EqualValues(t, 100, last)
	require.ErrorContains(t, SignNothingBelow(dir, 100), "nothing to do")
	require.NoError(t, SignNothingBelow(dir, 200))
}
