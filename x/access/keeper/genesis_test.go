package keeper_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/access/types"
)

func TestGenesisIsExportedAsItWasRead(t *testing.T) {
	f := newFixture(t)
	params := types.DefaultParams()
	params.Lag = 7200
	require.NoError(t, f.keeper.Params.Set(f.ctx, params))
	f.open("ris")
	f.at(8, start+1)
	f.open("a-lab")
	f.record(event(start-3), event(start-2), event(start-1))
	state := f.export()
	require.NoError(t, state.Validate())
	require.Len(t, state.Trails, 3)

	other := emptyFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))
	require.Equal(t, state, other.export())

	// The trail goes on as if nothing had happened.
	require.Equal(t, f.record(event(start)), other.inBlockOf(f).record(event(start)))
}

func (f *fixture) inBlockOf(of *fixture) *fixture {
	f.ctx = f.ctx.WithBlockHeight(of.ctx.BlockHeight()).WithBlockTime(of.ctx.BlockTime())
	return f
}

func TestGenesisRefuses(t *testing.T) {
	hash := make([]byte, 32)
	tests := []struct {
		name   string
		change func(*types.GenesisState)
		want   error
	}{
		{"no lag", func(g *types.GenesisState) { g.Params.Lag = 0 }, types.ErrParamsInvalid},
		{"a lag of less than an hour", func(g *types.GenesisState) { g.Params.Lag = 3599 }, types.ErrParamsInvalid},
		{"a lag of more than 30 days", func(g *types.GenesisState) { g.Params.Lag = 30*86400 + 1 }, types.ErrParamsInvalid},
		{"a head with too few hashes", func(g *types.GenesisState) { g.Trails[0].Head.Size_ = 3 }, types.ErrHeadInvalid},
		{"a head with too many hashes", func(g *types.GenesisState) { g.Trails[0].Head.Edge = append(g.Trails[0].Head.Edge, hash) }, types.ErrHeadInvalid},
		{"a hash of 31 bytes", func(g *types.GenesisState) { g.Trails[0].Head.Edge = [][]byte{hash[:31]} }, types.ErrHeadInvalid},
		{"trails that descend", func(g *types.GenesisState) { g.Trails[0], g.Trails[1] = g.Trails[1], g.Trails[0] }, types.ErrGenesisInvalid},
		{"a trail twice", func(g *types.GenesisState) { g.Trails[1] = g.Trails[0] }, types.ErrGenesisInvalid},
		{"a trail of another writer", func(g *types.GenesisState) { g.Trails[0].Writer = "de-practice" }, types.ErrGenesisInvalid},
		{"a writer that is no id", func(g *types.GenesisState) { g.Trails[0].Writer = "" }, types.ErrGenesisInvalid},
		{"an id of the writer alone", func(g *types.GenesisState) { g.Trails[0].Id = hospital }, types.ErrGenesisInvalid},
		{"an id with another separator", func(g *types.GenesisState) { g.Trails[0].Id = hospital + "-pacs" }, types.ErrGenesisInvalid},
		{"a name that is too long", func(g *types.GenesisState) { g.Trails[0].Id = hospital + "/" + strings.Repeat("x", 33) }, types.ErrGenesisInvalid},
		{"a trail opened before 1970", func(g *types.GenesisState) { g.Trails[0].OpenedAt = -1 }, types.ErrGenesisInvalid},
		{"65 trails of one participant", func(g *types.GenesisState) {
			g.Trails = nil
			for i := range types.MaxTrails + 1 {
				trail, err := types.NewTrail(hospital, fmt.Sprintf("t%02d", i), start)
				require.NoError(t, err)
				g.Trails = append(g.Trails, trail)
			}
		}, types.ErrTrailLimit},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.open("ris")
			f.record(event(start - 1))
			state := f.export()
			require.NoError(t, state.Validate())
			test.change(state)
			require.ErrorIs(t, state.Validate(), test.want)
		})
	}
}

func TestParamsAreWithinTheirBounds(t *testing.T) {
	const day = 24 * 3600
	for name, bound := range map[string]struct {
		field           func(*types.Params) *int64
		least, greatest int64
	}{
		"lag":      {func(p *types.Params) *int64 { return &p.Lag }, 3600, 30 * day},
		"interval": {func(p *types.Params) *int64 { return &p.CheckpointInterval }, 60, day},
		"justify":  {func(p *types.Params) *int64 { return &p.JustifyWithin }, 60, 365 * day},
		"review":   {func(p *types.Params) *int64 { return &p.ReviewWithin }, 60, 365 * day},
		"answer":   {func(p *types.Params) *int64 { return &p.AnswerWithin }, 60, 90 * day},
		"resolve":  {func(p *types.Params) *int64 { return &p.ResolveWithin }, 30 * day, 365 * day},
	} {
		for at, valid := range map[int64]bool{
			bound.least - 1: false, bound.least: true, bound.greatest: true, bound.greatest + 1: false,
		} {
			p := types.DefaultParams()
			*bound.field(&p) = at
			err := p.Validate()
			require.Equal(t, valid, err == nil, "%s of %d: %v", name, at, err)
			if err != nil {
				require.ErrorIs(t, err, types.ErrParamsInvalid)
			}
		}
	}
	f := newFixture(t)
	r, err := f.queries.Params(f.ctx, &types.QueryParamsRequest{})
	require.NoError(t, err)
	require.Equal(t, types.DefaultParams(), r.Params)
}

func TestTrailQuery(t *testing.T) {
	f := newFixture(t)
	r, err := f.queries.Trail(f.ctx, &types.QueryTrailRequest{Participant: hospital, Name: "pacs"})
	require.NoError(t, err)
	require.Equal(t, types.Trail{Id: pacs, Writer: hospital, OpenedAt: start}, r.Trail)
	require.Equal(t, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", fmt.Sprintf("%x", r.Root))

	_, err = f.queries.Trail(f.ctx, &types.QueryTrailRequest{Participant: hospital, Name: "ris"})
	require.ErrorIs(t, err, types.ErrTrailUnknown)
	require.Equal(t, codes.NotFound, status.Code(err))
}

func TestTrailsAreListedInPages(t *testing.T) {
	f := newFixture(t)
	for i := range 104 {
		trail, err := types.NewTrail(fmt.Sprintf("de-p-%03d", i), "pacs", start)
		require.NoError(t, err)
		require.NoError(t, f.keeper.Trails.Set(f.ctx, trail.Id, trail))
	}
	first, err := f.queries.Trails(f.ctx, &types.QueryTrailsRequest{})
	require.NoError(t, err)
	require.Len(t, first.Trails, 100)
	require.Equal(t, pacs, first.Trails[0].Id)
	rest, err := f.queries.Trails(f.ctx, &types.QueryTrailsRequest{Pagination: &query.PageRequest{Key: first.Pagination.NextKey}})
	require.NoError(t, err)
	require.Len(t, rest.Trails, 5)
	require.Empty(t, rest.Pagination.NextKey)
	for name, page := range map[string]*query.PageRequest{
		"more than a page": {Limit: 101}, "an offset": {Offset: 1}, "a total": {CountTotal: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := f.queries.Trails(f.ctx, &types.QueryTrailsRequest{Pagination: page})
			require.Equal(t, codes.InvalidArgument, status.Code(err))
		})
	}
}
