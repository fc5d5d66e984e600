package keeper_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	errorsmod "cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/council/keeper"
	"github.com/assent-ledger/assent/x/council/types"
	poatypes "github.com/assent-ledger/assent/x/poa/types"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// start is the block time with which every fixture begins.
const start = 1_790_000_000

const council = "council-address"

var errNotAuthority = errors.New("not an authority")

// world stands for all that the council meets: it knows who is ACTIVE and since
// when, and executes messages by changing that.
type world struct {
	since map[string]int64
	// executed names what was executed; MsgSetPower always fails, MsgUpdateParams
	// of poa's name panics.
	executed []string
	refuse   string
}

func (w *world) Authority(_ context.Context, address string) (string, error) {
	if _, active := w.since[address]; active {
		return address, nil
	}
	return "", errNotAuthority
}

func (w *world) Seats(context.Context) ([]permission.Seat, error) {
	var seats []permission.Seat
	for _, id := range w.members() {
		seats = append(seats, permission.Seat{Jurisdiction: id, ActiveSince: w.since[id]})
	}
	return seats, nil
}

func (w *world) members() []string {
	var ids []string
	for id := range w.since {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

var errTold = errorsmod.Register("council_test", 7, "told to fail")

func (w *world) Handler(msg sdk.Msg) func(sdk.Context, sdk.Msg) (*sdk.Result, error) {
	return func(ctx sdk.Context, _ sdk.Msg) (*sdk.Result, error) {
		switch m := msg.(type) {
		case *registrytypes.MsgSuspendJurisdiction:
			delete(w.since, m.Jurisdiction)
		case *registrytypes.MsgReinstateJurisdiction:
			w.since[m.Jurisdiction] = ctx.BlockTime().Unix()
		case *registrytypes.MsgUpdateParams:
			ctx.GasMeter().ConsumeGas(types.ExecutionGas+1, "too much")
		case *poatypes.MsgSetPower:
			return nil, errTold.Wrap("a text that no state may hold")
		}
		w.executed = append(w.executed, sdk.MsgTypeURL(msg))
		return &sdk.Result{}, nil
	}
}

func (w *world) Check(_ context.Context, msg sdk.Msg) error {
	if sdk.MsgTypeURL(msg) == w.refuse {
		return types.ErrMessageRefused
	}
	return nil
}

func (w *world) Replaced(msg sdk.Msg) string {
	if m, ok := msg.(*registrytypes.MsgReplaceAuthority); ok {
		return m.Jurisdiction
	}
	return ""
}

type fixture struct {
	*testing.T
	*world
	ctx     sdk.Context
	keeper  keeper.Keeper
	msgs    types.MsgServer
	queries types.QueryServer
	codec   codec.Codec
}

// newFixture is a council of the given members.
func newFixture(t *testing.T, members ...string) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	registry := codectypes.NewInterfaceRegistry()
	types.RegisterInterfaces(registry)
	registrytypes.RegisterInterfaces(registry)
	poatypes.RegisterInterfaces(registry)
	f := &fixture{
		T: t, world: &world{since: map[string]int64{}}, codec: codec.NewProtoCodec(registry),
		ctx: testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient")).WithBlockTime(time.Unix(start, 0)),
	}
	for _, id := range members {
		f.since[id] = start
	}
	f.keeper = keeper.NewKeeper(f.codec, runtime.NewKVStoreService(key), f.world, f.world, f.world, council)
	f.msgs, f.queries = keeper.NewMsgServer(f.keeper), keeper.NewQueryServer(f.keeper)
	require.NoError(t, f.keeper.InitGenesis(f.ctx, types.DefaultGenesis()))
	return f
}

// after ends the block, and begins one so much later.
func (f *fixture) after(d time.Duration) {
	f.Helper()
	require.NoError(f, f.keeper.EndBlock(f.ctx))
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(d))
	f.requireInvariants()
}

func (f *fixture) requireInvariants() {
	f.Helper()
	broken, err := f.keeper.Invariants(f.ctx)
	require.NoError(f, err)
	require.Empty(f, broken)
}

func suspension(id string) sdk.Msg {
	return &registrytypes.MsgSuspendJurisdiction{Council: council, Jurisdiction: id}
}

func submission(t require.TestingT, by string, messages ...sdk.Msg) *types.MsgSubmitProposal {
	packed := make([]*codectypes.Any, len(messages))
	for i, m := range messages {
		var err error
		packed[i], err = codectypes.NewAnyWithValue(m)
		require.NoError(t, err)
	}
	return &types.MsgSubmitProposal{Authority: by, Title: "test", Messages: packed}
}

// propose opens a proposal and gives its id.
func (f *fixture) propose(by string, messages ...sdk.Msg) uint64 {
	f.Helper()
	response, err := f.msgs.SubmitProposal(f.ctx, submission(f, by, messages...))
	require.NoError(f, err)
	return response.Id
}

// vote votes, and expects how the proposal stands then.
func (f *fixture) vote(by string, id uint64, option types.Option, want types.ProposalStatus) {
	f.Helper()
	response, err := f.msgs.Vote(f.ctx, &types.MsgVote{Authority: by, Proposal: id, Option: option})
	require.NoError(f, err)
	require.Equal(f, want.String(), response.Status.String())
}

func (f *fixture) proposal(id uint64) types.Proposal {
	f.Helper()
	p, err := f.keeper.Proposals.Get(f.ctx, id)
	require.NoError(f, err)
	return p
}

const (
	yes       = types.Option_OPTION_YES
	no        = types.Option_OPTION_NO
	open      = types.ProposalStatus_PROPOSAL_STATUS_OPEN
	passed    = types.ProposalStatus_PROPOSAL_STATUS_PASSED
	failed    = types.ProposalStatus_PROPOSAL_STATUS_FAILED
	rejected  = types.ProposalStatus_PROPOSAL_STATUS_REJECTED
	expired   = types.ProposalStatus_PROPOSAL_STATUS_EXPIRED
	withdrawn = types.ProposalStatus_PROPOSAL_STATUS_WITHDRAWN
)
