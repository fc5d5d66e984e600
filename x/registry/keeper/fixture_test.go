package keeper_test

import (
	"context"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/core/address"

	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/keeper"
	"github.com/assent-ledger/assent/x/registry/types"
)

const (
	active     = types.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE
	pending    = types.ParticipantStatus_PARTICIPANT_STATUS_PENDING
	suspended  = types.ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED
	offboarded = types.ParticipantStatus_PARTICIPANT_STATUS_OFFBOARDED

	genesisTime int64 = 1_700_000_000
	blockTime   int64 = genesisTime + 3600
)

var addresses address.Codec = addresscodec.NewBech32Codec("assent")

// addr is the address of a name, in bech32.
func addr(name string) string {
	text, err := addresses.BytesToString(key(name))
	if err != nil {
		panic(err)
	}
	return text
}

// key is the address of a name, in bytes.
func key(name string) []byte {
	sum := sha256.Sum256([]byte(name))
	return sum[:20]
}

// accountBook is auth's accounts, in memory.
type accountBook map[string]sdk.AccountI

func (b accountBook) HasAccount(_ context.Context, a sdk.AccAddress) bool {
	return b[string(a)] != nil
}

func (b accountBook) NewAccountWithAddress(_ context.Context, a sdk.AccAddress) sdk.AccountI {
	account := authtypes.NewBaseAccountWithAddress(a)
	account.AccountNumber = uint64(len(b))
	return account
}

func (b accountBook) SetAccount(_ context.Context, account sdk.AccountI) {
	b[string(account.GetAddress())] = account
}

type fixture struct {
	ctx      sdk.Context
	k        keeper.Keeper
	msgs     types.MsgServer
	queries  types.QueryServer
	accounts accountBook
}

// emptyFixture is a registry with nothing in it, not even parameters.
func emptyFixture(t *testing.T) fixture {
	t.Helper()
	storeKey := storetypes.NewKVStoreKey(types.StoreKey)
	test := testutil.DefaultContextWithDB(t, storeKey, storetypes.NewTransientStoreKey("transient"))
	accounts := accountBook{}
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	k := keeper.NewKeeper(cdc, runtime.NewKVStoreService(storeKey), addresses, accounts, addr("council"))
	return fixture{
		ctx:      test.Ctx.WithBlockTime(time.Unix(blockTime, 0)).WithEventManager(sdk.NewEventManager()),
		k:        k,
		msgs:     keeper.NewMsgServer(k),
		queries:  keeper.NewQueryServer(k),
		accounts: accounts,
	}
}

// newFixture is a registry with the people of newGenesis.
func newFixture(t *testing.T) fixture {
	t.Helper()
	f := emptyFixture(t)
	state := newGenesis()
	require.NoError(t, state.Validate())
	require.NoError(t, f.k.InitGenesis(f.ctx, state))
	return f
}

// newGenesis has jurisdictions CN-31 and DE, both ACTIVE, and FR, which is
// SUSPENDED; a participant in each status; and for each an account that holds
// everything, of the participant's name, and one that holds RECORD only, of the
// name with /recorder.
func newGenesis() *types.GenesisState {
	state := &types.GenesisState{
		Params: params(),
		Jurisdictions: []types.Jurisdiction{
			newJurisdiction("CN-31"),
			newJurisdiction("DE"),
			newJurisdiction("FR"),
		},
		Participants: []types.Participant{
			newParticipant("cn-31-ruijin", "CN-31", active),
			newParticipant("de-charite", "DE", active),
			newParticipant("de-gone", "DE", offboarded),
			newParticipant("de-paused", "DE", suspended),
			newParticipant("de-waiting", "DE", pending),
			newParticipant("fr-aphp", "FR", active),
		},
	}
	state.Jurisdictions[2].History = append(state.Jurisdictions[2].History, types.JurisdictionStatusSince{
		Status: types.JurisdictionStatus_JURISDICTION_STATUS_SUSPENDED, Since: genesisTime,
	})
	for _, p := range state.Participants {
		state.Accounts = append(
			state.Accounts,
			types.Account{Address: addr(p.Id), Participant: p.Id, Permissions: []types.Permission{1, 2, 3, 4, 5}},
			types.Account{Address: addr(p.Id + "/recorder"), Participant: p.Id, Permissions: []types.Permission{types.Permission_PERMISSION_RECORD}},
		)
	}
	state.Sort()
	return state
}

// params are shorter than the defaults, each another one.
func params() types.Params {
	p := types.DefaultParams()
	p.ProfileNotice, p.ReplacementDelay, p.HandoverLifetime = 100, 1000, 500
	return p
}

func newJurisdiction(id string) types.Jurisdiction {
	return types.Jurisdiction{
		Id: id, Name: "Name of " + id, Authority: addr(id),
		History: []types.JurisdictionStatusSince{
			{Status: types.JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: genesisTime},
		},
		Profiles: []types.Profile{{Since: genesisTime}},
	}
}

func newParticipant(id, jurisdiction string, status types.ParticipantStatus) types.Participant {
	p := types.Participant{
		Id: id, Jurisdiction: jurisdiction, Name: "Name of " + id,
		Roles:   []types.RoleGrant{{Role: vocabulary.Role_ROLE_DATA_HOLDER, From: genesisTime}},
		History: []types.ParticipantStatusSince{{Status: pending, Since: genesisTime}},
	}
	if status != pending {
		p.History = append(p.History, types.ParticipantStatusSince{Status: status, Since: genesisTime})
	}
	return p
}

// state is the whole of the registry's state, with what it wrote to auth's.
func (f fixture) state(t *testing.T) (*types.GenesisState, int) {
	t.Helper()
	state, err := f.k.ExportGenesis(f.ctx)
	require.NoError(t, err)
	return state, len(f.accounts)
}

// send a message as its signer would.
func (f fixture) send(t *testing.T, msg sdk.Msg) error {
	t.Helper()
	return deliver(f.ctx, f.msgs, msg)
}

// pass lets time pass, and forgets the events until then.
func (f *fixture) pass(seconds int64) {
	f.ctx = f.ctx.WithBlockTime(f.ctx.BlockTime().Add(time.Duration(seconds) * time.Second)).
		WithEventManager(sdk.NewEventManager())
}

func (f *fixture) now() int64 { return f.ctx.BlockTime().Unix() }

// mustSend sends messages that are accepted, and forgets their events.
func (f *fixture) mustSend(t *testing.T, messages ...sdk.Msg) {
	t.Helper()
	for _, msg := range messages {
		require.NoError(t, f.send(t, msg))
	}
	f.pass(0)
}

// refused sends a message and requires that the error is as wanted and that
// nothing came of it.
func (f fixture) refused(t *testing.T, msg sdk.Msg, want error) {
	t.Helper()
	before, accountsBefore := f.state(t)
	require.ErrorIs(t, f.send(t, msg), want)
	after, accountsAfter := f.state(t)
	require.Equal(t, before, after)
	require.Equal(t, accountsBefore, accountsAfter)
	require.Empty(t, f.ctx.EventManager().Events())
}

// event requires that exactly one event was emitted, and returns it.
func (f fixture) event(t *testing.T) any {
	t.Helper()
	events := f.ctx.EventManager().ABCIEvents()
	require.Len(t, events, 1)
	event, err := sdk.ParseTypedEvent(events[0])
	require.NoError(t, err)
	return event
}
