package directive

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/assent-ledger/assent/pkg/policy"
)

func readText(t *testing.T, file string) string {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// codeBlocks are the fenced blocks of a document, by the language they name.
func codeBlocks(t *testing.T, document string) map[string][]string {
	t.Helper()
	blocks := make(map[string][]string)
	var block strings.Builder
	language, inside := "", false
	for line := range strings.Lines(document) {
		rest, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !inside:
			language, inside = strings.TrimSpace(rest), true
			block.Reset()
		case fence:
			blocks[language] = append(blocks[language], block.String())
			inside = false
		case inside:
			block.WriteString(line)
		}
	}
	if inside {
		t.Fatalf("a block of %q does not end", language)
	}
	return blocks
}

// Who copies an example gets what is tested, to the byte.
func TestTheExamplesInTheDocumentAreTheTestedFiles(t *testing.T) {
	blocks := codeBlocks(t, readText(t, "../../docs/signing.md"))
	for language, file := range map[string]string{
		"ts":    "testdata/wallets/sign.ts",
		"go":    "example/main.go",
		"jsonl": "testdata/wallets/sign.golden",
	} {
		if len(blocks[language]) != 1 || blocks[language][0] != readText(t, file) {
			t.Errorf("docs/signing.md must have one block of %s, with the content of %s", language, file)
		}
	}
}

func TestTheDocumentListsTheFieldsOfEveryMessage(t *testing.T) {
	document := readText(t, "../../docs/signing.md")
	row := regexp.MustCompile("(?m)^\\| `([A-Za-z]+)` \\| `([A-Za-z0-9\\[\\]]+)` \\|")
	for _, kind := range append([]*structType{provisionType}, messageTypes...) {
		_, section, found := strings.Cut(document, "\n### "+kind.name+"\n")
		if !found {
			t.Errorf("no section about %s", kind.name)
			continue
		}
		section, _, _ = strings.Cut(section, "\n#")
		var listed []field
		for _, match := range row.FindAllStringSubmatch(section, -1) {
			listed = append(listed, field{name: match[1], kind: match[2]})
		}
		if got := (&structType{name: kind.name, fields: listed}).signature(); got != kind.signature() {
			t.Errorf("the document lists %s, want %s", got, kind.signature())
		}
	}
}

func TestTheDocumentListsEveryCodeInOrder(t *testing.T) {
	document := readText(t, "../../docs/signing.md")
	for what, names := range map[string][]string{
		"purposes":   namesOf(policy.Purposes()),
		"categories": namesOf(policy.Categories()),
		"actions":    namesOf(policy.Actions()),
		"roles":      namesOf(policy.Roles()),
	} {
		if want := "\n| " + what + " | `" + strings.Join(names, "`, `") + "` |\n"; !strings.Contains(document, want) {
			t.Errorf("docs/signing.md lacks the row%s", want)
		}
	}
}

func TestTheDocumentGivesTheWordsThatAreSigned(t *testing.T) {
	document := readText(t, "../../docs/signing.md")
	for _, g := range Grounds() {
		if want := "\n| `" + g.String() + "` | `" + g.Words() + "` |\n"; !strings.Contains(document, want) {
			t.Errorf("docs/signing.md lacks the row%s", want)
		}
	}
	if !strings.Contains(document, "`"+wordOwnData+"`") {
		t.Errorf("docs/signing.md does not say %q", wordOwnData)
	}
}

func TestTheReadmeNamesEveryMessageAndEveryError(t *testing.T) {
	readme := readText(t, "README.md")
	for _, kind := range messageTypes {
		if !strings.Contains(readme, "\n| `"+kind.name+"` | ") {
			t.Errorf("README.md has no row about %s", kind.name)
		}
	}
	faults := regexp.MustCompile(`(?m)^\t(Err\w+)\s+=`).FindAllStringSubmatch(readText(t, "errors.go"), -1)
	if len(faults) < 10 {
		t.Fatalf("only %d errors found", len(faults))
	}
	for _, fault := range faults {
		if !strings.Contains(readme, "`"+fault[1]+"`") {
			t.Errorf("README.md does not name %s", fault[1])
		}
	}
}

// The libraries come from a registry, so this runs only where it is asked for.
func TestNodeMakesWhatIsCommitted(t *testing.T) {
	if os.Getenv("ASSENT_NODE") != "1" {
		t.Skip("set ASSENT_NODE=1 to run viem and ethers")
	}
	// A copy, so that nothing is installed beside the sources.
	dir := t.TempDir()
	for _, name := range []string{
		"package.json", "package-lock.json", "tsconfig.json",
		"make-vectors.mjs", "run-sign.mjs", "sign.ts", "vectors.json", "sign.golden",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(readText(t, "testdata/wallets/"+name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"ci", "--no-audit", "--no-fund"}, {"run", "check"}} {
		command := exec.CommandContext(t.Context(), "npm", args...)
		command.Dir = dir
		if out, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", command, err, out)
		}
	}
}
