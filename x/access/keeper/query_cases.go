package keeper

import (
	"context"
	"errors"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/internal/inquiry"
	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/x/access/types"
)

// Case by id, for those who have a part in it.
func (q queryServer) Case(ctx context.Context, req *types.QueryCaseRequest) (*types.QueryCaseResponse, error) {
	who, err := q.inquirer(ctx, types.MethodCase, req)
	if err != nil {
		return nil, err
	}
	c, err := q.caseOf(ctx, req.GetCase())
	if err != nil {
		return nil, err
	}
	may, err := q.mayKnowCase(ctx, who, c)
	if err != nil {
		return nil, err
	}
	if !may {
		return nil, types.ErrCaseUnknown
	}
	return &types.QueryCaseResponse{Case: c, Overdue: c.Overdue(sdk.UnwrapSDKContext(ctx).BlockTime().Unix())}, nil
}

// mayKnowCase says whether a case is the inquirer's to know of: it is a party, reviews for
// the controller's jurisdiction, or oversees that of a party.
func (q queryServer) mayKnowCase(ctx context.Context, who permission.Inquirer, c types.Case) (bool, error) {
	if who.Participant != "" && (who.Participant == c.Controller || who.Participant == c.Recipient) {
		return true, nil
	}
	if who.Oversees {
		for _, party := range []string{c.Controller, c.Recipient} {
			home, err := q.registry.JurisdictionOf(ctx, party)
			if err != nil || home == who.Jurisdiction {
				return err == nil, err
			}
		}
	}
	if who.Participant == "" {
		return false, nil
	}
	return q.reviews(ctx, who.Participant, c.Controller)
}

// Dispute by id, for those who have a part in it.
func (q queryServer) Dispute(ctx context.Context, req *types.QueryDisputeRequest) (*types.QueryDisputeResponse, error) {
	who, err := q.inquirer(ctx, types.MethodDispute, req)
	if err != nil {
		return nil, err
	}
	d, err := q.dispute(ctx, req.GetDispute())
	if err != nil {
		return nil, err
	}
	if !mayKnowDispute(who, d) {
		return nil, types.ErrDisputeUnknown
	}
	return &types.QueryDisputeResponse{Dispute: d, Overdue: d.Overdue(sdk.UnwrapSDKContext(ctx).BlockTime().Unix())}, nil
}

// mayKnowDispute says whether a dispute is the inquirer's to know of: it wrote the record,
// relayed the dispute, or oversees the subject's home.
func mayKnowDispute(who permission.Inquirer, d types.Dispute) bool {
	party := who.Participant != "" && (who.Participant == d.Writer() || who.Participant == d.FiledBy)
	return party || (who.Oversees && who.Jurisdiction == d.Home)
}

// Reviewers that a jurisdiction's authority named.
func (q queryServer) Reviewers(ctx context.Context, req *types.QueryReviewersRequest) (*types.QueryReviewersResponse, error) {
	named, err := q.Keeper.Reviewers.Get(ctx, req.GetJurisdiction())
	if errors.Is(err, collections.ErrNotFound) {
		return &types.QueryReviewersResponse{Reviewers: types.Reviewers{Jurisdiction: req.GetJurisdiction()}}, nil
	}
	if err != nil {
		return nil, err
	}
	return &types.QueryReviewersResponse{Reviewers: named}, nil
}

// inquirer says who asks.
func (q queryServer) inquirer(ctx context.Context, method string, r caller.Request) (permission.Inquirer, error) {
	return inquiry.Who(ctx, q.registry, method, r)
}
