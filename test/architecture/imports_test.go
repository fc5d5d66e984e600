// Package architecture holds the rules of the tree as tests.
package architecture

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	module = "github.com/assent-ledger/assent"
	root   = "../.."
)

// skipped folders hold nothing of ours, or modules of their own.
var skipped = []string{"build", "third_party", "node_modules", "tools", "testdata"}

// pkgLibraries are the libraries that packages under pkg may use, beside the
// standard library and each other.
var pkgLibraries = []string{
	module + "/pkg/",
	// The one place where secp256k1 signatures are checked.
	module + "/internal/secp",
	"github.com/ethereum/go-ethereum/crypto",
	"github.com/transparency-dev/merkle",
	"github.com/cosmos/gogoproto/proto",
}

// evidenceLibraries are what pkg/evidence may use beside them: what signs headers and
// what proves state.
var evidenceLibraries = []string{
	"github.com/cometbft/cometbft/crypto",
	"github.com/cometbft/cometbft/light",
	"github.com/cometbft/cometbft/proto/tendermint/",
	"github.com/cometbft/cometbft/types",
	"github.com/cosmos/ics23/go",
}

// appImporters may import the application: commands, and tests of the whole.
var appImporters = []string{module + "/app", module + "/cmd/", module + "/test/"}

func TestPackagesImportOnlyWhatTheirPlaceAllows(t *testing.T) {
	for importer, imports := range importsOf(t) {
		for _, imported := range imports {
			if reason := forbidden(importer, imported); reason != "" {
				t.Errorf("%s imports %s: %s", importer, imported, reason)
			}
		}
	}
}

func TestTheRulesRefuseWhatTheyShould(t *testing.T) {
	for _, c := range []struct{ importer, imported string }{
		{module + "/pkg/policy", "github.com/cosmos/cosmos-sdk/types"},
		{module + "/pkg/directive", module + "/internal/world"},
		{module + "/pkg/directive", "github.com/cometbft/cometbft/types"},
		{module + "/pkg/evidence", "github.com/cometbft/cometbft/rpc/client"},
		{module + "/pkg/evidence", "github.com/cosmos/cosmos-sdk/store/v2/types"},
		{module + "/pkg/evidence", module + "/x/access/types"},
		{module + "/x/consent/types", module + "/x/registry/types"},
		{module + "/x/access/keeper", module + "/x/consent/keeper"},
		{module + "/x/access", module + "/app"},
		{module + "/internal/audit", module + "/app"},
		{module + "/internal/audit", module + "/x/access/keeper"},
		{module + "/app", module + "/cmd/assentd"},
	} {
		require.NotEmpty(t, forbidden(c.importer, c.imported), "%s importing %s", c.importer, c.imported)
	}
}

func TestPolicyNeedsTheStandardLibraryAlone(t *testing.T) {
	for _, imported := range importsOf(t)[module+"/pkg/policy"] {
		require.NotContains(t, imported, ".", "the standard library's paths have no dot")
	}
}

// forbidden says why a package may not import another; empty if it may.
func forbidden(importer, imported string) string {
	ours := strings.HasPrefix(imported, module+"/")
	switch {
	case strings.HasPrefix(imported, module+"/cmd/"):
		return "commands are imported by nobody"
	case imported == module+"/app" || strings.HasPrefix(imported, module+"/app/"):
		if !hasAnyPrefix(importer, appImporters) {
			return "only commands and tests of the whole may import the application"
		}
	case strings.HasPrefix(importer, module+"/pkg/"):
		if strings.Contains(imported, ".") && !hasAnyPrefix(imported, pkgLibraries) && !ofEvidence(importer, imported) {
			return "pkg is for everybody: the standard library and few named libraries"
		}
	case strings.HasPrefix(importer, module+"/x/"):
		if ours && strings.HasPrefix(imported, module+"/x/") && moduleOf(importer) != moduleOf(imported) {
			return "modules meet in app alone, through interfaces that each declares"
		}
	case strings.HasPrefix(importer, module+"/internal/audit"):
		if strings.HasPrefix(imported, module+"/x/") && !strings.HasSuffix(imported, "/types") {
			return "the auditor reads the modules' types, not their keepers"
		}
	}
	return ""
}

// ofEvidence says whether evidence may use a library that other packages may not.
func ofEvidence(importer, imported string) bool {
	return importer == module+"/pkg/evidence" && hasAnyPrefix(imported, evidenceLibraries)
}

// moduleOf gives the x/NAME of a package.
func moduleOf(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, module+"/x/"), "/")
	return name
}

func hasAnyPrefix(path string, prefixes []string) bool {
	for _, prefix := range prefixes {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return false
}

// importsOf reads the imports of every package of the tree, without its tests.
func importsOf(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (strings.HasPrefix(entry.Name(), ".") && path != root || slices.Contains(skipped, entry.Name())):
			return filepath.SkipDir
		case entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		importer := module + "/" + filepath.ToSlash(folder)
		for _, spec := range file.Imports {
			imports[importer] = append(imports[importer], strings.Trim(spec.Path.Value, `"`))
		}
		return nil
	}))
	require.Contains(t, imports, module+"/pkg/policy")
	return imports
}
