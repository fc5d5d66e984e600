package keeper

import (
	"context"

	errorsmod "cosmossdk.io/errors"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/x/council/types"
)

// EndBlock closes what has expired, and settles again what a change of members may
// have decided, in order of id. Where nothing is open it reads nothing else.
func (k Keeper) EndBlock(ctx context.Context) error {
	ids, err := k.open(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		p, err := k.proposal(ctx, id)
		if err != nil {
			return err
		}
		if _, err := k.settle(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// settle stores an OPEN proposal as it stands now: expired, accepted and executed,
// rejected, or still open.
func (k Keeper) settle(ctx context.Context, p types.Proposal) (types.Proposal, error) {
	now := blockTime(ctx)
	if p.Expired(now) {
		return k.resolve(ctx, p.Resolved(types.ProposalStatus_PROPOSAL_STATUS_EXPIRED, now))
	}
	tally, err := k.tally(ctx, p)
	if err != nil {
		return types.Proposal{}, err
	}
	switch {
	case tally.Accepted():
		failure := k.execute(ctx, p)
		status := types.ProposalStatus_PROPOSAL_STATUS_PASSED
		if failure != nil {
			status = types.ProposalStatus_PROPOSAL_STATUS_FAILED
		}
		p = p.Resolved(status, now)
		p.Failure = failure
		return k.resolve(ctx, p)
	case tally.Impossible():
		return k.resolve(ctx, p.Resolved(types.ProposalStatus_PROPOSAL_STATUS_REJECTED, now))
	default:
		return p, nil
	}
}

// resolve stores a proposal at its end, and tells of it.
func (k Keeper) resolve(ctx context.Context, p types.Proposal) (types.Proposal, error) {
	if err := k.store(ctx, p); err != nil {
		return types.Proposal{}, err
	}
	return p, sdk.UnwrapSDKContext(ctx).EventManager().EmitTypedEvent(&types.EventProposalResolved{Proposal: p.Id, Status: p.Status})
}

// tally of a proposal among those who have a vote on it.
func (k Keeper) tally(ctx context.Context, p types.Proposal) (types.Tally, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return types.Tally{}, err
	}
	seats, err := k.electorate(ctx, p)
	if err != nil {
		return types.Tally{}, err
	}
	return p.Tally(params, seats), nil
}

// electorate are the members that have a vote on a proposal: all but the one whose
// authority it would replace, which may object instead.
func (k Keeper) electorate(ctx context.Context, p types.Proposal) ([]permission.Seat, error) {
	seats, err := k.registry.Seats(ctx)
	if err != nil {
		return nil, err
	}
	messages, err := types.Unpacked(p.Messages)
	if err != nil {
		return nil, err
	}
	replaced := k.firewall.Replaced(messages[0])
	var voting []permission.Seat
	for _, seat := range seats {
		if seat.Jurisdiction != replaced {
			voting = append(voting, seat)
		}
	}
	return voting, nil
}

// execute executes the messages of an accepted proposal: all, or none and why not.
// What a message may be is checked again, since the rules may have changed. Only
// the code of an error is kept: its text may differ from node to node.
func (k Keeper) execute(ctx context.Context, p types.Proposal) *types.Failure {
	messages, err := types.Unpacked(p.Messages)
	if err != nil {
		return failure(0, err)
	}
	parent := sdk.UnwrapSDKContext(ctx)
	metered := parent.WithGasMeter(storetypes.NewGasMeter(types.ExecutionGas))
	cached, write := metered.CacheContext()
	for i, msg := range messages {
		if err := k.executeOne(cached, msg); err != nil {
			return failure(i, err)
		}
	}
	write()
	return nil
}

// executeOne executes one message. What breaks off, out of gas or otherwise, is an
// error like any other.
func (k Keeper) executeOne(ctx sdk.Context, msg sdk.Msg) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = types.ErrExecutionPanicked
		}
	}()
	if err := k.firewall.Check(ctx, msg); err != nil {
		return err
	}
	handler := k.router.Handler(msg)
	if handler == nil {
		return types.ErrMessageNotCouncils.Wrap(sdk.MsgTypeURL(msg))
	}
	result, err := handler(ctx, msg)
	if err != nil {
		return err
	}
	ctx.EventManager().EmitEvents(result.GetEvents())
	return nil
}

func failure(message int, err error) *types.Failure {
	codespace, code, _ := errorsmod.ABCIInfo(err, false)
	return &types.Failure{Message: uint32(message), Codespace: codespace, Code: code}
}
