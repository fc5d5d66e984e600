package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/x/permit/types"
)

func TestGenesisIsExportedAsItWasRead(t *testing.T) {
	f := newFixture(t)
	many(f, 4)
	f.must(issue())
	f.at(start + 10)
	f.must(suspend(authority), resume(body), extend(otherBody, start+9*hour), suspend(body))
	f.must(&types.MsgRevokePermit{Sender: body, Permit: "de-001"}, &types.MsgClosePermit{Sender: foreign, Permit: "fr-one"})
	state := f.export()
	require.NoError(t, state.Validate())
	require.Len(t, state.Permits, 6)

	other := newFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))

	require.Equal(t, state, other.export())
	other.requireInvariants()
	for _, x := range []*fixture{f, other} {
		listed, err := x.queries.PermitsByHolder(x.ctx, &types.QueryPermitsByHolderRequest{
			Holder: "fr-institute", Pagination: &query.PageRequest{Limit: 5},
		})
		require.NoError(t, err)
		require.Len(t, listed.Permits, 2)
	}
	for _, p := range state.Permits {
		want, found, err := f.keeper.PolicyPermit(f.ctx, p.Id)
		require.NoError(t, err)
		require.True(t, found)
		got, _, err := other.keeper.PolicyPermit(other.ctx, p.Id)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestInvariantsNameWhatIsBroken(t *testing.T) {
	for name, spoil := range map[string]func(*fixture) error{
		"a permit that its issuer does not list": func(f *fixture) error {
			return f.keeper.ByIssuer.Remove(f.ctx, collections.Join("DE", "de-study"))
		},
		"a permit that its holder does not list": func(f *fixture) error {
			return f.keeper.ByHolder.Remove(f.ctx, collections.Join("de-university", "de-study"))
		},
		"a permit that another lists": func(f *fixture) error {
			return f.keeper.ByHolder.Set(f.ctx, collections.Join("fr-clinic", "de-study"))
		},
		"a permit without history": func(f *fixture) error {
			p := f.show("de-study").Permit
			p.History = nil
			return f.keeper.Permits.Set(f.ctx, p.Id, p)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.must(issue())
			f.requireInvariants()
			require.NoError(t, spoil(f))
			broken, err := f.keeper.Invariants(f.ctx)
			require.NoError(t, err)
			require.NotEmpty(t, broken)
		})
	}
}
