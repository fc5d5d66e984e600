package keeper

import (
	"context"

	"github.com/assent-ledger/assent/x/recognition/types"
)

type msgServer struct{ Keeper }

// NewMsgServer answers the messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// activeAuthority is the jurisdiction that the address speaks for, which is ACTIVE.
func (s msgServer) activeAuthority(ctx context.Context, address string) (string, error) {
	id, err := s.registry.Authority(ctx, address)
	if err != nil {
		return "", err
	}
	return id, s.active(ctx, id)
}

func (s msgServer) active(ctx context.Context, id string) error {
	active, err := s.registry.JurisdictionActive(ctx, id)
	if err != nil {
		return err
	}
	if !active {
		return types.ErrPartyInactive.Wrap(id)
	}
	return nil
}

type validated interface{ Validate() error }

// party is the ACTIVE jurisdiction that the address speaks for, of a message that is
// well formed.
func (s msgServer) party(ctx context.Context, address string, msg validated) (string, error) {
	id, err := s.activeAuthority(ctx, address)
	if err != nil {
		return "", err
	}
	return id, msg.Validate()
}
