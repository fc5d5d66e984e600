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
	var read page
	err := k.Archive.Walk(ctx, newestFirst(subject), func(key archiveKey, d types.Directive) (bool, error) {
		if key.K2() <= at || !read.take(&d) {
			return true, nil
		}
		found = append(found, d)
		return false, nil
	})
	return found, !read.full, err
}

// archivedDirective looks for a directive among those of a subject that were
// archived last. It is false if it looked at all it may and there are more.
func (k Keeper) archivedDirective(ctx context.Context, subject, id []byte) (*types.Directive, bool, error) {
	var found *types.Directive
	var read page
	err := k.Archive.Walk(ctx, newestFirst(subject), func(key archiveKey, d types.Directive) (bool, error) {
		if !read.take(&d) {
			return true, nil
		}
		if bytes.Equal(key.K3(), id) {
			found = &d
			return true, nil
		}
		return false, nil
	})
	return found, !read.full, err
}

// page counts what a query reads of the archive.
type page struct {
	directives, bytes int
	full              bool
}

// take is false, and the page full, where there is no room for another directive.
func (p *page) take(d *types.Directive) bool {
	size := d.Size()
	if p.directives == types.MaxArchivePage || p.bytes+size > types.MaxArchiveBytes {
		p.full = true
		return false
	}
	p.directives++
	p.bytes += size
	return true
}

func newestFirst(subject []byte) collections.Ranger[archiveKey] {
	return collections.NewPrefixedTripleRangeReversed[[]byte, int64, []byte](subject)
}
