package keeper

import (
	"context"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/pkg/translog"
	"github.com/assent-ledger/assent/x/access/types"
)

// judge is the verdict on each event, in their order. It charges for an event
// before it judges it, so that a message stops where its gas ends.
//
// Facts are read without a meter and paid for by the schedule: what a message costs
// depends on its events and on the facts, never on what was read before.
func (k Keeper) judge(ctx sdk.Context, events []types.Event) ([]types.Verdict, error) {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return nil, err
	}
	clock := types.Clock{Now: ctx.BlockTime().Unix(), Lag: params.Lag}
	meter := ctx.GasMeter()
	var unmetered context.Context = ctx.WithGasMeter(storetypes.NewInfiniteGasMeter())
	session := k.worlds.Open()
	verdicts := make([]types.Verdict, len(events))
	for i := range events {
		e := &events[i]
		categories := uint64(len(e.Categories))
		meter.ConsumeGas(types.GasPerEvent+categories*types.GasPerCategory, "access event")
		if e.Permit != "" {
			meter.ConsumeGas(types.GasPerPermit, "data permit of the event")
		}
		request := e.Request(e.OccurredAt)
		c, err := session.Case(unmetered, request)
		if err != nil {
			return nil, err
		}
		meter.ConsumeGas(categories*uint64(c.Facts.Nodes)*types.GasPerNode, "provisions of the subject")
		meter.ConsumeGas(categories*uint64(c.Rules)*types.GasPerRule, "rules of the agreements")
		verdicts[i] = types.Judge(&c, e, clock)
	}
	return verdicts, nil
}

// leaves is the leaf of each event with its verdict, from an index of a trail on.
func leaves(ctx sdk.Context, trail types.Trail, events []types.Event, verdicts []types.Verdict) ([]translog.Hash, error) {
	place := types.Place{
		ChainID: ctx.ChainID(),
		Trail:   trail.Id,
		Index:   trail.Head.Size_,
		Height:  ctx.BlockHeight(),
		Time:    ctx.BlockTime().Unix(),
	}
	hashes := make([]translog.Hash, len(events))
	for i := range events {
		record, err := types.NewRecord(place, events[i], verdicts[i])
		if err != nil {
			return nil, err
		}
		if hashes[i], err = record.Leaf(); err != nil {
			return nil, err
		}
		place.Index++
	}
	return hashes, nil
}
