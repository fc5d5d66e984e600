package msgs_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/app/msgs"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

var rewrite = flag.Bool("rewrite", false, "write docs/messages.md anew")

// document is where the table is written for readers.
const document = "../../docs/messages.md"

const preamble = `# Who may send what

Every message that the chain knows, from the one table that the node itself asks
(app/msgs; written by ` + "`go test ./app/msgs -rewrite`" + `).

| class | who |
|---|---|
| member | an account that an ACTIVE institution bound, with the permission |
| authority | the authority of an ACTIVE jurisdiction |
| delegate | an authority, or an account with the permission of an institution that it named |
| successor | the address that is named to become an authority |
| council | what the jurisdictions decide together; never a transaction |
| unsupported | nobody: it came with a module of the SDK |

Messages whose permission is marked with * report what happened: a suspended
institution may still send them. What is urgent, where it is small, comes first in
a block, and room is kept for it (app/lanes); consent that is given is urgent where it
permits nothing.

| message | class | permission | |
|---|---|---|---|
`

func TestTheTableOfMessagesIsWrittenForReaders(t *testing.T) {
	var b strings.Builder
	b.WriteString(preamble)
	for _, rule := range msgs.Rules() {
		permission := ""
		if rule.Permission != 0 {
			permission = strings.TrimPrefix(registrytypes.Permission(rule.Permission).String(), "PERMISSION_")
			if rule.Permission.Evidence() {
				permission += " *"
			}
		}
		urgent := ""
		if rule.Urgent {
			urgent = "urgent"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", strings.TrimPrefix(rule.TypeURL, "/"), rule.Class, permission, urgent)
	}
	if *rewrite {
		require.NoError(t, os.WriteFile(document, []byte(b.String()), 0o600))
	}
	written, err := os.ReadFile(document)
	require.NoError(t, err)
	require.Equal(t, b.String(), string(written), "run go test ./app/msgs -rewrite and commit the result")
}
