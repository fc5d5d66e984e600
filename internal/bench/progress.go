package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/ledger"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// followEvery is the pause between two looks at the trails: what is seen of a block is
// seen so much later at most.
const followEvery = 20 * time.Millisecond

// sighting is how long the trails were at one moment.
type sighting struct {
	sizes map[string]uint64
	total uint64
	at    time.Time
	// time of the chain then, in Unix seconds.
	time int64
}

// progress is how far the trails have come, as the first node says. Many wait for it,
// one follows.
type progress struct {
	mu        sync.Mutex
	sightings []sighting
	// changed is closed when there is more.
	changed chan struct{}
}

func newProgress() *progress { return &progress{changed: make(chan struct{})} }

// last sighting, the zero value before the first, and what is closed when there is more.
func (p *progress) last() (sighting, <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.sightings) == 0 {
		return sighting{}, p.changed
	}
	return p.sightings[len(p.sightings)-1], p.changed
}

// all sightings so far, in their order.
func (p *progress) all() []sighting {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sightings)
}

// view of one trail: its size, the chain's time, and what is closed when something changes.
func (p *progress) view(trail string) (uint64, int64, <-chan struct{}) {
	last, changed := p.last()
	return last.sizes[trail], last.time, changed
}

// sizesOf all trails, of one moment.
func sizesOf(ctx context.Context, c *ledger.Client) (map[string]uint64, error) {
	answer, err := accesstypes.NewQueryClient(c.Query()).Trails(ctx, &accesstypes.QueryTrailsRequest{
		Pagination: &query.PageRequest{Limit: maxTrails},
	})
	if err != nil {
		return nil, fmt.Errorf("trails: %w", err)
	}
	sizes := make(map[string]uint64, len(answer.Trails))
	for _, trail := range answer.Trails {
		sizes[trail.Id] = trail.Head.Size_
	}
	return sizes, nil
}

// look asks the node once, and tells those who wait if there is more.
func (p *progress) look(ctx context.Context, c *ledger.Client) error {
	sizes, err := sizesOf(ctx, c)
	if err != nil {
		return err
	}
	seen := sighting{sizes: sizes, at: time.Now()}
	for _, size := range sizes {
		seen.total += size
	}
	if last, _ := p.last(); last.sizes != nil && seen.total == last.total {
		return nil
	}
	status, err := c.RPC().Status(ctx)
	if err != nil {
		return err
	}
	seen.time = status.SyncInfo.LatestBlockTime.Unix()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sightings = append(p.sightings, seen)
	close(p.changed)
	p.changed = make(chan struct{})
	return nil
}

// follow the node until the context ends, which is no error.
func (p *progress) follow(ctx context.Context, c *ledger.Client) error {
	for {
		if err := p.look(ctx, c); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(followEvery):
		}
	}
}

// until waits for the first sighting that something holds for.
func (p *progress) until(ctx context.Context, holds func(sighting) bool) (sighting, error) {
	for {
		last, changed := p.last()
		if last.sizes != nil && holds(last) {
			return last, nil
		}
		select {
		case <-ctx.Done():
			return sighting{}, ctx.Err()
		case <-changed:
		}
	}
}
