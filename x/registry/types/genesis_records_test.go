package types

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/vocabulary"
)

// fullGenesis has one of everything.
func fullGenesis() GenesisState {
	g := genesis()
	g.Handovers = []Handover{
		{Jurisdiction: "CN-31", Successor: addressOf(11), Kind: HandoverKind_HANDOVER_KIND_TRANSFER, OpensAt: 5, ClosesAt: 9},
		{Jurisdiction: "DE", Successor: addressOf(12), Kind: HandoverKind_HANDOVER_KIND_REPLACEMENT, OpensAt: 5, ClosesAt: 9},
	}
	g.Schemes = []Scheme{
		{Id: "DE/a", Issuers: []string{"cn-31-ruijin", "de-charite"}},
		{Id: "DE/b", Issuers: []string{"de-charite"}},
	}
	past := Accreditation{
		Scheme: "DE/a", CredentialDigest: credential(1), Issuer: "de-charite",
		MaxGrade: 5, From: 1, Until: 90, RevokedAt: 40,
	}
	g.ParticipantArchive = []ParticipantArchivePage{
		{
			Participant: "de-charite", Number: 0,
			History:        []ParticipantStatusSince{{Status: pending, Since: 1}, {Status: active, Since: 2}},
			Roles:          []RoleGrant{{Role: vocabulary.Role_ROLE_PAYER, Until: 30}},
			Accreditations: []Accreditation{past},
		},
		{Participant: "de-charite", Number: 1, History: []ParticipantStatusSince{{Status: suspended, Since: 20}}},
	}
	charite := &g.Participants[1]
	charite.History = []ParticipantStatusSince{{Status: active, Since: 50}}
	charite.HistoryFrom, charite.ArchivePages = 50, 2
	charite.Accreditations = []Accreditation{
		{Scheme: "CN-31/x", CredentialDigest: credential(1), MaxGrade: 1, From: 60},
		{Scheme: "CN-31/x", CredentialDigest: credential(2), MaxGrade: 1, From: 60, RevokedAt: 60},
	}
	g.JurisdictionArchive = []JurisdictionArchivePage{
		{Jurisdiction: "DE", Number: 0, History: []JurisdictionStatusSince{{Status: JurisdictionStatus_JURISDICTION_STATUS_ACTIVE, Since: 1}}},
		{Jurisdiction: "DE", Number: 1, Profiles: []Profile{{Since: 0}, {Since: 1}}},
	}
	g.Jurisdictions[1].History[0].Since = 70
	g.Jurisdictions[1].HistoryFrom, g.Jurisdictions[1].ArchivePages = 70, 2
	return g
}

func TestFullGenesis(t *testing.T) {
	require.NoError(t, fullGenesis().Validate())
	g, want := fullGenesis(), fullGenesis()
	slices.Reverse(g.Handovers)
	slices.Reverse(g.Schemes)
	slices.Reverse(g.JurisdictionArchive)
	slices.Reverse(g.ParticipantArchive)
	g.Sort()
	require.Equal(t, want, g)
}

func TestFullGenesisRefusals(t *testing.T) {
	charite := func(g *GenesisState) *Participant { return &g.Participants[1] }
	page := func(g *GenesisState) *ParticipantArchivePage { return &g.ParticipantArchive[0] }
	tests := []struct {
		name  string
		spoil func(*GenesisState)
		want  error
	}{
		{"parameters out of their bounds", func(g *GenesisState) { g.Params.ProfileNotice = 0 }, ErrParamsInvalid},
		{"a participant without an admin", func(g *GenesisState) { g.Accounts[0].Permissions[0] = Permission_PERMISSION_OPERATE }, ErrGenesisInvalid},
		{"too many accounts", func(g *GenesisState) {
			for i := range byte(MaxAccounts) {
				g.Accounts = append(g.Accounts, Account{
					Address: addressOf(100 + i), Participant: "de-charite", Permissions: []Permission{Permission_PERMISSION_RECORD},
				})
			}
		}, ErrGenesisInvalid},
		{"too many jurisdictions", func(g *GenesisState) {
			for i := range MaxJurisdictions {
				j := g.Jurisdictions[0]
				j.Id = fmt.Sprintf("XX-%03d", i)
				g.Jurisdictions = append(g.Jurisdictions, j)
			}
		}, ErrGenesisInvalid},

		{"handovers out of order", func(g *GenesisState) { slices.Reverse(g.Handovers) }, ErrGenesisInvalid},
		{"a handover of nobody", func(g *GenesisState) { g.Handovers[1].Jurisdiction = "FR" }, ErrGenesisInvalid},
		{"a handover of no id", func(g *GenesisState) { g.Handovers[1].Jurisdiction = "de" }, ErrJurisdictionInvalid},
		{"a successor of two", func(g *GenesisState) { g.Handovers[1].Successor = g.Handovers[0].Successor }, ErrGenesisInvalid},
		{"a successor that is an authority", func(g *GenesisState) { g.Handovers[1].Successor = g.Jurisdictions[0].Authority }, ErrGenesisInvalid},
		{"a successor that is an account", func(g *GenesisState) { g.Handovers[1].Successor = g.Accounts[0].Address }, ErrGenesisInvalid},
		{"a successor that is no address", func(g *GenesisState) { g.Handovers[1].Successor = "" }, ErrAccountInvalid},
		{"a handover of no kind", func(g *GenesisState) { g.Handovers[1].Kind = 0 }, ErrHandoverInvalid},
		{"a handover that closes as it opens", func(g *GenesisState) { g.Handovers[1].ClosesAt = 5 }, ErrHandoverInvalid},

		{"schemes out of order", func(g *GenesisState) { slices.Reverse(g.Schemes) }, ErrGenesisInvalid},
		{"a scheme of nobody", func(g *GenesisState) { g.Schemes[1].Id = "FR/b" }, ErrGenesisInvalid},
		{"a scheme of no id", func(g *GenesisState) { g.Schemes[1].Id = "DE" }, ErrSchemeInvalid},
		{"a scheme without issuers", func(g *GenesisState) { g.Schemes[1].Issuers = nil }, ErrSchemeInvalid},
		{"an issuer that is not there", func(g *GenesisState) { g.Schemes[1].Issuers[0] = "de-nobody" }, ErrGenesisInvalid},
		{"issuers out of order", func(g *GenesisState) { slices.Reverse(g.Schemes[0].Issuers) }, ErrSchemeInvalid},
		{"too many schemes", func(g *GenesisState) {
			for i := range MaxSchemes {
				g.Schemes = append(g.Schemes, Scheme{Id: fmt.Sprintf("DE/c-%03d", i), Issuers: []string{"de-charite"}})
			}
		}, ErrGenesisInvalid},

		{"accreditations out of order", func(g *GenesisState) { slices.Reverse(charite(g).Accreditations) }, ErrAccreditationInvalid},
		{"an accreditation twice", func(g *GenesisState) { charite(g).Accreditations[1].CredentialDigest = credential(1) }, ErrAccreditationInvalid},
		{"a malformed accreditation", func(g *GenesisState) { charite(g).Accreditations[1].MaxGrade = 0 }, ErrAccreditationInvalid},
		{"an accreditation revoked before all moments", func(g *GenesisState) { charite(g).Accreditations[1].RevokedAt = -1 }, ErrAccreditationInvalid},
		{"an accreditation of nobody's scheme", func(g *GenesisState) { charite(g).Accreditations[1].Scheme = "FR/x" }, ErrGenesisInvalid},
		{"an accreditation by nobody", func(g *GenesisState) { charite(g).Accreditations[1].Issuer = "de-nobody" }, ErrGenesisInvalid},
		{"an accreditation by no id", func(g *GenesisState) { charite(g).Accreditations[1].Issuer = "DE" }, ErrParticipantInvalid},
		{"too many accreditations", func(g *GenesisState) {
			charite(g).Accreditations = nil
			for i := range MaxLiveAccreditations + MaxEndedAccreditations + 1 {
				charite(g).Accreditations = append(charite(g).Accreditations, Accreditation{
					Scheme: "DE/x", CredentialDigest: credential(i), MaxGrade: 5, From: 1,
				})
			}
		}, ErrAccreditationInvalid},

		{"archive pages out of order", func(g *GenesisState) { slices.Reverse(g.ParticipantArchive) }, ErrGenesisInvalid},
		{"an archive page too few", func(g *GenesisState) { g.ParticipantArchive = g.ParticipantArchive[:1] }, ErrGenesisInvalid},
		{"an archive page too many", func(g *GenesisState) { charite(g).ArchivePages = 1 }, ErrGenesisInvalid},
		{"an archive of nobody", func(g *GenesisState) { g.ParticipantArchive[1].Participant = "de-nobody" }, ErrGenesisInvalid},
		{"an archive page with another number", func(g *GenesisState) { g.ParticipantArchive[1].Number = 2 }, ErrGenesisInvalid},
		{"an empty archive page", func(g *GenesisState) { g.ParticipantArchive[1].History = nil }, ErrParticipantInvalid},
		{"a history that begins before its archive ends", func(g *GenesisState) { charite(g).History[0].Since = 19 }, ErrGenesisInvalid},
		{"another moment from which the history is complete", func(g *GenesisState) { charite(g).HistoryFrom-- }, ErrGenesisInvalid},
		{"a history without its moment", func(g *GenesisState) { charite(g).HistoryFrom = 0 }, ErrParticipantInvalid},
		{"an archived role that never ended", func(g *GenesisState) { page(g).Roles[0].Until = 0 }, ErrParticipantInvalid},
		{"an unknown role in the archive", func(g *GenesisState) { page(g).Roles[0].Role = 99 }, ErrParticipantInvalid},
		{"an unknown status in the archive", func(g *GenesisState) { page(g).History[0].Status = 99 }, ErrParticipantInvalid},
		{"an archived accreditation that never ended", func(g *GenesisState) {
			page(g).Accreditations[0].Until, page(g).Accreditations[0].RevokedAt = 0, 0
		}, ErrParticipantInvalid},
		{"an archived accreditation by nobody", func(g *GenesisState) { page(g).Accreditations[0].Issuer = "de-nobody" }, ErrGenesisInvalid},
		{"an archived accreditation that is malformed", func(g *GenesisState) { page(g).Accreditations[0].CredentialDigest = nil }, ErrAccreditationInvalid},

		{"pages of jurisdictions out of order", func(g *GenesisState) { slices.Reverse(g.JurisdictionArchive) }, ErrGenesisInvalid},
		{"a page of a jurisdiction too few", func(g *GenesisState) { g.JurisdictionArchive = g.JurisdictionArchive[:1] }, ErrGenesisInvalid},
		{"an archive of no jurisdiction", func(g *GenesisState) { g.JurisdictionArchive[0].Jurisdiction = "FR" }, ErrGenesisInvalid},
		{"an empty page of a jurisdiction", func(g *GenesisState) { g.JurisdictionArchive[0].History = nil }, ErrJurisdictionInvalid},
		{"a malformed profile in the archive", func(g *GenesisState) { g.JurisdictionArchive[1].Profiles[0].Combining = 99 }, ErrProfileInvalid},
		{"profiles that go back in the archive", func(g *GenesisState) { slices.Reverse(g.JurisdictionArchive[1].Profiles) }, ErrJurisdictionInvalid},
		{"profiles that begin before their archive ends", func(g *GenesisState) { g.JurisdictionArchive[1].Profiles[1].Since = 200 }, ErrGenesisInvalid},
		{"a jurisdiction's history that begins before its archive ends", func(g *GenesisState) { g.Jurisdictions[1].History[0].Since = 0 }, ErrGenesisInvalid},
		{"another moment of a jurisdiction", func(g *GenesisState) { g.Jurisdictions[1].HistoryFrom++ }, ErrGenesisInvalid},
		{"a jurisdiction's moment without pages", func(g *GenesisState) { g.Jurisdictions[1].ArchivePages = 0 }, ErrJurisdictionInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := fullGenesis()
			tc.spoil(&g)
			require.ErrorIs(t, g.Validate(), tc.want)
		})
	}
}

func TestParamsBounds(t *testing.T) {
	require.NoError(t, DefaultParams().Validate())
	for name, spoil := range map[string]func(*Params){
		"no notice":            func(p *Params) { p.ProfileNotice = 0 },
		"a notice of years":    func(p *Params) { p.ProfileNotice = year + 1 },
		"no delay":             func(p *Params) { p.ReplacementDelay = 0 },
		"a delay of years":     func(p *Params) { p.ReplacementDelay = year + 1 },
		"hardly any lifetime":  func(p *Params) { p.HandoverLifetime = 59 },
		"a lifetime of years":  func(p *Params) { p.HandoverLifetime = year + 1 },
		"a negative delay":     func(p *Params) { p.ReplacementDelay = -1 },
		"the least of moments": func(p *Params) { p.HandoverLifetime = -1 << 63 },
	} {
		t.Run(name, func(t *testing.T) {
			p := DefaultParams()
			spoil(&p)
			require.ErrorIs(t, p.Validate(), ErrParamsInvalid)
		})
	}
	p := DefaultParams()
	p.ProfileNotice, p.ReplacementDelay, p.HandoverLifetime = 1, 1, 60
	require.NoError(t, p.Validate())
	p.ProfileNotice, p.ReplacementDelay, p.HandoverLifetime = year, year, year
	require.NoError(t, p.Validate())
}
