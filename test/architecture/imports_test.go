// Package architecture holds the rules of the tree as tests.
package architecture

import (
	"errors"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/assent-ledger/assent"

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

// appImporters may import the application: commands, and tests of the whole.
var appImporters = []string{module + "/app", module + "/cmd/", module + "/test/"}

func TestPackagesImportOnlyWhatTheirPlaceAllows(t *testing.T) {
	for importer, imports := range importsOf(t, "./...") {
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
	out := goList(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", "./pkg/policy")
	require.Equal(t, []string{module + "/pkg/policy"}, strings.Fields(out))
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
		if strings.Contains(imported, ".") && !hasAnyPrefix(imported, pkgLibraries) {
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

func importsOf(t *testing.T, pattern string) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	for _, line := range strings.Split(strings.TrimSpace(goList(t, "-f", `{{.ImportPath}} {{join .Imports " "}}`, pattern)), "\n") {
		fields := strings.Fields(line)
		imports[fields[0]] = fields[1:]
	}
	require.NotEmpty(t, imports)
	return imports
}

func goList(t *testing.T, args ...string) string {
	t.Helper()
	command := exec.Command("go", append([]string{"list"}, args...)...)
	command.Dir = "../.."
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v: %s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	return string(out)
}
