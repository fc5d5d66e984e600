package keeper_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// Stories of a council, as text: testdata/*.txt, written anew by
// go test ./x/council/keeper -run Stories -rewrite.
//
//	council members=(ID,...) [threshold=N/D] [period=SECONDS]
//	block [after=SECONDS]
//	propose ID suspend|reinstate|replace ID, or fail, or suspend ID and fail
//	vote ID PROPOSAL yes|no
//	withdraw ID PROPOSAL
//	leaves ID          without the council's doing
//	joins ID
//
// A block begins so much later than the one before, and ends; what it resolves is told.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		var f *fixture
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			if d.Cmd == "council" {
				f = newFixture(t, storyMembers(d)...)
				return f.storyParams(d)
			}
			require.Equal(t, "block", d.Cmd, "%s: no such command", d.Pos)
			f.T = t
			return f.storyBlock(d)
		})
	})
}

func storyMembers(d *datadriven.TestData) []string {
	for _, arg := range d.CmdArgs {
		if arg.Key == "members" {
			return arg.Vals
		}
	}
	return nil
}

func (f *fixture) storyParams(d *datadriven.TestData) string {
	p := types.DefaultParams()
	for _, arg := range d.CmdArgs {
		switch arg.Key {
		case "threshold":
			_, err := fmt.Sscanf(arg.Vals[0], "%d/%d", &p.ThresholdNumerator, &p.ThresholdDenominator)
			require.NoError(f, err)
		case "period":
			p.VotingPeriod = f.number(arg.Vals[0])
		}
	}
	require.NoError(f, p.Validate())
	require.NoError(f, f.keeper.Params.Set(f.ctx, p))
	return fmt.Sprintf("%d of %d\n", p.Needed(len(f.since)), len(f.since))
}

func (f *fixture) number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	require.NoError(f, err)
	return n
}

func (f *fixture) storyBlock(d *datadriven.TestData) string {
	after := int64(1)
	for _, arg := range d.CmdArgs {
		require.Equal(f, "after", arg.Key)
		after = f.number(arg.Vals[0])
	}
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Duration(after) * time.Second)).WithEventManager(sdk.NewEventManager())
	out := &strings.Builder{}
	for line := range strings.Lines(d.Input) {
		line = strings.TrimSpace(line)
		fmt.Fprintf(out, "%s: %s\n", line, f.storyLine(strings.Fields(line)))
	}
	require.NoError(f, f.keeper.EndBlock(f.ctx))
	f.requireInvariants()
	for _, e := range f.ctx.EventManager().ABCIEvents() {
		event, err := sdk.ParseTypedEvent(e)
		require.NoError(f, err)
		if resolved, ok := event.(*types.EventProposalResolved); ok {
			fmt.Fprintf(out, "%d %s\n", resolved.Proposal, f.fate(resolved.Proposal))
		}
	}
	fmt.Fprintf(out, "members %s\n", strings.Join(f.members(), " "))
	return out.String()
}

// fate of a proposal: its status, and why it failed.
func (f *fixture) fate(id uint64) string {
	p := f.proposal(id)
	fate := strings.TrimPrefix(p.Status.String(), "PROPOSAL_STATUS_")
	if p.Failure != nil {
		fate += fmt.Sprintf(" by message %d: %s %d", p.Failure.Message, p.Failure.Codespace, p.Failure.Code)
	}
	return fate
}

// storyLine says what comes of one line.
func (f *fixture) storyLine(words []string) string {
	switch words[0] {
	case "leaves":
		delete(f.since, words[1])
		return "ok"
	case "joins":
		f.since[words[1]] = f.ctx.BlockTime().Unix()
		return "ok"
	case "propose":
		response, err := f.msgs.SubmitProposal(f.ctx, submission(f, words[1], f.storyMessages(words[2:])...))
		if err != nil {
			return refusal(err)
		}
		return fmt.Sprintf("%d OPEN", response.Id)
	case "vote":
		option := yes
		if words[3] == "no" {
			option = no
		}
		response, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: words[1], Proposal: uint64(f.number(words[2])), Option: option})
		if err != nil {
			return refusal(err)
		}
		return strings.TrimPrefix(response.Status.String(), "PROPOSAL_STATUS_")
	case "withdraw":
		_, err := f.msgs.WithdrawProposal(f.ctx, &types.MsgWithdrawProposal{Authority: words[1], Proposal: uint64(f.number(words[2]))})
		if err != nil {
			return refusal(err)
		}
		return "ok"
	default:
		require.Fail(f, "no such line", words[0])
		return ""
	}
}

func (f *fixture) storyMessages(words []string) []sdk.Msg {
	var messages []sdk.Msg
	for len(words) > 0 {
		switch words[0] {
		case "suspend":
			messages, words = append(messages, suspension(words[1])), words[2:]
		case "reinstate":
			messages, words = append(messages, &registrytypes.MsgReinstateJurisdiction{Council: council, Jurisdiction: words[1]}), words[2:]
		case "replace":
			messages, words = append(messages, replacement(words[1])), words[2:]
		case "fail":
			messages, words = append(messages, &poatypes.MsgSetPower{Council: council, Participant: "de-x", Power: 1000}), words[1:]
		default:
			require.Contains(f, []string{"and"}, words[0])
			words = words[1:]
		}
	}
	return messages
}

func refusal(err error) string {
	if codespaceOf(err) != types.ModuleName {
		return "refused: " + err.Error()
	}
	_, code, _ := errorsmod.ABCIInfo(err, false)
	return fmt.Sprintf("refused: %s (council %d)", err, code)
}

func codespaceOf(err error) string {
	codespace, _, _ := errorsmod.ABCIInfo(err, false)
	return codespace
}
