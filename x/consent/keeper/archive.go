package keeper

import (
	"bytes"
	"context"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/x/consent/types"
)

// archive keeps a directive that its subject no longer holds.
func (k Keeper) archive(ctx context.Context, a *types.ArchivedDirective) error {
	return k.Archive.Set(ctx, collections.Join3(a.Subject, a.Directive.End(), a.Directive.Id), a.Directive)
}

// endedAfter is what the archive holds of a subject that ended after a moment,
// the last first. It is false if that is more than one query may read.
func (k Keeper) endedAfter(ctx context.Context, subject []byte, at int64) ([]types.Directive, bool, error) {
	var found []types.Directive
	complete := true
	err := k.Archive.Walk(ctx, newestFirst(subject), func(key archiveKey, d types.Directive) (bool, error) {
		if key.K2() <= at {
			return true, nil
		}
		if len(found) == types.MaxArchivePage {
			complete = false
			return true, nil
		}
		found = append(found, d)
		return false, nil
	})
	return found, complete, err
}

// archivedDirective looks for a directive among those of a subject that were
// archived last. It is false if it looked at all it may and there are more.
func (k Keeper) archivedDirective(ctx context.Context, subject, id []byte) (*types.Directive, bool, error) {
	var found *types.Directive
	seen := 0
	complete := true
	err := k.Archive.Walk(ctx, newestFirst(subject), func(key archiveKey, d types.Directive) (bool, error) {
		if seen == types.MaxArchivePage {
			complete = false
			return true, nil
		}
		seen++
		if bytes.Equal(key.K3(), id) {
			found = &d
			return true, nil
		}
		return false, nil
	})
	return found, complete, err
}

func newestFirst(subject []byte) collections.Ranger[archiveKey] {
	return collections.NewPrefixedTripleRangeReversed[[]byte, int64, []byte](subject)
}
