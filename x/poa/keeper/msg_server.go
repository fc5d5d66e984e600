package keeper

import (
	"context"
	"errors"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/poa/types"
)

type msgServer struct {
	Keeper
}

// NewMsgServer serves the module's messages. They change the desired set; the
// consensus engine is told at the end of the block.
func NewMsgServer(k Keeper) types.MsgServer { return msgServer{k} }

// AdmitValidator lets an ACTIVE node operator validate.
func (s msgServer) AdmitValidator(ctx context.Context, msg *types.MsgAdmitValidator) (*types.MsgAdmitValidatorResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	if err := s.registry.RequireNodeOperator(ctx, msg.Participant); err != nil {
		return nil, err
	}
	params, set, err := s.paramsAndSet(ctx)
	if err != nil {
		return nil, err
	}
	before, known := set.Of(msg.Participant)
	if known && before.Present() {
		return nil, types.ErrValidatorExists.Wrapf("%s is %s", msg.Participant, before.Status)
	}
	if present := set.Present(); present >= types.MaxValidators {
		return nil, types.ErrTooManyValidators.Wrapf("%d", present)
	}
	if block := sdk.UnwrapSDKContext(ctx).ConsensusParams(); block.Block != nil && block.Evidence != nil {
		if err := CheckBlockRoom(block.Block.MaxBytes, block.Evidence.MaxBytes, set.Present()+1); err != nil {
			return nil, err
		}
	}
	if err := s.change(ctx, params); err != nil {
		return nil, err
	}
	if !known {
		if err := s.requireRecordRoom(sdk.UnwrapSDKContext(ctx), set); err != nil {
			return nil, err
		}
	}
	power := msg.Power
	if power == 0 {
		power = params.Power
	}
	validator, err := types.NewValidator(msg.Participant, msg.Key, power)
	if err != nil {
		return nil, err
	}
	if err := s.takeKey(ctx, msg.Participant, msg.Key, true); err != nil {
		return nil, err
	}
	if err := s.Validators.Set(ctx, validator.Participant, validator); err != nil {
		return nil, err
	}
	return &types.MsgAdmitValidatorResponse{}, emit(ctx, &types.EventValidatorAdmitted{
		Participant: validator.Participant, Power: validator.Power,
	})
}

// SetPower changes the power of an ACTIVE validator in the desired set.
func (s msgServer) SetPower(ctx context.Context, msg *types.MsgSetPower) (*types.MsgSetPowerResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	before, err := s.validator(ctx, msg.Participant)
	if err != nil {
		return nil, err
	}
	after, err := before.WithPower(msg.Power)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.change(ctx, params); err != nil {
		return nil, err
	}
	if err := s.Validators.Set(ctx, msg.Participant, after); err != nil {
		return nil, err
	}
	return &types.MsgSetPowerResponse{}, emit(ctx, &types.EventPowerSet{Participant: after.Participant, Power: after.Power})
}

// RemoveValidator ends a participant's validating, however soon after another change:
// the council may have to be quick.
func (s msgServer) RemoveValidator(ctx context.Context, msg *types.MsgRemoveValidator) (*types.MsgRemoveValidatorResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	if err := s.end(ctx, msg.Participant, types.ValidatorStatus_VALIDATOR_STATUS_REMOVED); err != nil {
		return nil, err
	}
	return &types.MsgRemoveValidatorResponse{}, emit(ctx, &types.EventValidatorRemoved{Participant: msg.Participant})
}

// Leave ends the sender's participant's validating.
func (s msgServer) Leave(ctx context.Context, msg *types.MsgLeave) (*types.MsgLeaveResponse, error) {
	operator, err := s.registry.Authorize(ctx, msg.Operator, permission.Operate)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	validator, err := s.validator(ctx, operator.Participant)
	if err != nil {
		return nil, err
	}
	if validator.Active() {
		if err := s.change(ctx, params); err != nil {
			return nil, err
		}
	}
	if err := s.end(ctx, operator.Participant, types.ValidatorStatus_VALIDATOR_STATUS_LEFT); err != nil {
		return nil, err
	}
	return &types.MsgLeaveResponse{}, emit(ctx, &types.EventValidatorLeft{Participant: operator.Participant})
}

// RotateConsensusKey has the sender's participant validate with another key.
func (s msgServer) RotateConsensusKey(
	ctx context.Context, msg *types.MsgRotateConsensusKey,
) (*types.MsgRotateConsensusKeyResponse, error) {
	operator, err := s.registry.Authorize(ctx, msg.Operator, permission.Operate)
	if err != nil {
		return nil, err
	}
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	before, err := s.validator(ctx, operator.Participant)
	if err != nil {
		return nil, err
	}
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	after, err := before.WithKey(msg.Key, height)
	if err != nil {
		return nil, err
	}
	params, err := s.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := params.CheckRotation(before, height); err != nil {
		return nil, err
	}
	if before.Active() { // The key of a jailed one is not in the set.
		if err := s.change(ctx, params); err != nil {
			return nil, err
		}
	}
	if err := s.takeKey(ctx, operator.Participant, msg.Key, false); err != nil {
		return nil, err
	}
	if err := s.retire(ctx, before); err != nil {
		return nil, err
	}
	if err := s.Validators.Set(ctx, operator.Participant, after); err != nil {
		return nil, err
	}
	return &types.MsgRotateConsensusKeyResponse{}, emit(ctx, &types.EventConsensusKeyRotated{
		Participant: operator.Participant, Address: after.Key.Address(),
	})
}

// Unjail has the sender's participant validate again.
func (s msgServer) Unjail(ctx context.Context, msg *types.MsgUnjail) (*types.MsgUnjailResponse, error) {
	operator, err := s.registry.Authorize(ctx, msg.Operator, permission.Operate)
	if err != nil {
		return nil, err
	}
	before, err := s.validator(ctx, operator.Participant)
	if err != nil {
		return nil, err
	}
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	after, err := before.Unjail(sdkCtx.BlockTime().Unix())
	if err != nil {
		return nil, err
	}
	if !types.KeyTypesOf(sdkCtx.ConsensusParams()).Allow(after.Key.Type) {
		return nil, types.ErrKeyTypeNotAllowed.Wrapf("%s: rotate to another key first", after.Key.Type)
	}
	if err := s.Validators.Set(ctx, operator.Participant, after); err != nil {
		return nil, err
	}
	return &types.MsgUnjailResponse{}, emit(ctx, &types.EventValidatorUnjailed{Participant: operator.Participant})
}

// UpdateParams changes all parameters.
func (s msgServer) UpdateParams(ctx context.Context, msg *types.MsgUpdateParams) (*types.MsgUpdateParamsResponse, error) {
	if err := msg.Validate(); err != nil {
		return nil, err
	}
	if err := s.requireCouncil(msg.Council); err != nil {
		return nil, err
	}
	if err := s.Params.Set(ctx, msg.Params); err != nil {
		return nil, err
	}
	return &types.MsgUpdateParamsResponse{}, emit(ctx, &types.EventParamsUpdated{Params: msg.Params})
}

func (s msgServer) requireCouncil(signer string) error {
	if signer != s.council {
		return types.ErrNotCouncil.Wrap(signer)
	}
	return nil
}

func (s msgServer) paramsAndSet(ctx context.Context) (types.Params, types.Set, error) {
	params, err := s.Params.Get(ctx)
	if err != nil {
		return types.Params{}, nil, err
	}
	set, err := s.Set(ctx)
	return params, set, err
}

// end takes a participant's validator out for good: LEFT or REMOVED.
func (s msgServer) end(ctx context.Context, participant string, as types.ValidatorStatus) error {
	params, set, err := s.paramsAndSet(ctx)
	if err != nil {
		return err
	}
	before, known := set.Of(participant)
	if !known {
		return types.ErrValidatorUnknown.Wrap(participant)
	}
	after, err := before.Ended(as)
	if err != nil {
		return err
	}
	if err := set.MayLose(before, params); err != nil {
		return err
	}
	if err := s.retireWith(ctx, before); err != nil {
		return err
	}
	return s.Validators.Set(ctx, participant, after)
}

// change notes a voluntary change, or refuses it because one was made lately.
func (s msgServer) change(ctx context.Context, params types.Params) error {
	last, err := s.LastChange.Get(ctx)
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return err
	}
	height := sdk.UnwrapSDKContext(ctx).BlockHeight()
	if err := params.CheckChange(last, height); err != nil {
		return err
	}
	return s.LastChange.Set(ctx, height)
}

func (s msgServer) validator(ctx context.Context, participant string) (types.Validator, error) {
	validator, err := s.Validators.Get(ctx, participant)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Validator{}, types.ErrValidatorUnknown.Wrap(participant)
	}
	return validator, err
}

func emit(ctx context.Context, event proto.Message) error {
	return sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(event)
}
