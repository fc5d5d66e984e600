package keeper

import (
	"context"
	"errors"
	"slices"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/x/poa/types"
)

// takeKey has a participant's validator vote with a key from now on. It refuses one
// that another validator has or had until lately, that equivocated, or whose type the
// consensus parameters did not allow before this block. The participant's own former key
// may return where somebody else says so, and not by a rotation.
func (k Keeper) takeKey(ctx context.Context, participant string, key types.ConsensusKey, mayReturn bool) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	if !types.KeyTypesOf(sdkCtx.ConsensusParams()).Allow(key.Type) {
		return types.ErrKeyTypeNotAllowed.Wrap(key.Type)
	}
	if err := k.forgetExpired(sdkCtx); err != nil {
		return err
	}
	address := key.Address()
	use, err := k.Keys.Get(ctx, address)
	switch {
	case errors.Is(err, collections.ErrNotFound):
	case err != nil:
		return err
	case use.Tombstoned:
		return types.ErrKeyTombstoned
	case use.Participant != participant || !use.Retired():
		return types.ErrKeyInUse
	case !mayReturn:
		return types.ErrKeyInUse.Wrap("it was the validator's own lately")
	}
	if err := k.requireKeyRoom(ctx, participant); err != nil {
		return err
	}
	return k.Keys.Set(ctx, address, types.KeyUse{Address: address, Participant: participant})
}

// retire notes that a validator votes with its key no more. Evidence about it may
// still come.
func (k Keeper) retire(ctx context.Context, v types.Validator) error {
	sdkCtx := sdk.UnwrapSDKContext(ctx)
	address := v.Key.Address()
	use, err := k.Keys.Get(ctx, address)
	if err != nil {
		return err
	}
	use.RetiredAt, use.RetiredHeight = sdkCtx.BlockTime().Unix(), sdkCtx.BlockHeight()
	return k.Keys.Set(ctx, address, use)
}

// forgetExpired forgets the keys about which no evidence can come any more.
func (k Keeper) forgetExpired(ctx sdk.Context) error {
	uses, err := values(ctx, k.Keys)
	if err != nil {
		return err
	}
	evidence := ctx.ConsensusParams().Evidence
	for _, use := range uses {
		if use.Expired(evidence, ctx.BlockHeight(), ctx.BlockTime().Unix()) {
			if err := k.Keys.Remove(ctx, use.Address); err != nil {
				return err
			}
		}
	}
	return nil
}

// retireWith retires the key of a validator that is out for good, and forgets what it
// missed.
func (k Keeper) retireWith(ctx context.Context, v types.Validator) error {
	if err := k.Absences.Remove(ctx, v.Participant); err != nil {
		return err
	}
	return k.retire(ctx, v)
}

// requireRecordRoom forgets, where there are too many records, those that are out for good
// and about whose keys no evidence can come any more.
func (k Keeper) requireRecordRoom(ctx sdk.Context, set types.Set) error {
	if len(set) < types.MaxRecords {
		return nil
	}
	if err := k.forgetExpired(ctx); err != nil {
		return err
	}
	uses, err := values(ctx, k.Keys)
	if err != nil {
		return err
	}
	forgotten := 0
	for _, v := range set {
		answers := func(use types.KeyUse) bool { return use.Participant == v.Participant && !use.Tombstoned }
		if v.Present() || slices.ContainsFunc(uses, answers) {
			continue
		}
		if err := k.Validators.Remove(ctx, v.Participant); err != nil {
			return err
		}
		forgotten++
	}
	if forgotten == 0 {
		return types.ErrTooManyValidators.Wrapf("%d are on record, and evidence may still come about all: wait", len(set))
	}
	return nil
}

// requireKeyRoom refuses a participant that retired too many keys lately.
func (k Keeper) requireKeyRoom(ctx context.Context, participant string) error {
	retired := 0
	err := k.Keys.Walk(ctx, nil, func(_ []byte, use types.KeyUse) (bool, error) {
		if use.Participant == participant && use.Retired() && !use.Tombstoned {
			retired++
		}
		return false, nil
	})
	if err == nil && retired >= types.MaxRetiredKeys {
		err = types.ErrTooManyKeys.Wrapf("%s has %d", participant, retired)
	}
	return err
}

// CheckBlockRoom refuses a number of validators whose signatures would leave a block
// no room for the largest transaction. The engine reserves room for the largest kind
// of signature, whatever kinds there are.
func CheckBlockRoom(maxBytes, evidenceBytes int64, validators int) error {
	room := maxBytes - cmttypes.MaxOverheadForBlock - cmttypes.MaxHeaderBytes - cmttypes.MaxCommitBytes(validators) - evidenceBytes
	if room < nodeconfig.MaxTxBytes {
		return types.ErrBlockTooSmall.Wrapf("%d bytes are left with %d validators, want %d", room, validators, nodeconfig.MaxTxBytes)
	}
	return nil
}
