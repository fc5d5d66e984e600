package keeper

import (
	"context"
	"errors"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/comet"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/poa/types"
)

// BeginBlock convicts those whom the block's evidence is about, and jails those that
// missed too many blocks. It changes the desired set alone; the engine is told at the
// end of the block. It looks at each vote and each evidence once: the engine bounds
// both, evidence by its bytes in a block, and it never brings one again.
func (k Keeper) BeginBlock(ctx context.Context) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if info := sdkCtx.CometInfo(); info != nil {
		evidence := info.GetEvidence()
		for i := range evidence.Len() {
			if err := k.convict(sdkCtx, evidence.Get(i)); err != nil {
				return err
			}
		}
	}
	return k.countAbsences(sdkCtx)
}

// convict takes evidence that a key signed two blocks of one height, or took part in
// an attack on light clients. Keys that nobody knows any more are passed over, as are
// those that were convicted before.
func (k Keeper) convict(ctx sdk.Context, evidence comet.Evidence) error {
	if evidence.Type() != comet.DuplicateVote && evidence.Type() != comet.LightClientAttack {
		return nil
	}
	use, err := k.Keys.Get(ctx, evidence.Validator().Address())
	if errors.Is(err, collections.ErrNotFound) || (err == nil && use.Tombstoned) {
		return nil
	}
	if err != nil {
		return err
	}
	use.Tombstoned = true
	if err := k.Keys.Set(ctx, use.Address, use); err != nil {
		return err
	}
	validator, err := k.Validators.Get(ctx, use.Participant)
	if errors.Is(err, collections.ErrNotFound) {
		return nil // A halt would punish everybody else.
	}
	if err != nil {
		return err
	}
	convicted := validator.Convict()
	if err := k.Validators.Set(ctx, convicted.Participant, convicted); err != nil {
		return err
	}
	if validator.Present() && !convicted.Present() {
		if err := k.retireWith(ctx, validator); err != nil {
			return err
		}
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventEquivocation{
		Participant: use.Participant, Address: use.Address, Height: evidence.Height(),
	})
}

// countAbsences notes who did not sign the last block and jails who missed too many.
// Nothing is written about those who signed.
func (k Keeper) countAbsences(ctx sdk.Context) error {
	height := ctx.BlockHeight() - 1
	var params types.Params
	for _, vote := range ctx.VoteInfos() {
		if comet.BlockIDFlag(vote.BlockIdFlag) != comet.BlockIDFlagAbsent {
			continue
		}
		if params.Window == 0 {
			var err error
			if params, err = k.Params.Get(ctx); err != nil {
				return err
			}
		}
		if err := k.absent(ctx, vote.Validator.Address, height, params); err != nil {
			return err
		}
	}
	return nil
}

// absent notes that a key did not sign a height. What a key missed that is no longer
// its validator's does not count.
func (k Keeper) absent(ctx sdk.Context, address []byte, height int64, params types.Params) error {
	use, err := k.Keys.Get(ctx, address)
	if errors.Is(err, collections.ErrNotFound) || (err == nil && use.Retired()) {
		return nil
	}
	if err != nil {
		return err
	}
	validator, err := k.Validators.Get(ctx, use.Participant)
	if err != nil || !validator.Active() {
		return err
	}
	absences, err := k.absences(ctx, use.Participant)
	if err != nil {
		return err
	}
	absences = absences.Miss(height, params.Window)
	missed := absences.Count(height, params.Window)
	if missed > params.MaxMissed {
		jailed, err := k.jail(ctx, validator, missed, params)
		if err != nil || jailed {
			return err
		}
	}
	return k.Absences.Set(ctx, use.Participant, absences)
}

// jail takes a validator out of the set, unless it is the last one.
func (k Keeper) jail(ctx sdk.Context, v types.Validator, missed int64, params types.Params) (bool, error) {
	set, err := k.Set(ctx)
	if err != nil {
		return false, err
	}
	jailed, changed := set.Jail(v, params, ctx.BlockTime().Unix())
	if !changed {
		return false, nil
	}
	if err := k.Absences.Remove(ctx, v.Participant); err != nil {
		return false, err
	}
	if err := k.Validators.Set(ctx, v.Participant, jailed); err != nil {
		return false, err
	}
	return true, ctx.EventManager().EmitTypedEvent(&types.EventValidatorJailed{
		Participant: v.Participant, Missed: missed, Until: jailed.JailedUntil,
	})
}

func (k Keeper) absences(ctx context.Context, participant string) (types.Absences, error) {
	absences, err := k.Absences.Get(ctx, participant)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Absences{Participant: participant}, nil
	}
	return absences, err
}

// EndBlock removes those that equivocated, as soon as somebody else validates, and
// tells the consensus engine how the desired set differs from what it was told last.
// Where nothing differs, nothing is written.
func (k Keeper) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	set, err := k.Set(ctx)
	if err != nil {
		return nil, err
	}
	set, removed := set.Cleared()
	for _, v := range removed {
		if err := k.clear(ctx, v); err != nil {
			return nil, err
		}
	}
	announced, err := values(ctx, k.AnnouncedSet)
	if err != nil {
		return nil, err
	}
	updates := types.Diff(announced, set, types.KeyTypesOf(sdk.UnwrapSDKContext(ctx).ConsensusParams()))
	return updates, k.announce(ctx, updates)
}

// clear stores the removal of a validator that equivocated.
func (k Keeper) clear(ctx context.Context, v types.Validator) error {
	if err := k.Validators.Set(ctx, v.Participant, v); err != nil {
		return err
	}
	if err := k.retireWith(ctx, v); err != nil {
		return err
	}
	return emit(ctx, &types.EventEquivocatorRemoved{Participant: v.Participant})
}

// announce stores what the consensus engine is told.
func (k Keeper) announce(ctx context.Context, updates []abci.ValidatorUpdate) error {
	for _, update := range updates {
		announced, err := types.Announcement(update)
		if err != nil {
			return err
		}
		if update.Power == 0 {
			err = k.AnnouncedSet.Remove(ctx, announced.Key.Address())
		} else {
			err = k.AnnouncedSet.Set(ctx, announced.Key.Address(), announced)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
