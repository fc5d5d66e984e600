package keeper

import (
	"context"
	"slices"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/recognition/types"
)

var (
	_ world.Suppositions = Keeper{}
	_ world.Recognition  = supposed{}
)

// supposed is what decisions would read of agreements if one line stood otherwise.
type supposed struct {
	Keeper

	line types.Line
	// inForce is the version that has taken over; nil if none is supposed to have.
	inForce *types.Agreement
}

// Supposing is what decisions would read of agreements under a supposition. It is for dry
// runs and writes nothing. What can be suspended is CERTIFIED; what can be in force is
// CERTIFIED or PROPOSED.
func (k Keeper) Supposing(ctx context.Context, s world.Supposition) (world.Recognition, error) {
	a, err := k.agreement(ctx, s.Agreement)
	if err != nil {
		return nil, err
	}
	if s.InForce {
		return k.supposingInForce(ctx, a)
	}
	line, err := k.lineOf(ctx, a)
	if err != nil {
		return nil, err
	}
	if !a.Certified() || line == nil {
		return nil, types.ErrNotCertified.Wrapf("%s cannot be suspended", a.Id)
	}
	newest, err := k.agreement(ctx, line.Newest())
	if err != nil {
		return nil, err
	}
	parties := newest.Parties
	if s.Party != "" {
		if !slices.Contains(parties, s.Party) {
			return nil, types.ErrSenderNotParty.Wrapf("%s of %s", s.Party, newest.Id)
		}
		parties = []string{s.Party}
	}
	return supposed{Keeper: k, line: line.SupposeSuspended(parties...)}, nil
}

func (k Keeper) supposingInForce(ctx context.Context, a types.Agreement) (world.Recognition, error) {
	if !a.Open() && !a.Certified() {
		return nil, types.ErrNotProposed.Wrapf("%s can never be in force", a.Id)
	}
	recorded, err := k.lineOf(ctx, a)
	if err != nil {
		return nil, err
	}
	if recorded == nil {
		recorded = &types.Line{Id: a.Line}
	}
	line, version := recorded.SupposeInForce(a)
	return supposed{Keeper: k, line: line, inForce: &version}, nil
}

// PolicyAgreements is that of the keeper, with the line as it is supposed to stand.
func (s supposed) PolicyAgreements(ctx context.Context, from, to string) ([]policy.Agreement, error) {
	pair := types.Pair{From: from, To: to}
	recorded := s.line
	if s.inForce != nil {
		recorded.Versions = nil // It has taken over from all of them, and from itself as it is recorded.
	}
	agreements, err := s.policyAgreements(ctx, pair, map[string]types.Line{recorded.Id: recorded})
	if err != nil || s.inForce == nil || !slices.Contains(s.inForce.Pairs(), pair) {
		return agreements, err
	}
	return append(agreements, s.line.Policy(*s.inForce, pair)), nil
}
