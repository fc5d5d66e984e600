package keeper_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/permit/types"
)

// Stories of data permits, as text: testdata/stories/*.txt, written anew by
// go test ./x/permit/keeper -run Stories -rewrite.
//
//	block [after=SECONDS]
//	SENDER issue ID HOLDER from=SECONDS until=SECONDS
//	SENDER suspend|resume|revoke|close ID
//	SENDER extend ID until=SECONDS
//	inactive PARTICIPANT
//
// A block begins so much later than the one before. Moments are seconds from the start.
// What becomes of every message is told, and then the status of every permit.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "testdata/stories", func(t *testing.T, path string) {
		f := newFixture(t)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			require.Equal(t, "block", d.Cmd, "%s: no such command", d.Pos)
			f.TB = t
			if d.HasArg("after") {
				var after int64
				d.ScanArgs(t, "after", &after)
				f.at(f.ctx.BlockTime().Unix() + after)
			}
			return f.tell(d.Input)
		})
	})
}

func (f *fixture) tell(input string) string {
	var b strings.Builder
	for line := range strings.Lines(input) {
		line = strings.TrimSpace(line)
		if id, found := strings.CutPrefix(line, "inactive "); found {
			f.registry.inactive[id] = true
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", line, outcome(f.send(f.said(line))))
	}
	for _, p := range f.export().Permits {
		status := p.StatusAt(f.ctx.BlockTime().Unix()).String()
		fmt.Fprintf(&b, "%s %s until %d\n", p.Id, strings.TrimPrefix(status, "PERMIT_STATUS_"), p.NotAfter-start)
	}
	return b.String()
}

func outcome(err error) string {
	if err == nil {
		return "done"
	}
	if codespace, code, _ := errorsmod.ABCIInfo(err, false); codespace == types.ModuleName {
		return fmt.Sprintf("refused: %s (permit %d)", err, code)
	}
	return fmt.Sprintf("refused: %s", err)
}

// said is the message that a line tells.
func (f *fixture) said(line string) sdk.Msg {
	f.Helper()
	words := strings.Fields(line)
	require.GreaterOrEqual(f, len(words), 3, line)
	sender := map[string]string{"authority": authority, "body": body, "other": otherBody, "foreign": foreign, "stranger": "somebody"}[words[0]]
	require.NotEmpty(f, sender, line)
	moment := func(name string) int64 {
		for _, word := range words {
			if text, found := strings.CutPrefix(word, name+"="); found {
				n, err := strconv.ParseInt(text, 10, 64)
				require.NoError(f, err)
				return start + n
			}
		}
		return 0
	}
	id := words[2]
	switch words[1] {
	case "issue":
		m := issue()
		m.Sender, m.Id, m.Holder, m.NotBefore, m.NotAfter = sender, id, words[3], moment("from"), moment("until")
		return m
	case "suspend":
		return &types.MsgSuspendPermit{Sender: sender, Permit: id}
	case "resume":
		return &types.MsgResumePermit{Sender: sender, Permit: id}
	case "revoke":
		return &types.MsgRevokePermit{Sender: sender, Permit: id}
	case "close":
		return &types.MsgClosePermit{Sender: sender, Permit: id}
	case "extend":
		return &types.MsgExtendPermit{Sender: sender, Permit: id, NotAfter: moment("until"), DocumentDigest: digest(8)}
	}
	require.Fail(f, "no such message", line)
	return nil
}
