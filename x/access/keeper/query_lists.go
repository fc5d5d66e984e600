package keeper

import (
	"bytes"
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/x/access/types"
)

// maxLookedAt is how many cases or disputes one page looks at.
const maxLookedAt = 300

// Cases that the inquirer may know of, and that are as it asks.
func (q queryServer) Cases(ctx context.Context, req *types.QueryCasesRequest) (*types.QueryCasesResponse, error) {
	who, err := q.inquirer(ctx, types.MethodCases, req)
	if err != nil {
		return nil, err
	}
	now := sdk.UnwrapSDKContext(ctx).BlockTime().Unix()
	cases, page, err := list(ctx, q.Keeper.Cases, req.GetPagination(), func(c types.Case) (bool, error) {
		wanted := about(req.Subject, c.Subject) &&
			(req.Participant == "" || req.Participant == c.Controller || req.Participant == c.Recipient) &&
			(req.Status == types.CaseStatus_CASE_STATUS_UNSPECIFIED || req.Status == c.Status) &&
			(!req.Overdue || c.Overdue(now))
		if !wanted {
			return false, nil
		}
		return q.mayKnowCase(ctx, who, c)
	})
	if err != nil {
		return nil, err
	}
	return &types.QueryCasesResponse{Cases: cases, Pagination: page}, nil
}

// Disputes that the inquirer may know of, and that are as it asks.
func (q queryServer) Disputes(ctx context.Context, req *types.QueryDisputesRequest) (*types.QueryDisputesResponse, error) {
	who, err := q.inquirer(ctx, types.MethodDisputes, req)
	if err != nil {
		return nil, err
	}
	now := sdk.UnwrapSDKContext(ctx).BlockTime().Unix()
	disputes, page, err := list(ctx, q.Keeper.Disputes, req.GetPagination(), func(d types.Dispute) (bool, error) {
		return about(req.Subject, d.Subject) &&
			(req.Participant == "" || req.Participant == d.Writer() || req.Participant == d.FiledBy) &&
			(req.Status == types.DisputeStatus_DISPUTE_STATUS_UNSPECIFIED || req.Status == d.Status) &&
			(!req.Overdue || d.Overdue(now)) && mayKnowDispute(who, d), nil
	})
	if err != nil {
		return nil, err
	}
	return &types.QueryDisputesResponse{Disputes: disputes, Pagination: page}, nil
}

func about(wanted, subject []byte) bool { return len(wanted) == 0 || bytes.Equal(wanted, subject) }

// list is a page of what is wanted of a collection, in order of id. It looks at maxLookedAt
// values, so that a page is no dearer for what is not found.
func list[V any](
	ctx context.Context, m collections.Map[[]byte, V], request *query.PageRequest, wanted func(V) (bool, error),
) ([]V, *query.PageResponse, error) {
	page, err := paging.Bounded(request)
	if err != nil {
		return nil, nil, err
	}
	if page.Reverse {
		return nil, nil, status.Error(codes.InvalidArgument, "pages are in order of id: not in reverse")
	}
	iterator, err := m.Iterate(ctx, new(collections.Range[[]byte]).StartInclusive(page.Key))
	if err != nil {
		return nil, nil, err
	}
	defer iterator.Close()
	var found []V
	for looked := 0; iterator.Valid(); iterator.Next() {
		if looked == maxLookedAt || uint64(len(found)) == page.Limit {
			next, err := iterator.Key()
			return found, &query.PageResponse{NextKey: next}, err
		}
		looked++
		value, err := iterator.Value()
		if err != nil {
			return nil, nil, err
		}
		is, err := wanted(value)
		if err != nil {
			return nil, nil, err
		}
		if is {
			found = append(found, value)
		}
	}
	return found, &query.PageResponse{}, nil
}
