package keeper_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/recognition/keeper"
	"github.com/assent-ledger/assent/x/recognition/types"
)

// start is the block time with which every fixture begins.
const start = 1_790_000_000

var errNotAuthority = errors.New("not an authority")

// registry knows authorities by their jurisdiction and "-authority", where no other
// address took that one's place.
type registry struct {
	suspended map[string]bool
	replaced  map[string]string
}

func (r *registry) Authority(_ context.Context, address string) (string, error) {
	for _, id := range []string{"DE", "FR", "IT", "CN-31"} {
		now := authority(id)
		if successor, replaced := r.replaced[id]; replaced {
			now = successor
		}
		if address == now {
			return id, nil
		}
	}
	return "", errNotAuthority
}

func (r *registry) JurisdictionActive(_ context.Context, id string) (bool, error) {
	return id != "XX" && !r.suspended[id], nil
}

func authority(jurisdiction string) string { return jurisdiction + "-authority" }

type fixture struct {
	*testing.T
	ctx      sdk.Context
	keeper   keeper.Keeper
	msgs     types.MsgServer
	queries  types.QueryServer
	registry *registry
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	key := storetypes.NewKVStoreKey(types.StoreKey)
	ctx := testutil.DefaultContext(key, storetypes.NewTransientStoreKey("transient"))
	f := &fixture{T: t, ctx: ctx, registry: &registry{suspended: map[string]bool{}, replaced: map[string]string{}}}
	cdc := codec.NewProtoCodec(codectypes.NewInterfaceRegistry())
	f.keeper = keeper.NewKeeper(cdc, runtime.NewKVStoreService(key), f.registry)
	f.msgs, f.queries = keeper.NewMsgServer(f.keeper), keeper.NewQueryServer(f.keeper)
	f.at(start)
	return f
}

// at sets the block time.
func (f *fixture) at(secs int64) { f.ctx = f.ctx.WithBlockTime(time.Unix(secs, 0).UTC()) }

func (f *fixture) export() *types.GenesisState {
	f.Helper()
	state, err := f.keeper.ExportGenesis(f.ctx)
	require.NoError(f, err)
	return state
}

func (f *fixture) propose(m *types.MsgProposeAgreement) {
	f.Helper()
	_, err := f.msgs.ProposeAgreement(f.ctx, m)
	require.NoError(f, err)
}

func (f *fixture) requireInvariants() {
	f.Helper()
	broken, err := f.keeper.Invariants(f.ctx)
	require.NoError(f, err)
	require.Empty(f, broken)
}

// conclude proposes an agreement that all its parties certify.
func (f *fixture) conclude(m *types.MsgProposeAgreement) {
	f.Helper()
	f.propose(m)
	f.certify(m.Id, m.Parties...)
}

func (f *fixture) certify(id string, parties ...string) types.AgreementStatus {
	f.Helper()
	var status types.AgreementStatus
	for _, party := range parties {
		r, err := f.msgs.CertifyAgreement(f.ctx, certification(party, id))
		require.NoError(f, err)
		status = r.Status
	}
	return status
}

func (f *fixture) status(id string) types.AgreementStatus {
	f.Helper()
	r, err := f.queries.Agreement(f.ctx, &types.QueryAgreementRequest{Id: id})
	require.NoError(f, err)
	return r.Status
}

func digest() []byte { return bytes.Repeat([]byte{7}, types.DigestSize) }

// proposal of DE to FR and IT, in force for an hour from a minute after start.
func proposal() *types.MsgProposeAgreement {
	return &types.MsgProposeAgreement{
		Authority: authority("DE"), Id: "de-fr-it-care", Parties: []string{"DE", "FR", "IT"},
		Rules: []types.Rule{
			{
				From: "DE", To: "FR", Purposes: []vocabulary.Purpose{1, 2}, Categories: []vocabulary.Category{1, 11},
				Actions: []vocabulary.Action{1}, MaxGrade: 4, Safeguards: []vocabulary.Obligation{1, 5}, RecognisesPermits: true,
			},
			{From: "FR", To: "DE"},
			{From: "DE", To: "FR", Purposes: []vocabulary.Purpose{11}},
		},
		DocumentDigest: digest(), NotBefore: start + 60, NotAfter: start + 3660,
	}
}

// bilateral proposal of DE to FR without bounds.
func bilateral(id string) *types.MsgProposeAgreement {
	return &types.MsgProposeAgreement{
		Authority: authority("DE"), Id: id, Parties: []string{"DE", "FR"},
		Rules: []types.Rule{{From: "DE", To: "FR"}}, DocumentDigest: digest(),
	}
}

func certification(party, id string) *types.MsgCertifyAgreement {
	return &types.MsgCertifyAgreement{Authority: authority(party), Agreement: id, DocumentDigest: digest()}
}
