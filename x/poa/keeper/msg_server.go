package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/poa/types"
)

type msgServer struct {
	Keeper
}

// NewMsgServer serves the module's messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// SetPower changes the power of an ACTIVE validator in the desired set. The
// consensus engine is told at the end of the block.
func (s msgServer) SetPower(ctx context.Context, msg *types.MsgSetPower) (*types.MsgSetPowerResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if msg.Council != s.council {
		return nil, types.ErrNotCouncil.Wrap(msg.Council)
	}
	before, err := s.Validators.Get(ctx, msg.Participant)
	if errors.Is(err, collections.ErrNotFound) {
		return nil, types.ErrValidatorUnknown.Wrap(msg.Participant)
	}
	if err != nil {
		return nil, err
	}
	after, err := before.WithPower(msg.Power)
	if err != nil {
		return nil, err
	}
	if err := s.Validators.Set(ctx, msg.Participant, after); err != nil {
		return nil, err
	}
	return &types.MsgSetPowerResponse{}, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventPowerSet{
		Participant: after.Participant, Power: after.Power,
	})
}
