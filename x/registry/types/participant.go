package types

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/pkg/policy"
)

// MaxRoleGrants bounds the roles that a participant holds or held.
const MaxRoleGrants = 256

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
	return nil
}

// Activate lets a PENDING participant act from the given moment, in Unix seconds.
func (p Participant) Activate(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, ParticipantStatus_PARTICIPANT_STATUS_PENDING, at)
}

// Suspend keeps an ACTIVE participant from acting from the given moment, in Unix seconds.
func (p Participant) Suspend(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED, ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, at)
}

// Reinstate lets a SUSPENDED participant act again from the given moment, in Unix seconds.
func (p Participant) Reinstate(at int64) (Participant, error) {
	return p.enter(ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED, at)
}

// enter is the participant with one more entry in its history; p stays as it was.
func (p Participant) enter(to, from ParticipantStatus, at int64) (Participant, error) {
	var last ParticipantStatusSince
	if n := len(p.History); n > 0 {
		last = p.History[n-1]
	}
	if last.Status != from {
		return Participant{}, ErrStatusTransition.Wrapf("participant %s is %s", p.Id, last.Status)
	}
	if at < last.Since {
		return Participant{}, ErrStatusTransition.Wrapf("participant %s is %s since a later moment", p.Id, last.Status)
	}
	room := MaxHistory - len(p.History)
	if to == ParticipantStatus_PARTICIPANT_STATUS_ACTIVE {
		room--
	}
	if room <= 0 {
		return Participant{}, ErrHistoryFull.Wrapf("participant %s", p.Id)
	}
	p.History = append(slices.Clip(p.History), ParticipantStatusSince{Status: to, Since: at})
	return p, nil
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
	return policy.Participant{ID: p.Id, Jurisdiction: p.Jurisdiction, Roles: roles, History: p.policyHistory()}
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

func (g RoleGrant) period() policy.Period {
	var period policy.Period
	if g.From != 0 {
		period.From = policy.At(g.From)
	}
	if g.Until != 0 {
		period.Until = policy.At(g.Until)
	}
	return period
}

// checkRoleGrants refuses a list that is empty, too long or out of order, an
// unknown role, a period that holds no moment, and a role held twice at a moment.
func checkRoleGrants(grants []RoleGrant) error {
	if len(grants) == 0 || len(grants) > MaxRoleGrants {
		return fmt.Errorf("%d roles, want 1 to %d", len(grants), MaxRoleGrants)
	}
	for i, grant := range grants {
		if err := checkCode[policy.Role](grant.Role); err != nil {
			return fmt.Errorf("role %d: %w", i, err)
		}
		if grant.From < 0 || grant.Until < 0 || (grant.Until != 0 && grant.Until <= grant.From) {
			return fmt.Errorf("role %d: empty period", i)
		}
		if i == 0 {
			continue
		}
		before := grants[i-1]
		if compareRoleGrants(before, grant) >= 0 {
			return fmt.Errorf("role %d: out of order, or listed twice", i)
		}
		if before.Role == grant.Role && (before.Until == 0 || before.Until > grant.From) {
			return fmt.Errorf("role %d: held already", i)
		}
	}
	return nil
}

func compareRoleGrants(a, b RoleGrant) int {
	return cmp.Or(cmp.Compare(a.Role, b.Role), cmp.Compare(a.From, b.From))
}
