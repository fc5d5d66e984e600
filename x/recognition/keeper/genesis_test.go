package keeper_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/recognition/types"
)

func TestGenesisIsExportedAsItWasRead(t *testing.T) {
	f := newFixture(t)
	f.propose(proposal())
	f.propose(bilateral("de-fr-open"))
	f.propose(bilateral("de-fr-half"))
	f.certify("de-fr-half", "DE")
	f.at(start + 5)
	f.certify("de-fr-it-care", "IT", "FR", "DE")
	state := f.export()
	require.NoError(t, state.Validate())

	other := newFixture(t)
	require.NoError(t, other.keeper.InitGenesis(other.ctx, state))

	require.Equal(t, state, other.export())
	for _, pair := range []types.Pair{{From: "DE", To: "FR"}, {From: "FR", To: "DE"}, {From: "DE", To: "IT"}} {
		want, err := f.keeper.PolicyAgreements(f.ctx, pair.From, pair.To)
		require.NoError(t, err)
		got, err := other.keeper.PolicyAgreements(other.ctx, pair.From, pair.To)
		require.NoError(t, err)
		require.Equal(t, want, got, "%v", pair)
	}
}

func TestGenesisRefuses(t *testing.T) {
	tests := []struct {
		name   string
		change func(*types.GenesisState)
		want   error
	}{
		{"agreements that descend", func(g *types.GenesisState) {
			g.Agreements[0], g.Agreements[1] = g.Agreements[1], g.Agreements[0]
		}, types.ErrGenesisInvalid},
		{"an agreement twice", func(g *types.GenesisState) { g.Agreements[1] = g.Agreements[0] }, types.ErrGenesisInvalid},
		{"terms that could not be proposed", func(g *types.GenesisState) { g.Agreements[0].Rules[0].MaxGrade = 6 }, types.ErrRuleGrade},
		{"a proposer that is no party", func(g *types.GenesisState) { g.Agreements[0].Proposer = "IT" }, types.ErrSenderNotParty},
		{"an id of another proposer", func(g *types.GenesisState) { g.Agreements[0].Proposer = "FR" }, types.ErrAgreementIDInvalid},
		{"another version", func(g *types.GenesisState) { g.Agreements[0].Version = 2 }, types.ErrHistoryInvalid},
		{"no history", func(g *types.GenesisState) { g.Agreements[0].History = nil }, types.ErrHistoryInvalid},
		{"a history that begins elsewhere", func(g *types.GenesisState) { g.Agreements[0].History[0].Status = certified }, types.ErrHistoryInvalid},
		{"CERTIFIED without all certifications", func(g *types.GenesisState) {
			g.Agreements[0].Certifications = g.Agreements[0].Certifications[:1]
		}, types.ErrHistoryInvalid},
		{"all certifications without CERTIFIED", func(g *types.GenesisState) {
			g.Agreements[0].History = g.Agreements[0].History[:1]
		}, types.ErrHistoryInvalid},
		{"CERTIFIED at another moment", func(g *types.GenesisState) { g.Agreements[0].History[1].Since++ }, types.ErrHistoryInvalid},
		{"a certification before the proposal", func(g *types.GenesisState) { g.Agreements[0].Certifications[0].At = start - 1 }, types.ErrHistoryInvalid},
		{"a certification twice", func(g *types.GenesisState) {
			g.Agreements[0].Certifications[1] = g.Agreements[0].Certifications[0]
		}, types.ErrCertificationRepeated},
		{"a certification by a stranger", func(g *types.GenesisState) { g.Agreements[0].Certifications[1].Party = "IT" }, types.ErrSenderNotParty},
		{"a certification after the end", func(g *types.GenesisState) { g.Agreements[0].NotAfter = start + 5 }, types.ErrAgreementExpired},
		{"a proposal after the end", func(g *types.GenesisState) { g.Agreements[1].NotAfter = start }, types.ErrHistoryInvalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := newFixture(t)
			f.propose(bilateral("de-fr-a"))
			f.propose(bilateral("de-fr-b"))
			f.at(start + 5)
			f.certify("de-fr-a", "DE", "FR")
			state := f.export()
			require.NoError(t, state.Validate())

			test.change(state)

			require.ErrorIs(t, state.Validate(), test.want)
		})
	}
}

func TestGenesisRefusesMoreThanThePairMayHave(t *testing.T) {
	f := newFixture(t)
	f.propose(bilateral("de-fr-0"))
	f.certify("de-fr-0", "DE", "FR")
	state := f.export()
	one := state.Agreements[0]
	for i := range types.MaxPerPair {
		one.Id = "de-fr-1" + string(rune('a'+i/26)) + string(rune('a'+i%26))
		one.Line = one.Id
		require.NoError(t, state.Validate())
		state.Agreements, state.Lines = append(state.Agreements, one), append(state.Lines, types.NewLine(one))
	}
	require.ErrorIs(t, state.Validate(), types.ErrPairFull)
}

func TestDefaultGenesisIsValid(t *testing.T) {
	require.NoError(t, types.DefaultGenesis().Validate())
}
