package types

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
)

const (
	pending    = ParticipantStatus_PARTICIPANT_STATUS_PENDING
	active     = ParticipantStatus_PARTICIPANT_STATUS_ACTIVE
	suspended  = ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED
	offboarded = ParticipantStatus_PARTICIPANT_STATUS_OFFBOARDED
)

func onboarding() *MsgOnboardParticipant {
	return &MsgOnboardParticipant{
		Id: "de-charite", Name: "Charité",
		Roles: []vocabulary.Role{vocabulary.Role_ROLE_DATA_HOLDER, vocabulary.Role_ROLE_HEALTHCARE_PROVIDER},
	}
}

func TestNewParticipantIsPendingAndHoldsItsRolesFromThen(t *testing.T) {
	p, err := NewParticipant("DE", onboarding(), 1000)
	require.NoError(t, err)
	require.Equal(t, policy.Participant{
		ID: "de-charite", Jurisdiction: "DE",
		Roles: []policy.RolePeriod{
			{Role: policy.RoleHealthcareProvider, Period: policy.Period{From: policy.At(1000)}},
			{Role: policy.RoleDataHolder, Period: policy.Period{From: policy.At(1000)}},
		},
		History: policy.History{{Status: policy.StatusPending, Since: 1000}},
	}, p.Policy())
	require.Equal(t, pending, p.StatusAt(1000))
	require.Equal(t, ParticipantStatus_PARTICIPANT_STATUS_UNSPECIFIED, p.StatusAt(999))
}

func TestParticipantRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Participant)
		want  error
	}{
		{"an id of another jurisdiction", func(p *Participant) { p.Id = "fr-charite" }, ErrParticipantInvalid},
		{"an id that is the jurisdiction's", func(p *Participant) { p.Id = "de" }, ErrParticipantInvalid},
		{"a jurisdiction that is none", func(p *Participant) { p.Jurisdiction = "de" }, ErrJurisdictionInvalid},
		{"no name", func(p *Participant) { p.Name = "" }, ErrParticipantInvalid},
		{"a URI without a digest", func(p *Participant) { p.MetadataUri = "https://example.org" }, ErrParticipantInvalid},
		{"no role", func(p *Participant) { p.Roles = nil }, ErrParticipantInvalid},
		{"an unknown role", func(p *Participant) { p.Roles[0].Role = 99 }, ErrParticipantInvalid},
		{"roles out of order", func(p *Participant) { slices.Reverse(p.Roles) }, ErrParticipantInvalid},
		{"a role that is held twice", func(p *Participant) { p.Roles[1] = RoleGrant{Role: p.Roles[0].Role, From: 2000} }, ErrParticipantInvalid},
		{"a role that ends as it begins", func(p *Participant) { p.Roles[0].Until = p.Roles[0].From }, ErrParticipantInvalid},
		{"no history", func(p *Participant) { p.History = nil }, ErrParticipantInvalid},
		{"an unknown status", func(p *Participant) { p.History[0].Status = 99 }, ErrParticipantInvalid},
		{"an unspecified status", func(p *Participant) { p.History[0].Status = 0 }, ErrParticipantInvalid},
		{"a history that goes back", func(p *Participant) {
			p.History = append(p.History, ParticipantStatusSince{Status: active, Since: 999})
		}, ErrParticipantInvalid},
		{"a return after the end", func(p *Participant) {
			p.History = []ParticipantStatusSince{{Status: offboarded, Since: 1}, {Status: active, Since: 2}}
		}, ErrParticipantInvalid},
		{"a history that is too long", func(p *Participant) {
			p.History = slices.Repeat(p.History, MaxHistory+1)
		}, ErrParticipantInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			p, err := NewParticipant("DE", onboarding(), 1000)
			require.NoError(t, err)
			tc.spoil(&p)
			require.ErrorIs(t, p.Validate(), tc.want)
		})
	}
}

func TestRoleHeldAgainAfterItEnded(t *testing.T) {
	p, err := NewParticipant("DE", onboarding(), 1000)
	require.NoError(t, err)
	role := vocabulary.Role_ROLE_AUDITOR
	p.Roles = []RoleGrant{{Role: role, From: 10, Until: 20}, {Role: role, From: 20}}
	require.NoError(t, p.Validate())
	facts := p.Policy()
	require.False(t, facts.HasRole(policy.RoleAuditor, 9))
	require.True(t, facts.HasRole(policy.RoleAuditor, 19))
	require.True(t, facts.HasRole(policy.RoleAuditor, 20))
}

// Any sequence of transitions leaves the history that a plain list of the
// accepted ones gives; a refused one leaves nothing, and none edits the past.
func TestParticipantStatusMachine(t *testing.T) {
	type move struct {
		name     string
		from, to ParticipantStatus
		apply    func(Participant, int64) (Participant, error)
	}
	moves := []move{
		{"activate", pending, active, Participant.Activate},
		{"suspend", active, suspended, Participant.Suspend},
		{"reinstate", suspended, active, Participant.Reinstate},
		{"offboard", 0, offboarded, Participant.Offboard},
	}
	rapid.Check(t, func(t *rapid.T) {
		p, err := NewParticipant("DE", onboarding(), 100)
		require.NoError(t, err)
		model := []ParticipantStatusSince{{Status: pending, Since: 100}}
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			m := rapid.SampledFrom(moves).Draw(t, "move")
			last := model[len(model)-1]
			at := last.Since + rapid.Int64Range(-2, 3).Draw(t, "later")

			before := slices.Clone(p.History)
			next, err := m.apply(p, at)
			require.Equal(t, before, p.History, "%s changed what it was given", m.name)
			fits := last.Status == m.from || (m.to == offboarded && last.Status != offboarded)
			if !fits || at < last.Since {
				require.ErrorIs(t, err, ErrStatusTransition)
				continue
			}
			require.NoError(t, err)
			model = append(model, ParticipantStatusSince{Status: m.to, Since: at})
			p = next
			require.Equal(t, model, p.History)
			require.NoError(t, p.Validate())
		}
		for at := int64(98); at < 210; at++ {
			var want ParticipantStatus
			for _, entry := range model {
				if entry.Since <= at {
					want = entry.Status
				}
			}
			require.Equal(t, want, p.StatusAt(at))
			require.Equal(t, want.policy(), p.Policy().History.At(at))
		}
	})
}

// Two transitions of one value must not share memory.
func TestTransitionsOfOneValueAreApart(t *testing.T) {
	p, err := NewParticipant("DE", onboarding(), 0)
	require.NoError(t, err)
	p.History = append(make([]ParticipantStatusSince, 0, 8), p.History...)
	a, err := p.Activate(10)
	require.NoError(t, err)
	b, err := p.Activate(20)
	require.NoError(t, err)
	require.Equal(t, int64(10), a.History[1].Since)
	require.Equal(t, int64(20), b.History[1].Since)
}
