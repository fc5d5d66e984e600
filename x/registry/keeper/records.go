package keeper

import (
	"context"
	"errors"
	"strings"

	"cosmossdk.io/collections"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/x/registry/types"
)

func (k Keeper) participant(ctx context.Context, id string) (types.Participant, error) {
	participant, err := k.Participants.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Participant{}, types.ErrParticipantUnknown.Wrap(id)
	}
	return participant, err
}

func (k Keeper) jurisdiction(ctx context.Context, id string) (types.Jurisdiction, error) {
	jurisdiction, err := k.Jurisdictions.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Jurisdiction{}, types.ErrJurisdictionUnknown.Wrap(id)
	}
	return jurisdiction, err
}

// scheme of an id; it names nobody if it is not there.
func (k Keeper) scheme(ctx context.Context, id string) (types.Scheme, error) {
	scheme, err := k.Schemes.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return types.Scheme{Id: id}, nil
	}
	return scheme, err
}

// storeParticipant stores a participant within its bounds, and archives what went
// beyond them.
func (k Keeper) storeParticipant(ctx context.Context, p types.Participant) error {
	p, page := p.Compact(blockTime(ctx))
	if page != nil {
		if err := k.ParticipantArchive.Set(ctx, collections.Join(page.Participant, page.Number), *page); err != nil {
			return err
		}
	}
	return k.Participants.Set(ctx, p.Id, p)
}

// storeJurisdiction stores a jurisdiction within its bounds, and archives what
// went beyond them.
func (k Keeper) storeJurisdiction(ctx context.Context, j types.Jurisdiction) error {
	j, page := j.Compact(blockTime(ctx))
	if page != nil {
		if err := k.JurisdictionArchive.Set(ctx, collections.Join(page.Jurisdiction, page.Number), *page); err != nil {
			return err
		}
	}
	return k.Jurisdictions.Set(ctx, j.Id, j)
}

// storeScheme stores who may accredit under a scheme; one without issuers is
// forgotten.
func (k Keeper) storeScheme(ctx context.Context, owner string, scheme types.Scheme) error {
	if len(scheme.Issuers) == 0 {
		return k.Schemes.Remove(ctx, scheme.Id)
	}
	if err := k.requireSchemeRoom(ctx, scheme.Id, owner); err != nil {
		return err
	}
	return k.Schemes.Set(ctx, scheme.Id, scheme)
}

// requireActive refuses a jurisdiction that is not there or not ACTIVE.
func (k Keeper) requireActive(ctx context.Context, id string) error {
	j, err := k.jurisdiction(ctx, id)
	if err != nil {
		return err
	}
	if !j.Active(blockTime(ctx)) {
		return types.ErrJurisdictionNotActive.Wrap(id)
	}
	return nil
}

// requireJurisdictionRoom refuses another jurisdiction where there are as many as
// there may be.
func (k Keeper) requireJurisdictionRoom(ctx context.Context) error {
	n, err := countKeys(ctx, k.Jurisdictions, nil)
	if err != nil {
		return err
	}
	if n >= types.MaxJurisdictions {
		return types.ErrTooManyJurisdictions.Wrapf("there are %d", n)
	}
	return nil
}

// requireSchemeRoom refuses another scheme of a jurisdiction that has as many as
// it may.
func (k Keeper) requireSchemeRoom(ctx context.Context, scheme, owner string) error {
	known, err := k.Schemes.Has(ctx, scheme)
	if err != nil || known {
		return err
	}
	n, err := countKeys(ctx, k.Schemes, beginningWith(owner+"/"))
	if err != nil {
		return err
	}
	if n >= types.MaxSchemes {
		return types.ErrTooManySchemes.Wrapf("jurisdiction %s has %d", owner, n)
	}
	return nil
}

// requireOwnPrefix refuses a participant's id that begins as those of a registered
// subdivision do, unless it is that subdivision's.
func (k Keeper) requireOwnPrefix(ctx context.Context, jurisdiction, id string) error {
	words := strings.SplitN(strings.ToUpper(id), "-", 3)
	if len(words) < 3 {
		return nil
	}
	subdivision := words[0] + "-" + words[1]
	if subdivision == jurisdiction || !ident.Jurisdiction(subdivision) {
		return nil
	}
	registered, err := k.Jurisdictions.Has(ctx, subdivision)
	if err != nil {
		return err
	}
	if registered {
		return types.ErrParticipantInvalid.Wrapf("id %q begins as those of %s do", id, subdivision)
	}
	return nil
}

// countKeys of a range. Nothing is decoded.
func countKeys[V any](ctx context.Context, values collections.Map[string, V], ranger collections.Ranger[string]) (int, error) {
	iterator, err := values.Iterate(ctx, ranger)
	if err != nil {
		return 0, err
	}
	keys, err := iterator.Keys()
	return len(keys), err
}

// beginningWith is the range of the keys that begin with a prefix.
func beginningWith(prefix string) *collections.Range[string] {
	first, end := prefixBounds(prefix)
	return new(collections.Range[string]).StartInclusive(first).EndExclusive(end)
}

// prefixBounds are the first key that may begin with a prefix, and the first one
// after those. The prefix ends in a byte that is not the greatest.
func prefixBounds(prefix string) (first, end string) {
	last := len(prefix) - 1
	return prefix, prefix[:last] + string(prefix[last]+1)
}
