package keeper

import (
	"context"
	"errors"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/access/types"
)

// openedCase is a case of a message.
type openedCase struct {
	types.Case

	opened, changed bool
}

// openCases opens a case for each exchange that was recorded as an emergency, or adds the
// record to the one that the other side's record has opened. Each is read once and written
// once, however many records are about it.
func (k Keeper) openCases(ctx sdk.Context, place types.Place, events []types.Event, verdicts []types.Verdict) error {
	params, err := k.Params.Get(ctx)
	if err != nil {
		return err
	}
	var cases []openedCase
	found := map[string]int{} // Places in the list, never ranged.
	for i := range events {
		if !verdicts[i].OpensCase() {
			continue
		}
		e, at := &events[i], place
		at.Index += uint64(i)
		ctx.GasMeter().ConsumeGas(types.GasPerCase, "break-glass case")
		id := types.CaseID(e.Exchange, e.Subject, e.Controller, e.Recipient)
		n, known := found[string(id)]
		if !known {
			if n = len(cases); n == types.MaxCases {
				return types.ErrTooManyCases.Wrapf("more than %d", types.MaxCases)
			}
			opened, err := k.caseFor(ctx, id, e, at, params)
			if err != nil {
				return err
			}
			found[string(id)], cases = n, append(cases, opened)
		}
		c, joined := cases[n].Join(e, at)
		cases[n].Case, cases[n].changed = c, cases[n].changed || joined
	}
	return k.storeCases(ctx, types.WriterOf(place.Trail), cases)
}

// caseFor is the case that is stored under an id, or a new one with the event's record.
func (k Keeper) caseFor(ctx context.Context, id []byte, e *types.Event, at types.Place, params types.Params) (openedCase, error) {
	c, err := k.Cases.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return openedCase{Case: types.NewCase(e, at, params.JustifyWithin), opened: true, changed: true}, nil
	}
	return openedCase{Case: c}, err
}

// storeCases writes the cases of a message that changed, and one entry for the deadlines of
// those that it opened. What they occupy counts for the writer, whether it has room or not.
func (k Keeper) storeCases(ctx sdk.Context, writer string, cases []openedCase) error {
	var due types.Due
	for i := range cases {
		c := &cases[i]
		if !c.changed {
			continue
		}
		if err := k.Cases.Set(ctx, c.Id, c.Case); err != nil {
			return err
		}
		if !c.opened {
			continue
		}
		due.At, due.Cases = c.JustifyBy, append(due.Cases, c.Id)
		if err := ctx.EventManager().EmitTypedEvent(&types.EventCaseOpened{
			Case: c.Id, Controller: c.Controller, Recipient: c.Recipient, JustifyBy: c.JustifyBy,
		}); err != nil {
			return err
		}
	}
	if due.First() == nil {
		return nil
	}
	if err := k.registry.Occupy(ctx, writer, uint64(due.Count())*types.MaxCaseBytes); err != nil {
		return err
	}
	return k.enqueue(ctx, due)
}

func (k Keeper) caseOf(ctx context.Context, id []byte) (types.Case, error) {
	c, err := k.Cases.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Case{}, types.ErrCaseUnknown
	}
	return c, err
}

// reviews reports whether a participant was named to review cases of a controller.
func (k Keeper) reviews(ctx context.Context, participant, controller string) (bool, error) {
	home, err := k.registry.JurisdictionOf(ctx, controller)
	if err != nil || home == "" {
		return false, err
	}
	named, err := k.Reviewers.Get(ctx, home)
	if errors.Is(err, collections.ErrNotFound) {
		return false, nil
	}
	return slices.Contains(named.Participants, participant), err
}
