package keeper_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/permit/keeper"
	"github.com/assent-ledger/assent/x/permit/types"
)

const (
	// start is the block time with which every fixture begins.
	start = int64(1_790_000_000)
	hour  = int64(3600)

	authority = "authority of DE"
	body      = "account of de-body"
	otherBody = "account of de-other-body"
	foreign   = "authority of FR"

	issued    = types.PermitStatus_PERMIT_STATUS_ISSUED
	suspended = types.PermitStatus_PERMIT_STATUS_SUSPENDED
	revoked   = types.PermitStatus_PERMIT_STATUS_REVOKED
	closed    = types.PermitStatus_PERMIT_STATUS_CLOSED
	expired   = types.PermitStatus_PERMIT_STATUS_EXPIRED
)

var (
	errNotAllowed = errors.New("not an issuer of data permits")
	errNotActive  = errors.New("not active")
	errNoRoom     = errors.New("no room")
)

// registry has authorities and access bodies of DE and FR, and who may hold a permit.
type registry struct {
	room     uint64
	inactive map[string]bool
}

func (*registry) PermitIssuer(_ context.Context, address string) (permission.Member, error) {
	switch address {
	case authority:
		return permission.Member{Jurisdiction: "DE"}, nil
	case body:
		return permission.Member{Participant: "de-body", Jurisdiction: "DE"}, nil
	case otherBody:
		return permission.Member{Participant: "de-other-body", Jurisdiction: "DE"}, nil
	case foreign:
		return permission.Member{Jurisdiction: "FR"}, nil
	default:
		return permission.Member{}, errNotAllowed
	}
}

func (r *registry) RequireActive(ctx context.Context, id string) error {
	if known, _ := r.ParticipantKnown(ctx, id); !known || r.inactive[id] {
		return errNotActive
	}
	return nil
}

func (*registry) ParticipantKnown(_ context.Context, id string) (bool, error) {
	switch id {
	case "de-body", "de-other-body", "de-clinic", "de-university", "fr-clinic", "fr-institute":
		return true, nil
	default:
		return false, nil
	}
}

func (r *registry) Claim(ctx context.Context, id string, n uint64) error {
	if n > r.room {
		return errNoRoom
	}
	return r.Occupy(ctx, id, n)
}

func (r *registry) Occupy(_ context.Context, _ string, n uint64) error {
	r.room -= min(n, r.room)
	return nil
}

// writes counts what is set in the store.
type writes struct {
	store.KVStoreService
	count int
}

func (w *writes) OpenKVStore(ctx context.Context) store.KVStore {
	return countingStore{KVStore: w.KVStoreService.OpenKVStore(ctx), writes: w}
}

type countingStore struct {
	store.KVStore
	writes *writes
}

func (s countingStore) Set(key, value []byte) error {
	s.writes.count++
	return s.KVStore.Set(key, value)
}

type fixture struct {
	testing.TB
	ctx      sdk.Context
	keeper   keeper.Keeper
	msgs     types.MsgServer
	queries  types.QueryServer
	registry *registry
	writes   *writes
}

func newFixture(t testing.TB) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	f := &fixture{
		TB: t, ctx: testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient")),
		registry: &registry{room: 1 << 30, inactive: map[string]bool{}},
		writes:   &writes{KVStoreService: runtime.NewKVStoreService(key)},
	}
	f.keeper = keeper.NewKeeper(codec.NewProtoCodec(codectypes.NewInterfaceRegistry()), f.writes, f.registry)
	f.msgs, f.queries = keeper.NewMsgServer(f.keeper), keeper.NewQueryServer(f.keeper)
	f.at(start)
	return f
}

// at sets the block time.
func (f *fixture) at(secs int64) { f.ctx = f.ctx.WithBlockTime(time.Unix(secs, 0).UTC()) }

// send a message to its handler.
func (f *fixture) send(msg sdk.Msg) error {
	var err error
	switch m := msg.(type) {
	case *types.MsgIssuePermit:
		_, err = f.msgs.IssuePermit(f.ctx, m)
	case *types.MsgSuspendPermit:
		_, err = f.msgs.SuspendPermit(f.ctx, m)
	case *types.MsgResumePermit:
		_, err = f.msgs.ResumePermit(f.ctx, m)
	case *types.MsgRevokePermit:
		_, err = f.msgs.RevokePermit(f.ctx, m)
	case *types.MsgExtendPermit:
		_, err = f.msgs.ExtendPermit(f.ctx, m)
	case *types.MsgClosePermit:
		_, err = f.msgs.ClosePermit(f.ctx, m)
	default:
		require.Fail(f, "no such message")
	}
	return err
}

// must send messages that are accepted.
func (f *fixture) must(messages ...sdk.Msg) {
	f.Helper()
	for _, m := range messages {
		require.NoError(f, f.send(m))
	}
}

func (f *fixture) export() *types.GenesisState {
	f.Helper()
	state, err := f.keeper.ExportGenesis(f.ctx)
	require.NoError(f, err)
	return state
}

func (f *fixture) show(id string) *types.QueryPermitResponse {
	f.Helper()
	r, err := f.queries.Permit(f.ctx, &types.QueryPermitRequest{Id: id})
	require.NoError(f, err)
	return r
}

func (f *fixture) requireInvariants() {
	f.Helper()
	broken, err := f.keeper.Invariants(f.ctx)
	require.NoError(f, err)
	require.Empty(f, broken)
}

func digest(n byte) []byte { return bytes.Repeat([]byte{n}, types.DigestSize) }

// issue of a permit of DE to its university, for an hour from a minute after the start.
func issue() *types.MsgIssuePermit {
	return &types.MsgIssuePermit{
		Sender: body, Id: "de-study", Holder: "de-university",
		Purposes: []vocabulary.Purpose{11}, Categories: []vocabulary.Category{7, 11}, Actions: []vocabulary.Action{1, 2},
		Controllers: []string{"de-clinic", "fr-clinic"}, DatasetDigests: [][]byte{digest(1), digest(2)},
		Safeguards: []vocabulary.Obligation{1, 5},
		NotBefore:  start + 60, NotAfter: start + hour, DocumentDigest: digest(7),
	}
}

func suspend(sender string) sdk.Msg {
	return &types.MsgSuspendPermit{Sender: sender, Permit: "de-study"}
}

func resume(sender string) sdk.Msg { return &types.MsgResumePermit{Sender: sender, Permit: "de-study"} }

func revoke(sender string) sdk.Msg { return &types.MsgRevokePermit{Sender: sender, Permit: "de-study"} }

func finish(sender string) sdk.Msg { return &types.MsgClosePermit{Sender: sender, Permit: "de-study"} }

func extend(sender string, notAfter int64) sdk.Msg {
	return &types.MsgExtendPermit{Sender: sender, Permit: "de-study", NotAfter: notAfter, DocumentDigest: digest(8)}
}
