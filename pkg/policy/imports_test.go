package policy

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func goList(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return strings.Fields(string(out))
}

func TestThePackageStandsOnTheStandardLibraryAlone(t *testing.T) {
	got := goList(t, "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".")
	if want := []string{"github.com/assent-ledger/assent/pkg/policy"}; !slices.Equal(got, want) {
		t.Errorf("depends on %v", got)
	}
}

// Whoever imports more here should be able to say why it is still pure: no
// clock, no environment, no network, no chance, no map whose order shows.
func TestThePackageImportsNothingImpure(t *testing.T) {
	pure := []string{
		"bytes", "cmp", "encoding/json", "errors", "fmt", "io", "math/bits", "slices", "strconv", "strings", "unicode/utf8",
		"time", // To write moments; the linter forbids the clock.
	}
	for _, path := range goList(t, "-f", `{{join .Imports "\n"}}`, ".") {
		if !slices.Contains(pure, path) {
			t.Errorf("imports %s", path)
		}
	}
}
