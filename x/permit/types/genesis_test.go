package types_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/x/permit/types"
)

func TestDefaultGenesisIsValid(t *testing.T) {
	require.NoError(t, types.DefaultGenesis().Validate())
}

func TestGenesisRefusesPermitsThatAreNotAscending(t *testing.T) {
	a, b := permit(t), permit(t)
	a.Id = "de-a"
	require.NoError(t, (&types.GenesisState{Permits: []types.Permit{a, b}}).Validate())
	require.ErrorIs(t, (&types.GenesisState{Permits: []types.Permit{b, a}}).Validate(), types.ErrGenesisInvalid)
	require.ErrorIs(t, (&types.GenesisState{Permits: []types.Permit{a, a}}).Validate(), types.ErrGenesisInvalid)
	a.History = nil
	require.ErrorIs(t, (&types.GenesisState{Permits: []types.Permit{a}}).Validate(), types.ErrHistoryInvalid)
}

// Each change makes a permit that no messages could have made.
func TestValidateRefuses(t *testing.T) {
	suspend, resume, revoke := types.Permit.Suspend, types.Permit.Resume, types.Permit.Revoke
	tests := []struct {
		name   string
		change func(*types.Permit)
		want   error
	}{
		{"terms that could not be issued", func(p *types.Permit) { p.Controllers = []string{"b", "a"} }, types.ErrControllersInvalid},
		{"a malformed issuer", func(p *types.Permit) { p.Issuer = "de" }, types.ErrNotIssuer},
		{"an id of another issuer", func(p *types.Permit) { p.Issuer = "FR" }, types.ErrPermitIDInvalid},
		{"no history", func(p *types.Permit) { p.History = nil }, types.ErrHistoryInvalid},
		{"a history that begins elsewhere", func(p *types.Permit) { p.History = p.History[1:] }, types.ErrHistoryInvalid},
		{"an issue before time", func(p *types.Permit) { p.History[0].Since = -1 }, types.ErrHistoryInvalid},
		{"an issue after the end", func(p *types.Permit) {
			p.Extension, p.NotAfter = nil, 300
			p.History = p.History[:1]
			p.History[0].Since = 300
		}, types.ErrValidityPast},
		{"an issue after the end that it had", func(p *types.Permit) { p.Extension.PreviousNotAfter = 100; p.NotBefore = 0 }, types.ErrValidityPast},
		{"more than ten years", func(p *types.Permit) { p.Extension.PreviousNotAfter = 1 << 40 }, types.ErrValidityTooLong},
		{"the end of time", func(p *types.Permit) { p.NotAfter = math.MaxInt64 }, types.ErrValidityTooLong},
		{"an issue at the end of time", func(p *types.Permit) { p.History[0].Since = math.MaxInt64 }, types.ErrValidityPast},
		{"a step of another jurisdiction", func(p *types.Permit) { p.History[1].By = "fr-body" }, types.ErrHistoryInvalid},
		{"a step of nobody", func(p *types.Permit) { p.History[1].By = "de-" }, types.ErrHistoryInvalid},
		{"an issue by the holder", func(p *types.Permit) { p.Holder = "de-body" }, types.ErrOwnPermit},
		{"a step back in time", func(p *types.Permit) { p.History[2].Since = 119 }, types.ErrStatusTransition},
		{"two suspensions", func(p *types.Permit) { p.History[2].Status = suspended }, types.ErrStatusTransition},
		{"a resumption of what is issued", func(p *types.Permit) { p.History[1].Status = issued }, types.ErrStatusTransition},
		{"a step after the last", func(p *types.Permit) {
			p.History = append(p.History, types.PermitStatusSince{Status: suspended, Since: 500})
		}, types.ErrStatusTransition},
		{"a status that is computed", func(p *types.Permit) { p.History[1].Status = expired }, types.ErrHistoryInvalid},
		{"a status without a value", func(p *types.Permit) { p.History[1].Status = none }, types.ErrHistoryInvalid},
		{"a resumption after the end", func(p *types.Permit) { p.History[2].Since, p.History[3].Since = 400, 400 }, types.ErrPermitExpired},
		{"a history that is too long", func(p *types.Permit) {
			p.Extension, p.NotAfter, p.History = nil, 300, p.History[:1]
			for len(p.History) <= types.MaxHistory {
				p.History = append(p.History, types.PermitStatusSince{Status: suspended, Since: 100}, types.PermitStatusSince{Status: issued, Since: 100})
			}
		}, types.ErrHistoryInvalid},

		{"an extension before the issue", func(p *types.Permit) { p.Extension.At = 99 }, types.ErrHistoryInvalid},
		{"an extension while suspended", func(p *types.Permit) { p.Extension.At = 125 }, types.ErrHistoryInvalid},
		{"an extension after the last step", func(p *types.Permit) { p.Extension.At = 161 }, types.ErrHistoryInvalid},
		{"an extension at the end that it had", func(p *types.Permit) { p.Extension.PreviousNotAfter = 155; p.NotBefore = 0 }, types.ErrPermitExpired},
		{"an extension to the same end", func(p *types.Permit) { p.Extension.PreviousNotAfter = p.NotAfter }, types.ErrExtensionShort},
		{"an extension from before the beginning", func(p *types.Permit) { p.Extension.PreviousNotAfter = p.NotBefore }, types.ErrValidityInvalid},
		{"an extension without a digest", func(p *types.Permit) { p.Extension.DocumentDigest = nil }, types.ErrDigestInvalid},
		{"an extension by another jurisdiction", func(p *types.Permit) { p.Extension.By = "fr-body" }, types.ErrHistoryInvalid},
		{"an extension by the holder", func(p *types.Permit) { p.Holder = "de-other"; p.Extension.By = "de-other" }, types.ErrOwnPermit},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := permit(t, at(120, suspend), at(130, resume), extendAt(155, 400), at(160, revoke))
			require.NoError(t, p.Validate())
			test.change(&p)
			require.ErrorIs(t, p.Validate(), test.want)
		})
	}
}

func TestAnExtensionInASecondOfOtherStepsIsValid(t *testing.T) {
	suspend, resume, end := types.Permit.Suspend, types.Permit.Resume, types.Permit.Close
	for name, steps := range map[string][]step{
		"with the issue":          {extendAt(100, 400)},
		"before a suspension":     {extendAt(120, 400), at(120, suspend)},
		"after a resumption":      {at(110, suspend), at(120, resume), extendAt(120, 400)},
		"between two of a second": {at(120, suspend), at(120, resume), extendAt(120, 400), at(120, suspend)},
		"before the end":          {extendAt(299, 400), at(299, end)},
	} {
		p := permit(t, steps...)
		require.NoError(t, p.Validate(), name)
	}
}
