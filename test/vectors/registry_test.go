package vectors

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// operator runs the one validator that a chain needs. No vector names it.
func (t *translation) operator() string { return ident.Prefix(t.jurisdictions[0]) + "operator" }

func (t *translation) registry() *registrytypes.GenesisState {
	g := registrytypes.DefaultGenesis()
	for i := range t.world.Jurisdictions {
		g.Jurisdictions = append(g.Jurisdictions, t.jurisdiction(&t.world.Jurisdictions[i]))
	}
	g.Participants = []registrytypes.Participant{{
		Id: t.operator(), Jurisdiction: t.jurisdictions[0], Name: "operator",
		Roles:   []registrytypes.RoleGrant{{Role: vocabulary.Role_ROLE_NODE_OPERATOR}},
		History: []registrytypes.ParticipantStatusSince{{Status: registrytypes.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE}},
	}}
	for i := range t.world.Participants {
		g.Participants = append(g.Participants, t.institution(&t.world.Participants[i]))
	}
	for i := range g.Participants {
		g.Accounts = append(g.Accounts, registrytypes.Account{
			Address: address(g.Participants[i].Id), Participant: g.Participants[i].Id,
			Permissions: []registrytypes.Permission{registrytypes.Permission_PERMISSION_ADMIN, registrytypes.Permission_PERMISSION_RECORD},
		})
	}
	g.Sort()
	return g
}

func (t *translation) jurisdiction(j *policy.Jurisdiction) registrytypes.Jurisdiction {
	out := registrytypes.Jurisdiction{Id: j.ID, Name: j.ID, Authority: address(j.ID)}
	for _, entry := range j.History {
		out.History = append(out.History, registrytypes.JurisdictionStatusSince{
			Status: registrytypes.JurisdictionStatus(registrytypes.JurisdictionStatus_value["JURISDICTION_STATUS_"+entry.Status.String()]),
			Since:  entry.Since,
		})
	}
	for i := range j.Profiles {
		out.Profiles = append(out.Profiles, t.profile(&j.Profiles[i]))
	}
	// Of those with one since the last counts, here and there.
	slices.SortStableFunc(out.Profiles, func(a, b registrytypes.Profile) int { return cmp.Compare(a.Since, b.Since) })
	return out
}

func (t *translation) profile(p *policy.Profile) registrytypes.Profile {
	out := registrytypes.Profile{
		Since: p.Since, Combining: vocabulary.Combining(p.Combining), ObjectionsCutOffAtIssue: p.ObjectionsCutOffAtIssue,
		Emergency: registrytypes.EmergencySetting{
			Override: p.Emergency.Override, SubjectMayForbid: p.Emergency.SubjectMayForbid,
			Professions: vocabulary.List[vocabulary.Profession](p.Emergency.Professions),
		},
	}
	for _, purpose := range policy.Purposes() {
		if regime := p.Regimes.Listed(purpose); regime != 0 {
			out.Regimes = append(out.Regimes, registrytypes.PurposeRegime{Purpose: vocabulary.Purpose(purpose), Regime: vocabulary.Regime(regime)})
		}
	}
	for _, r := range p.Requirements {
		out.Requirements = append(out.Requirements, registrytypes.Requirement{
			Scheme: t.scheme(r.Scheme), MinGrade: uint32(r.MinGrade),
			Purposes:   vocabulary.List[vocabulary.Purpose](r.Purposes),
			Categories: vocabulary.List[vocabulary.Category](r.Categories),
		})
	}
	for _, profession := range policy.Professions() {
		if entitlement := p.Professions[profession]; entitlement.Listed {
			out.Professions = append(out.Professions, registrytypes.ProfessionEntitlement{
				Profession: vocabulary.Profession(profession), Categories: vocabulary.List[vocabulary.Category](entitlement.Categories),
			})
		}
	}
	for _, category := range policy.Categories() {
		// A grade below the vocabulary's raises nothing: the greater of the two counts.
		if grade := p.RaisedGrades[category]; grade >= category.Grade() {
			out.RaisedGrades = append(out.RaisedGrades, registrytypes.RaisedGrade{Category: vocabulary.Category(category), Grade: uint32(grade)})
		}
	}
	return out
}

func (t *translation) institution(p *policy.Participant) registrytypes.Participant {
	out := registrytypes.Participant{Id: t.participant(p.ID), Jurisdiction: p.Jurisdiction, Name: p.ID}
	for _, entry := range p.History {
		out.History = append(out.History, registrytypes.ParticipantStatusSince{
			Status: registrytypes.ParticipantStatus(registrytypes.ParticipantStatus_value["PARTICIPANT_STATUS_"+entry.Status.String()]),
			Since:  entry.Since,
		})
	}
	for _, r := range p.Roles {
		if !empty(r.Period) { // It is held at no moment.
			out.Roles = append(out.Roles, registrytypes.RoleGrant{Role: vocabulary.Role(r.Role), From: second(r.Period.From), Until: second(r.Period.Until)})
		}
	}
	slices.SortFunc(out.Roles, func(a, b registrytypes.RoleGrant) int {
		return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.From, b.From))
	})
	for i := range p.Accreditations {
		if a := &p.Accreditations[i]; !empty(a.Period) { // It is good at no moment.
			out.Accreditations = append(out.Accreditations, registrytypes.Accreditation{
				Scheme: t.scheme(a.Scheme), CredentialDigest: digest("credential", p.ID, string(rune('0'+i))),
				Purposes:   vocabulary.List[vocabulary.Purpose](a.Purposes),
				Categories: vocabulary.List[vocabulary.Category](a.Categories),
				MaxGrade:   uint32(cmp.Or(a.MaxGrade, policy.MaxGrade)),
				From:       second(a.Period.From), Until: second(a.Period.Until), RevokedAt: second(a.RevokedAt),
			})
		}
	}
	slices.SortFunc(out.Accreditations, func(a, b registrytypes.Accreditation) int {
		return cmp.Or(cmp.Compare(a.Scheme, b.Scheme), bytes.Compare(a.CredentialDigest, b.CredentialDigest))
	})
	return out
}
