package keeper

import (
	"context"

	"github.com/cosmos/gogoproto/proto"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/registry/types"
)

type msgServer struct{ Keeper }

// NewMsgServer serves the registry's messages.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// requireCouncil refuses any other signer.
func (s msgServer) requireCouncil(signer string) error {
	if signer != s.council {
		return types.ErrNotCouncil.Wrap(signer)
	}
	return nil
}

// ownParticipant is a participant of the jurisdiction whose authority sends.
func (s msgServer) ownParticipant(ctx context.Context, authority, id string) (types.Participant, error) {
	jurisdiction, err := s.Authority(ctx, authority)
	if err != nil {
		return types.Participant{}, err
	}
	participant, err := s.participant(ctx, id)
	if err != nil {
		return types.Participant{}, err
	}
	if participant.Jurisdiction != jurisdiction {
		return types.Participant{}, types.ErrNotAuthority.Wrapf(
			"%s of %s, participant %s of %s", authority, jurisdiction, id, participant.Jurisdiction)
	}
	return participant, nil
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
