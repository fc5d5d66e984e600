package keeper

import (
	"context"
	"errors"

	cmttypes "github.com/cometbft/cometbft/types"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/x/poa/types"
)

// takeKey has a participant's validator vote with a key from now on. It refuses one
// that another validator has or had until lately, that equivocated, or whose type the
// consensus parameters did not allow before this block.
func (k Keeper) takeKey(ctx context.Context, participant string, key types.ConsensusKey) error {
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
	case use.Participant != participant || use.RetiredAt == 0:
		return types.ErrKeyInUse
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
	if err := k.Absences.Remove(ctx, v.Participant); err != nil {
		return err
	}
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

// requireKeyRoom refuses a participant that retired too many keys lately.
func (k Keeper) requireKeyRoom(ctx context.Context, participant string) error {
	retired := 0
	err := k.Keys.Walk(ctx, nil, func(_ []byte, use types.KeyUse) (bool, error) {
		if use.Participant == participant && use.RetiredAt != 0 && !use.Tombstoned {
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
