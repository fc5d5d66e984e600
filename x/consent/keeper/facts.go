package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/world"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/x/consent/types"
)

// SubjectFacts is all that is hot of a subject at the block time; the zero value if it is
// not enrolled. The id is written as types.SubjectID writes it.
func (k Keeper) SubjectFacts(ctx context.Context, subject string) (world.SubjectFacts, error) {
	id, err := types.ParseSubjectID(subject)
	if err != nil {
		return world.SubjectFacts{}, err
	}
	s, err := k.Subjects.Get(ctx, id)
	if errors.Is(err, collections.ErrNotFound) {
		return world.SubjectFacts{}, nil
	}
	if err != nil {
		return world.SubjectFacts{}, err
	}
	s = s.Current(sdk.UnwrapSDKContext(ctx).BlockTime().Unix())
	facts := world.SubjectFacts{Home: s.HomeJurisdiction, HistoryFrom: s.HistoryFrom}
	for _, h := range s.Holders {
		facts.Holders = append(facts.Holders, world.Holder{Participant: h.Participant, Since: h.Since})
	}
	for _, k := range s.Keys {
		facts.Keys = append(facts.Keys, world.Key{Address: k.Address, Since: k.Since, Until: k.Until})
	}
	for i := range s.Directives {
		provision := &s.Directives[i].Provision
		facts.Nodes += provision.Nodes() + provision.Selectors()
	}
	facts.Directives, err = policyDirectives(subject, s.Directives)
	return facts, err
}

func policyDirectives(subject string, directives []types.Directive) ([]policy.Directive, error) {
	facts := make([]policy.Directive, len(directives))
	for i := range directives {
		var err error
		if facts[i], err = directives[i].Policy(subject); err != nil {
			return nil, err
		}
	}
	return facts, nil
}
