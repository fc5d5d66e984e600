package keeper_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/assent-ledger/assent/x/poa/types"
)

// Stories of a set of validators, as text: testdata/*.txt, written anew by
// go test ./x/poa/keeper -run Stories -rewrite.
//
//	block [blocks=N] [absent=(NAME,...)] [evidence=(NAME,...)]
//	MESSAGE PARTICIPANT [KEY | POWER]
//
// goes on to the block N later, in which the keys of those named were absent from the
// one before or found to have equivocated, executes the messages, and ends the block.
// A key is the first of the participant that it is named after unless it says which.
func TestStories(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		f := newFixture(t)
		engine := newEngine(t, f)
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			switch d.Cmd {
			case "params":
				return f.storyParams(t, d)
			case "block":
				return f.storyBlock(t, d, engine)
			default:
				d.Fatalf(t, "no such command: %s", d.Cmd)
				return ""
			}
		})
	})
}

func (f *fixture) storyParams(t *testing.T, d *datadriven.TestData) string {
	p := params()
	for _, arg := range d.CmdArgs {
		value, err := strconv.ParseInt(arg.Vals[0], 10, 64)
		require.NoError(t, err)
		switch arg.Key {
		case "interval":
			p.ChangeInterval = value
		case "least":
			p.MinValidators = uint32(value)
		default:
			d.Fatalf(t, "no such parameter: %s", arg.Key)
		}
	}
	_, err := f.msgs.UpdateParams(f.ctx, &types.MsgUpdateParams{Council: council, Params: p})
	return outcome("", err)
}

func (f *fixture) storyBlock(t *testing.T, d *datadriven.TestData, e *engine) string {
	blocks := int64(1)
	var absent, evidence []types.ConsensusKey
	for _, arg := range d.CmdArgs {
		var keys []types.ConsensusKey
		for _, name := range arg.Vals {
			keys = append(keys, keyOf(name))
		}
		switch arg.Key {
		case "blocks":
			var err error
			blocks, err = strconv.ParseInt(arg.Vals[0], 10, 64)
			require.NoError(t, err)
		case "absent":
			absent = keys
		case "evidence":
			evidence = keys
		default:
			d.Fatalf(t, "no such argument: %s", arg.Key)
		}
	}
	// Who is absent is absent from every block.
	for range blocks - 1 {
		f.pass(1)
		f.absent(absent...)
		require.NoError(t, f.k.BeginBlock(f.ctx))
		f.endOf(t, e)
	}
	f.pass(1)
	f.absent(absent...)
	if evidence != nil {
		f.found(doubleVote, evidence...)
	}
	require.NoError(t, f.k.BeginBlock(f.ctx))
	out := &strings.Builder{}
	fmt.Fprintf(out, "height %d\n", f.ctx.BlockHeight())
	for line := range strings.Lines(d.Input) {
		line = strings.TrimSpace(line)
		out.WriteString(outcome(line, f.storyMessage(t, d, strings.Fields(line))))
	}
	told := f.endOf(t, e)
	for _, name := range f.events() {
		fmt.Fprintf(out, "event %s\n", strings.TrimPrefix(name, "Event"))
	}
	for _, participant := range slices.Sorted(maps.Keys(told)) {
		fmt.Fprintf(out, "told %s %d\n", participant, told[participant])
	}
	return out.String()
}

// endOf ends a block; the engine must accept what it is told.
func (f *fixture) endOf(t *testing.T, e *engine) map[string]int64 {
	updates, err := f.k.EndBlock(f.ctx)
	require.NoError(t, err)
	e.apply(t, updates, types.KeyTypesOf(f.ctx.ConsensusParams()))
	told := map[string]int64{}
	for _, u := range updates {
		a, err := types.Announcement(u)
		require.NoError(t, err)
		use, err := f.k.Keys.Get(f.ctx, a.Key.Address())
		require.NoError(t, err)
		told[fmt.Sprintf("%s (key %X)", use.Participant, use.Address[:2])] = u.Power
	}
	return told
}

func (f *fixture) storyMessage(t *testing.T, d *datadriven.TestData, words []string) error {
	whole := f.ctx
	branch, write := whole.CacheContext()
	f.ctx = branch
	err := f.storySend(t, d, words)
	f.ctx = whole
	if err == nil {
		write()
	}
	return err
}

func (f *fixture) storySend(t *testing.T, d *datadriven.TestData, words []string) error {
	participant, last := words[1], words[len(words)-1]
	switch words[0] {
	case "admit":
		return f.admit(participant, keyOf(last), 0)
	case "power":
		power, err := strconv.ParseInt(last, 10, 64)
		require.NoError(t, err)
		return f.setPower(participant, power)
	case "remove":
		return f.remove(participant)
	case "leave":
		return f.leave(participant)
	case "rotate":
		return f.rotate(participant, keyOf(last))
	case "unjail":
		return f.unjail(participant)
	default:
		d.Fatalf(t, "no such message: %s", words[0])
		return nil
	}
}

// outcome of a message: what it was, and how it was refused.
func outcome(message string, err error) string {
	if err == nil {
		return strings.TrimSpace(message+" ok") + "\n"
	}
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	return strings.TrimSpace(fmt.Sprintf("%s refused: %s (%s %d)", message, err, codespace, code)) + "\n"
}
