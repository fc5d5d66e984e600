package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/x/access/types"
)

// proven is a record that stands in its trail, as a message proves it.
func (k Keeper) proven(ctx sdk.Context, evidence types.DisputedRecord) (types.Proof, error) {
	proof, err := evidence.Read()
	if err != nil {
		return types.Proof{}, err
	}
	trail, err := k.trail(ctx, proof.Trail)
	if err != nil {
		return types.Proof{}, err
	}
	root, err := k.rootAt(ctx, trail, evidence.Size_)
	if err != nil {
		return types.Proof{}, err
	}
	return proof, evidence.Check(proof, root)
}

// newDispute is a dispute that may be opened; it is not stored.
func (k Keeper) newDispute(
	ctx sdk.Context, proof types.Proof, home, filedBy string, ground types.Ground, document []byte,
) (types.Dispute, error) {
	if err := types.CheckDocument(ground, document); err != nil {
		return types.Dispute{}, err
	}
	params, err := k.Params.Get(ctx)
	if err != nil {
		return types.Dispute{}, err
	}
	dispute := types.NewDispute(proof, home, filedBy, ground, document, ctx.BlockTime().Unix(), params)
	exists, err := k.Disputes.Has(ctx, dispute.Id)
	if err != nil {
		return types.Dispute{}, err
	}
	if exists {
		return types.Dispute{}, types.ErrDisputeExists
	}
	unresolved, err := k.unresolved(ctx, dispute.Subject)
	if err != nil {
		return types.Dispute{}, err
	}
	if unresolved >= types.MaxUnresolved {
		return types.Dispute{}, types.ErrDisputesFull.Wrapf("the subject has %d", unresolved)
	}
	return dispute, nil
}

// openDispute stores a new dispute with its deadlines.
func (k Keeper) openDispute(ctx sdk.Context, d types.Dispute) error {
	unresolved, err := k.unresolved(ctx, d.Subject)
	if err != nil {
		return err
	}
	if err := k.Unresolved.Set(ctx, d.Subject, unresolved+1); err != nil {
		return err
	}
	if err := k.Disputes.Set(ctx, d.Id, d); err != nil {
		return err
	}
	moments := []int64{d.AnswerBy, d.ResolveBy}
	if d.AnswerBy == d.ResolveBy {
		moments = moments[:1]
	}
	for _, at := range moments {
		if err := k.enqueue(ctx, types.Due{At: at, Disputes: [][]byte{d.Id}}); err != nil {
			return err
		}
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventDisputeOpened{
		Dispute: d.Id, Trail: d.Trail, Index: d.Index, AnswerBy: d.AnswerBy,
	})
}

func (k Keeper) changeDispute(ctx sdk.Context, d types.Dispute) error {
	if err := k.Disputes.Set(ctx, d.Id, d); err != nil {
		return err
	}
	return ctx.EventManager().EmitTypedEvent(&types.EventDisputeChanged{Dispute: d.Id, Status: d.Status})
}

// countResolved counts one unresolved dispute of a subject less.
func (k Keeper) countResolved(ctx context.Context, subject []byte) error {
	unresolved, err := k.unresolved(ctx, subject)
	if err != nil || unresolved <= 1 {
		return errors.Join(err, k.Unresolved.Remove(ctx, subject))
	}
	return k.Unresolved.Set(ctx, subject, unresolved-1)
}

// unresolved is the number of a subject's disputes that are not resolved.
func (k Keeper) unresolved(ctx context.Context, subject []byte) (uint32, error) {
	n, err := k.Unresolved.Get(ctx, subject)
	if errors.Is(err, collections.ErrNotFound) {
		return 0, nil
	}
	return n, err
}

func (k Keeper) dispute(ctx context.Context, id []byte) (types.Dispute, error) {
	d, err := k.Disputes.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Dispute{}, types.ErrDisputeUnknown
	}
	return d, err
}
