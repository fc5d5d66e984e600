package types

import (
	"slices"
	"strings"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
)

// NewParticipant is PENDING, and holds its roles, from the given moment in Unix
// seconds.
func NewParticipant(jurisdiction string, msg *MsgOnboardParticipant, at int64) (Participant, error) {
	p := Participant{
		Id:             msg.Id,
		Jurisdiction:   jurisdiction,
		Name:           msg.Name,
		Roles:          make([]RoleGrant, 0, len(msg.Roles)),
		MetadataDigest: msg.MetadataDigest,
		MetadataUri:    msg.MetadataUri,
		History:        []ParticipantStatusSince{{Status: ParticipantStatus_PARTICIPANT_STATUS_PENDING, Since: at}},
	}
	for _, role := range msg.Roles {
		p.Roles = append(p.Roles, RoleGrant{Role: role, From: at})
	}
	slices.SortFunc(p.Roles, compareRoleGrants)
	if err := p.Validate(); err != nil {
		return Participant{}, err
	}
	return p, nil
}

// Validate checks all that can be said of a participant alone.
func (p Participant) Validate() error {
	if err := CheckParticipantID(p.Id); err != nil {
		return err
	}
	if err := CheckJurisdictionID(p.Jurisdiction); err != nil {
		return err
	}
	if !strings.HasPrefix(p.Id, ident.Prefix(p.Jurisdiction)) {
		return ErrParticipantInvalid.Wrapf("id %q does not begin with its jurisdiction %s", p.Id, p.Jurisdiction)
	}
	if err := checkName(p.Name); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	if err := checkMetadata(p.MetadataDigest, p.MetadataUri); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	if err := checkRoleGrants(p.Roles); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	if err := checkHistory(p.policyHistory()); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	if err := checkArchived(p.HistoryFrom, p.ArchivePages); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", p.Id, err)
	}
	return checkAccreditations(p.Accreditations)
}

// Activate lets a PENDING participant act from the given moment, in Unix seconds.
func (p Participant) Activate(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, at, ParticipantStatus_PARTICIPANT_STATUS_PENDING)
}

// Suspend keeps an ACTIVE participant from acting from the given moment, in Unix seconds.
func (p Participant) Suspend(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED, at, ParticipantStatus_PARTICIPANT_STATUS_ACTIVE)
}

// Reinstate lets a SUSPENDED participant act again from the given moment, in Unix seconds.
func (p Participant) Reinstate(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, at, ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED)
}

// Offboard ends the participant's part for ever from the given moment, in Unix seconds.
func (p Participant) Offboard(at int64) (Participant, error) {
	return p.enter(
		ParticipantStatus_PARTICIPANT_STATUS_OFFBOARDED, at,
		ParticipantStatus_PARTICIPANT_STATUS_PENDING,
		ParticipantStatus_PARTICIPANT_STATUS_ACTIVE,
		ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED,
	)
}

// enter is the participant with one more entry in its history; p stays as it was.
func (p Participant) enter(to ParticipantStatus, at int64, from ...ParticipantStatus) (Participant, error) {
	last := p.last()
	if !slices.Contains(from, last.Status) {
		return Participant{}, ErrStatusTransition.Wrapf("participant %s is %s", p.Id, last.Status)
	}
	if at < last.Since {
		return Participant{}, ErrStatusTransition.Wrapf("participant %s is %s since a later moment", p.Id, last.Status)
	}
	p.History = append(slices.Clip(p.History), ParticipantStatusSince{Status: to, Since: at})
	return p, nil
}

// last is the newest entry of the history.
func (p Participant) last() ParticipantStatusSince {
	if n := len(p.History); n > 0 {
		return p.History[n-1]
	}
	return ParticipantStatusSince{}
}

func (p Participant) offboarded() bool {
	return p.last().Status == ParticipantStatus_PARTICIPANT_STATUS_OFFBOARDED
}

// StatusAt is the status at a moment, in Unix seconds.
func (p Participant) StatusAt(at int64) ParticipantStatus {
	for _, entry := range slices.Backward(p.History) {
		if entry.Since <= at {
			return entry.Status
		}
	}
	return ParticipantStatus_PARTICIPANT_STATUS_UNSPECIFIED
}

// Policy is the participant as decisions read it.
func (p Participant) Policy() policy.Participant {
	roles := make([]policy.RolePeriod, len(p.Roles))
	for i, grant := range p.Roles {
		roles[i] = policy.RolePeriod{Role: code[policy.Role](grant.Role), Period: grant.period()}
	}
	var accreditations []policy.Accreditation
	for i := range p.Accreditations {
		accreditations = append(accreditations, p.Accreditations[i].Policy())
	}
	return policy.Participant{
		ID: p.Id, Jurisdiction: p.Jurisdiction, Roles: roles, History: p.policyHistory(), Accreditations: accreditations,
	}
}

func (p Participant) policyHistory() policy.History {
	history := make(policy.History, len(p.History))
	for i, entry := range p.History {
		history[i] = policy.StatusSince{Status: entry.Status.policy(), Since: entry.Since}
	}
	return history
}

func (s ParticipantStatus) policy() policy.Status {
	switch s {
	case ParticipantStatus_PARTICIPANT_STATUS_PENDING:
		return policy.StatusPending
	case ParticipantStatus_PARTICIPANT_STATUS_ACTIVE:
		return policy.StatusActive
	case ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED:
		return policy.StatusSuspended
	case ParticipantStatus_PARTICIPANT_STATUS_OFFBOARDED:
		return policy.StatusOffboarded
	default:
		return 0
	}
}
