package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/registry/types"
)

var _ world.Registry = Keeper{}

// Authorize returns whom an account acts for, if it may: it is bound, its
// participant and the participant's jurisdiction are ACTIVE, and it holds the
// permission. Where the permission is to report what happened, a suspended
// participant, and one of a suspended jurisdiction, may act too.
func (k Keeper) Authorize(ctx context.Context, address string, p permission.Permission) (permission.Member, error) {
	key, err := k.address(address)
	if err != nil {
		return permission.Member{}, err
	}
	account, err := k.account(ctx, key)
	if err != nil {
		return permission.Member{}, err
	}
	participant, err := k.participant(ctx, account.Participant)
	if err != nil {
		return permission.Member{}, err
	}
	status := participant.StatusAt(blockTime(ctx))
	reports := p.Evidence() && status == types.ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED
	if status != types.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE && !reports {
		return permission.Member{}, types.ErrParticipantNotActive.Wrapf("%s is %s", participant.Id, status)
	}
	if !p.Evidence() {
		if err := k.requireActive(ctx, participant.Jurisdiction); err != nil {
			return permission.Member{}, err
		}
	}
	if !account.Holds(p) {
		return permission.Member{}, types.ErrPermissionMissing.Wrapf("%s lacks %s", address, types.Permission(p))
	}
	return permission.Member{Participant: participant.Id, Jurisdiction: participant.Jurisdiction}, nil
}

// Authority returns the ACTIVE jurisdiction that an address is the authority of.
func (k Keeper) Authority(ctx context.Context, address string) (string, error) {
	key, err := k.address(address)
	if err != nil {
		return "", err
	}
	id, err := k.Authorities.Get(ctx, key)
	if errors.Is(err, collections.ErrNotFound) {
		return "", types.ErrNotAuthority.Wrap(address)
	}
	if err != nil {
		return "", err
	}
	if err := k.requireActive(ctx, id); err != nil {
		return "", err
	}
	return id, nil
}

// Inquirer says who an address is that asks about subjects: the authority of an ACTIVE
// jurisdiction, or an account of an ACTIVE participant there whose work is about subjects
// (RECORD, RELAY or ATTEST).
func (k Keeper) Inquirer(ctx context.Context, address string) (permission.Inquirer, error) {
	jurisdiction, err := k.Authority(ctx, address)
	if err == nil {
		return permission.Inquirer{Jurisdiction: jurisdiction, Oversees: true}, nil
	}
	if !errors.Is(err, types.ErrNotAuthority) {
		return permission.Inquirer{}, err
	}
	for _, p := range []permission.Permission{permission.Relay, permission.Attest, permission.Record} {
		member, err := k.Authorize(ctx, address, p)
		if errors.Is(err, types.ErrPermissionMissing) {
			continue
		}
		if err != nil {
			return permission.Inquirer{}, err
		}
		if err := k.RequireActive(ctx, member.Participant); err != nil { // A suspended one may report, and not ask.
			return permission.Inquirer{}, err
		}
		participant, err := k.participant(ctx, member.Participant)
		return permission.Inquirer{
			Participant: member.Participant, Jurisdiction: member.Jurisdiction,
			Oversees: participant.Holds(policy.RoleAuditor, blockTime(ctx)),
		}, err
	}
	return permission.Inquirer{}, types.ErrPermissionMissing.Wrapf("%s has neither RECORD, RELAY nor ATTEST", address)
}

// JurisdictionActive reports whether there is a jurisdiction of the id, and it is
// ACTIVE.
func (k Keeper) JurisdictionActive(ctx context.Context, id string) (bool, error) {
	j, err := k.Jurisdictions.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return j.Active(blockTime(ctx)), nil
}

// RequireActive is nil for a participant that is ACTIVE, of a jurisdiction that is.
func (k Keeper) RequireActive(ctx context.Context, participant string) error {
	p, err := k.participant(ctx, participant)
	if err != nil {
		return err
	}
	if status := p.StatusAt(blockTime(ctx)); status != types.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE {
		return types.ErrParticipantNotActive.Wrapf("%s is %s", participant, status)
	}
	return k.requireActive(ctx, p.Jurisdiction)
}

// RequireNodeOperator is nil for a participant that is ACTIVE, of a jurisdiction that is,
// and holds the role NODE_OPERATOR now.
func (k Keeper) RequireNodeOperator(ctx context.Context, participant string) error {
	if err := k.RequireActive(ctx, participant); err != nil {
		return err
	}
	p, err := k.participant(ctx, participant)
	if err == nil && !p.Holds(policy.RoleNodeOperator, blockTime(ctx)) {
		err = types.ErrNotNodeOperator.Wrap(participant)
	}
	return err
}

// Reviewer is for whom an address reviews: the authority of an ACTIVE jurisdiction, for
// which no participant is named, or an account with ATTEST of an ACTIVE participant there.
func (k Keeper) Reviewer(ctx context.Context, address string) (permission.Member, error) {
	jurisdiction, err := k.Authority(ctx, address)
	if err == nil {
		return permission.Member{Jurisdiction: jurisdiction}, nil
	}
	if !errors.Is(err, types.ErrNotAuthority) {
		return permission.Member{}, err
	}
	return k.Authorize(ctx, address, permission.Attest)
}

// PermitIssuer is for whom an address issues data permits: the authority of an ACTIVE
// jurisdiction, for which no participant is named, or an account with ATTEST of an ACTIVE
// participant there that holds the role ACCESS_BODY now.
func (k Keeper) PermitIssuer(ctx context.Context, address string) (permission.Member, error) {
	member, err := k.Reviewer(ctx, address)
	if err != nil || member.Participant == "" {
		return member, err
	}
	participant, err := k.participant(ctx, member.Participant)
	if err != nil {
		return permission.Member{}, err
	}
	if !participant.Holds(policy.RoleAccessBody, blockTime(ctx)) {
		return permission.Member{}, types.ErrNotAccessBody.Wrap(member.Participant)
	}
	return member, nil
}

// ParticipantKnown reports whether there is a participant of the id, whatever its status.
func (k Keeper) ParticipantKnown(ctx context.Context, id string) (bool, error) {
	return k.Participants.Has(ctx, id)
}

// JurisdictionOf is a participant's jurisdiction; empty if there is no participant of the id.
func (k Keeper) JurisdictionOf(ctx context.Context, id string) (string, error) {
	p, err := k.Participants.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return "", nil
	}
	return p.Jurisdiction, err
}

// ActiveJurisdictions are the ids of those that are ACTIVE, in order. There are at
// most MaxJurisdictions.
func (k Keeper) ActiveJurisdictions(ctx context.Context) ([]string, error) {
	var active []string
	now := blockTime(ctx)
	err := k.Jurisdictions.Walk(ctx, nil, func(id string, j types.Jurisdiction) (bool, error) {
		if j.Active(now) {
			active = append(active, id)
		}
		return false, nil
	})
	return active, err
}

// PolicyParticipant is what is hot of a participant's facts; false if there is none
// of that id.
func (k Keeper) PolicyParticipant(ctx context.Context, id string) (world.Recorded[policy.Participant], bool, error) {
	p, err := k.Participants.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return world.Recorded[policy.Participant]{}, false, nil
	}
	if err != nil {
		return world.Recorded[policy.Participant]{}, false, err
	}
	return world.Recorded[policy.Participant]{Value: p.Policy(), HistoryFrom: p.HistoryFrom}, true, nil
}

// PolicyJurisdiction is what is hot of a jurisdiction's facts; false if there is none
// of that id.
func (k Keeper) PolicyJurisdiction(ctx context.Context, id string) (world.Recorded[policy.Jurisdiction], bool, error) {
	j, err := k.Jurisdictions.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return world.Recorded[policy.Jurisdiction]{}, false, nil
	}
	if err != nil {
		return world.Recorded[policy.Jurisdiction]{}, false, err
	}
	return world.Recorded[policy.Jurisdiction]{Value: j.Policy(), HistoryFrom: j.HistoryFrom}, true, nil
}
