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
		meter.ConsumeGas(uint64(c.Read.Agreements)*types.GasPerAgreementRead+uint64(c.Read.Rules)*types.GasPerRuleRead, "reading the agreements")
		verdicts[i] = types.Judge(&c, e, clock)
		if !e.NeedsRequest() {
			continue
		}
		if e.SubjectRequest != nil {
			meter.ConsumeGas(types.GasPerSignature, "request of the subject")
		}
		if !e.Proven(ctx.ChainID(), c.Facts.Keys, clock.Judged(e)) {
			verdicts[i].Marks = append(verdicts[i].Marks, types.Mark_MARK_UNPROVEN_REQUEST)
		}
	}
	return verdicts, nil
}

// leaves is the leaf of each event with its verdict, from a place of a trail on.
func leaves(place types.Place, events []types.Event, verdicts []types.Verdict) ([]translog.Hash, error) {
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
