package keeper

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
)

// maxPagesBack bounds the archive pages that one question about the past reads.
const maxPagesBack = 64

// PastParticipant is a participant's facts as of a moment, in Unix seconds, with
// what its archive tells of it. It is for queries: messages are judged on what is
// hot.
func (k Keeper) PastParticipant(ctx context.Context, id string, at int64) (policy.Participant, error) {
	p, err := k.participant(ctx, id)
	if err != nil {
		return policy.Participant{}, err
	}
	now := blockTime(ctx)
	for read := 0; p.HistoryFrom > at && p.ArchivePages > 0; read++ {
		if read == maxPagesBack {
			return policy.Participant{}, world.ErrTooFarBack
		}
		page, err := k.ParticipantArchive.Get(ctx, collections.Join(id, p.ArchivePages-1))
		if err != nil {
			return policy.Participant{}, err
		}
		p = p.Recall(page, now)
	}
	return p.Policy(), nil
}

// PastJurisdiction is a jurisdiction's facts as of a moment, in Unix seconds, with
// what its archive tells of it.
func (k Keeper) PastJurisdiction(ctx context.Context, id string, at int64) (policy.Jurisdiction, error) {
	j, err := k.jurisdiction(ctx, id)
	if err != nil {
		return policy.Jurisdiction{}, err
	}
	for read := 0; j.HistoryFrom > at && j.ArchivePages > 0; read++ {
		if read == maxPagesBack {
			return policy.Jurisdiction{}, world.ErrTooFarBack
		}
		page, err := k.JurisdictionArchive.Get(ctx, collections.Join(id, j.ArchivePages-1))
		if err != nil {
			return policy.Jurisdiction{}, err
		}
		j = j.Recall(page)
	}
	return j.Policy(), nil
}
