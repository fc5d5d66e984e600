package evidence_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/evidence"
)

// The way from records to roots, recomputed by another language from what `assentd audit
// show` writes.
func TestRecordsLeadToTheirRootsInPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on PATH")
	}
	run := func(change func(*evidence.Dump)) error {
		dump, err := evidence.NewDump(encode(t, mixed(t, 300, 40)))
		require.NoError(t, err)
		change(&dump)
		encoded, err := json.Marshal(dump)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "bundle.json")
		require.NoError(t, os.WriteFile(path, encoded, 0o600))
		out, err := exec.Command(python, filepath.Join("testdata", "recompute.py"), path).CombinedOutput()
		t.Logf("%s", out)
		return err
	}
	require.NoError(t, run(func(*evidence.Dump) {}))

	// The script must be able to fail.
	for name, change := range map[string]func(*evidence.Dump){
		"a root":  func(d *evidence.Dump) { d.Trails[0].Root = d.Trails[1].Root },
		"an edge": func(d *evidence.Dump) { d.Trails[0].Edge[0] = d.Trails[0].Edge[1] },
		"a path":  func(d *evidence.Dump) { p := d.Trails[0].Records[0].Path; p[0] = p[1] },
		"a place": func(d *evidence.Dump) { d.Trails[0].Records[0].Index++ },
		"a leaf":  func(d *evidence.Dump) { d.Trails[0].Records[1].Leaf = d.Trails[0].Root },
	} {
		t.Run(name, func(t *testing.T) { require.Error(t, run(change)) })
	}
}
