package types_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/consent/types"
)

// genesis is a state with everything in it.
func genesis(t *testing.T) *types.GenesisState {
	t.Helper()
	s := types.NewSubject(id20(1), charite, at)
	var archive []types.ArchivedDirective
	now, sequence := at, uint64(0)
	for i := range byte(types.MaxEnded + 3) {
		now += day
		var err error
		s, _, err = s.Give(directiveOf(i+1), types.Self, sequence+1, now)
		require.NoError(t, err)
		var change types.Change
		s, change, err = s.Withdraw(id32(i+1), types.Self, sequence+2, now+10)
		require.NoError(t, err)
		sequence += 2
		for _, d := range change.Archived {
			archive = append(archive, types.ArchivedDirective{Subject: s.Id, Directive: d})
		}
	}
	refusal := types.Directive{Id: id32(100), Provision: types.Provision{Effect: vocabulary.Effect_EFFECT_DENY}}
	s, _, err := s.Give(refusal, types.Self, sequence+1, now+20)
	require.NoError(t, err)
	custodial := types.NewCustodialSubject(id20(1), charite, at)
	require.Negative(t, bytes.Compare(s.Id, custodial.Id))
	return &types.GenesisState{Params: types.DefaultParams(), Subjects: []types.Subject{s, custodial}, Archive: archive}
}

func TestGenesisRefusesWhatTheMessagesCouldNotHaveMade(t *testing.T) {
	require.NoError(t, types.DefaultGenesis().Validate())
	require.NoError(t, genesis(t).Validate())
	first := func(gs *types.GenesisState) *types.Directive { return &gs.Subjects[0].Directives[0] }
	for _, c := range []struct {
		name  string
		spoil func(gs *types.GenesisState)
	}{
		{"subjects out of order", func(gs *types.GenesisState) { gs.Subjects[0], gs.Subjects[1] = gs.Subjects[1], gs.Subjects[0] }},
		{"a subject twice", func(gs *types.GenesisState) { gs.Subjects[1].Id = gs.Subjects[0].Id }},
		{"a subject id of 21 bytes", func(gs *types.GenesisState) { gs.Subjects[1].Id = append(gs.Subjects[1].Id, 0) }},
		{"a subject id of zeros", func(gs *types.GenesisState) { gs.Subjects[0].Id = make([]byte, 20) }},
		{"no holder", func(gs *types.GenesisState) { gs.Subjects[1].Holders = nil }},
		{"too many holders", func(gs *types.GenesisState) { gs.Subjects[1].Holders = make([]types.Holder, types.MaxHolders+1) }},
		{"a holder twice", func(gs *types.GenesisState) {
			gs.Subjects[1].Holders = append(gs.Subjects[1].Holders, gs.Subjects[1].Holders[0])
		}},
		{"holders out of order", func(gs *types.GenesisState) {
			gs.Subjects[1].Holders = append(gs.Subjects[1].Holders, types.Holder{Participant: "de-ukm", Since: at - 1})
		}},
		{"a holder without the form of an id", func(gs *types.GenesisState) { gs.Subjects[1].Holders[0].Participant = "DE" }},
		{"a home without the form of an id", func(gs *types.GenesisState) { gs.Subjects[1].HomeJurisdiction = "" }},
		{"a first key of another id", func(gs *types.GenesisState) { gs.Subjects[0].Keys[0].Address = id20(9) }},
		{"a key of 19 bytes", func(gs *types.GenesisState) { gs.Subjects[0].Keys[0].Address = make([]byte, 19) }},
		{"a key that ends before it begins", func(gs *types.GenesisState) { gs.Subjects[0].Keys[0].Until = at - 1 }},
		{"keys out of order", func(gs *types.GenesisState) {
			gs.Subjects[0].Keys = append(gs.Subjects[0].Keys, types.SubjectKey{Address: id20(9), Since: at - 1})
		}},
		{"too many keys", func(gs *types.GenesisState) { gs.Subjects[0].Keys = make([]types.SubjectKey, types.MaxKeys+1) }},
		{"a custodial subject that signed", func(gs *types.GenesisState) { gs.Subjects[1].Sequence = 1 }},
		{"a directive twice", func(gs *types.GenesisState) { first(gs).Id = gs.Subjects[0].Directives[1].Id }},
		{"a directive id of 31 bytes", func(gs *types.GenesisState) { first(gs).Id = make([]byte, 31) }},
		{"directives out of order", func(gs *types.GenesisState) {
			d := gs.Subjects[0].Directives
			d[0], d[1] = d[1], d[0]
		}},
		{"a malformed provision", func(gs *types.GenesisState) { first(gs).Provision.Effect = 9 }},
		{"a provision that cannot be signed", func(gs *types.GenesisState) { first(gs).Provision.NotBefore = -1 }},
		{"a directive that nobody signed", func(gs *types.GenesisState) { first(gs).Source = types.DirectiveSource_DIRECTIVE_SOURCE_ATTESTED }},
		{"a directive that was never granted", func(gs *types.GenesisState) { first(gs).GrantedAt = 0 }},
		{"a directive that was granted after its validity", func(gs *types.GenesisState) { first(gs).NotAfter = first(gs).GrantedAt }},
		{"a directive that ended before it was granted", func(gs *types.GenesisState) { first(gs).EndedAt = first(gs).GrantedAt - 1 }},
		{"a directive that ended after it expired", func(gs *types.GenesisState) { first(gs).NotAfter = first(gs).EndedAt }},
		{"an end without a way", func(gs *types.GenesisState) { first(gs).EndedAs = 0 }},
		{"a way of ending that there is not yet", func(gs *types.GenesisState) {
			first(gs).EndedAs = types.DirectiveEnding_DIRECTIVE_ENDING_REVOKED
		}},
		{"a way without an end", func(gs *types.GenesisState) { first(gs).EndedAt = 0 }},
		{"too many ended directives", func(gs *types.GenesisState) {
			d := *first(gs)
			d.Id = id32(200)
			gs.Subjects[0].Directives = append([]types.Directive{d}, gs.Subjects[0].Directives...)
		}},
		{"too many directives", func(gs *types.GenesisState) {
			d := gs.Subjects[0].Directives[types.MaxEnded]
			d.Provision.Effect = vocabulary.Effect_EFFECT_PERMIT
			for i := range byte(types.MaxLive + types.MaxAttested + 3) {
				d.Id = id32(150 + i)
				gs.Subjects[0].Directives = append(gs.Subjects[0].Directives, d)
			}
		}},
		{"two refusals of everything", func(gs *types.GenesisState) {
			d := gs.Subjects[0].Directives[types.MaxEnded]
			d.Id = id32(200)
			gs.Subjects[0].Directives = append(gs.Subjects[0].Directives, d)
		}},
		{"a directive that belongs into the archive", func(gs *types.GenesisState) {
			gs.Subjects[0].HistoryFrom = first(gs).EndedAt + 1
			gs.Archive[2].Directive.EndedAt = first(gs).EndedAt + 1
		}},
		{"a history that does not end with the archive", func(gs *types.GenesisState) { gs.Subjects[0].HistoryFrom-- }},
		{"a history without an archive", func(gs *types.GenesisState) { gs.Archive = nil }},
		{"an archive without a history", func(gs *types.GenesisState) { gs.Subjects[0].HistoryFrom = 0 }},
		{"an archive of nobody", func(gs *types.GenesisState) { gs.Archive[2].Subject = id20(9) }},
		{"an archive out of order", func(gs *types.GenesisState) { gs.Archive[0], gs.Archive[1] = gs.Archive[1], gs.Archive[0] }},
		{"an archived directive twice", func(gs *types.GenesisState) { gs.Archive[0] = gs.Archive[1] }},
		{"an archived directive that is hot", func(gs *types.GenesisState) { gs.Archive[0].Directive.Id = first(gs).Id }},
		{"an archived directive that is malformed", func(gs *types.GenesisState) { gs.Archive[0].Directive.Provision.Effect = 0 }},
		{"an archived directive that is live", func(gs *types.GenesisState) {
			gs.Archive[0].Directive.EndedAt, gs.Archive[0].Directive.EndedAs = 0, 0
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			gs := genesis(t)
			c.spoil(gs)
			require.Error(t, gs.Validate())
		})
	}
}
