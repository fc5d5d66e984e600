package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

// Sender says who an address is to the chain, before its transactions are looked
// at any further: a jurisdiction's authority, an account of a participant that is
// ACTIVE or SUSPENDED, or the successor that a handover waits for. Others are
// refused. What each may send is for the handlers to decide, except that a
// successor may only accept.
func (k Keeper) Sender(ctx context.Context, address []byte) (permission.Sender, error) {
	jurisdiction, err := k.Authorities.Get(ctx, address)
	if err == nil {
		return permission.Sender{Standing: permission.Authority, Payer: jurisdiction}, nil
	}
	if !errors.Is(err, collections.ErrNotFound) {
		return permission.Sender{}, err
	}
	account, err := k.Accounts.Get(ctx, address)
	if errors.Is(err, collections.ErrNotFound) {
		return k.successorSender(ctx, address)
	}
	if err != nil {
		return permission.Sender{}, err
	}
	participant, err := k.participant(ctx, account.Participant)
	if err != nil {
		return permission.Sender{}, err
	}
	switch status := participant.StatusAt(blockTime(ctx)); status {
	case types.ParticipantStatus_PARTICIPANT_STATUS_ACTIVE, types.ParticipantStatus_PARTICIPANT_STATUS_SUSPENDED:
		return permission.Sender{Standing: permission.Account, Payer: participant.Id}, nil
	default:
		return permission.Sender{}, types.ErrParticipantNotActive.Wrapf("%s is %s", participant.Id, status)
	}
}

func (k Keeper) successorSender(ctx context.Context, address []byte) (permission.Sender, error) {
	jurisdiction, found, err := k.Successor(ctx, address)
	if err != nil {
		return permission.Sender{}, err
	}
	if !found {
		return permission.Sender{}, types.ErrAccountUnknown
	}
	return permission.Sender{Standing: permission.Successor, Payer: types.SuccessorPayer(jurisdiction)}, nil
}
