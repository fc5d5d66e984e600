package msgs_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/msgs"
)

// registered lists every message that the application can decode.
func registered(t *testing.T) []string {
	t.Helper()
	a, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), false, app.NoOptions{})
	require.NoError(t, err)
	return a.Encoding().InterfaceRegistry.ListImplementations(sdk.MsgInterfaceProtoName)
}

func TestEveryRegisteredMessageIsClassifiedAndNoOther(t *testing.T) {
	var classified []string
	for _, rule := range msgs.Rules() {
		classified = append(classified, rule.TypeURL)
	}
	require.True(t, slices.IsSorted(classified), "the rules are looked up by binary search")
	require.Len(t, slices.Compact(slices.Clone(classified)), len(classified))
	require.ElementsMatch(t, registered(t), classified)
}

func TestMemberAndDelegateMessagesAloneAskForAPermission(t *testing.T) {
	for _, rule := range msgs.Rules() {
		require.Equal(t, rule.Class == msgs.Member || rule.Class == msgs.Delegate, rule.Permission != 0, rule.TypeURL)
	}
}

func TestCouncilUnsupportedAndUnknownMessagesCannotBeSent(t *testing.T) {
	for _, rule := range msgs.Rules() {
		want := rule.Class != msgs.Council && rule.Class != msgs.Unsupported
		require.Equal(t, want, msgs.Sendable(rule.TypeURL), rule.TypeURL)
	}
	require.False(t, msgs.Sendable("/cosmos.bank.v1beta1.MsgSend"))
	require.False(t, msgs.Sendable(""))
}

func TestEveryMessageOfOursStandsInItsModulesReadme(t *testing.T) {
	for _, url := range registered(t) {
		rest, ours := strings.CutPrefix(url, "/assent.")
		if !ours {
			continue
		}
		module, name, _ := strings.Cut(rest, ".v1.")
		readme, err := os.ReadFile("../../x/" + module + "/README.md")
		require.NoError(t, err)
		require.Contains(t, string(readme), name, "x/%s/README.md", module)
	}
}
