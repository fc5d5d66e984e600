package keeper

import (
	"context"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/registry/types"
)

// BindAccount lets an account send for the admin's participant.
func (s msgServer) BindAccount(ctx context.Context, msg *types.MsgBindAccount) (*types.MsgBindAccountResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	admin, err := s.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	if err := s.requireAccountRoom(ctx, admin.Participant); err != nil {
		return nil, err
	}
	address, err := s.freeAddress(ctx, msg.Address)
	if err != nil {
		return nil, err
	}
	account, err := types.NewAccount(msg.Address, admin.Participant, msg.Permissions)
	if err != nil {
		return nil, err
	}
	if err := s.Claim(ctx, admin.Participant, uint64(account.Size())); err != nil {
		return nil, err
	}
	if err := s.bind(ctx, address, account); err != nil {
		return nil, err
	}
	return &types.MsgBindAccountResponse{}, emit(ctx, &types.EventAccountBound{
		Participant: account.Participant, Address: account.Address,
	})
}

// UnbindAccount ends what an account may do for the admin's participant. One admin
// has to stay.
func (s msgServer) UnbindAccount(ctx context.Context, msg *types.MsgUnbindAccount) (*types.MsgUnbindAccountResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	admin, err := s.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	key, account, err := s.membersAccount(ctx, admin.Participant, msg.Address)
	if err != nil {
		return nil, err
	}
	if err := s.requireOtherAdmin(ctx, account); err != nil {
		return nil, err
	}
	if err := s.unbind(ctx, key, account.Participant); err != nil {
		return nil, err
	}
	return &types.MsgUnbindAccountResponse{}, emit(ctx, &types.EventAccountUnbound{
		Participant: account.Participant, Address: account.Address,
	})
}

// RotateAccount gives the permissions of one address to another. The key under an
// address never changes: a new key is a new address.
func (s msgServer) RotateAccount(ctx context.Context, msg *types.MsgRotateAccount) (*types.MsgRotateAccountResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	admin, err := s.Authorize(ctx, msg.Admin, permission.Admin)
	if err != nil {
		return nil, err
	}
	key, account, err := s.membersAccount(ctx, admin.Participant, msg.Address)
	if err != nil {
		return nil, err
	}
	successor, err := s.freeAddress(ctx, msg.Successor)
	if err != nil {
		return nil, err
	}
	if err := s.unbind(ctx, key, account.Participant); err != nil {
		return nil, err
	}
	account.Address = msg.Successor
	if err := s.bind(ctx, successor, account); err != nil {
		return nil, err
	}
	return &types.MsgRotateAccountResponse{}, emit(ctx, &types.EventAccountRotated{
		Participant: account.Participant, Address: msg.Address, Successor: msg.Successor,
	})
}
