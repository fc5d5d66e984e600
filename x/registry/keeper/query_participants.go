package keeper

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/types/query"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/internal/paging"
	"github.com/assent-ledger/assent/pkg/policy"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	"github.com/assent-ledger/assent/x/registry/types"
)

// maxScanned bounds the participants that one page is looked for in.
const maxScanned = 1000

// Participants in order of id, filtered where asked. A page may hold fewer than
// asked for, even none, while its next key says that there is more to look at.
func (q queryServer) Participants(ctx context.Context, r *types.QueryParticipantsRequest) (*types.QueryParticipantsResponse, error) {
	if r == nil {
		return nil, errRequestEmpty
	}
	page, err := paging.Bounded(r.Pagination)
	if err != nil {
		return nil, err
	}
	filter, err := newFilter(r, blockTime(ctx))
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	found, next, err := q.scan(ctx, filter, page)
	if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return &types.QueryParticipantsResponse{Participants: found, Pagination: &query.PageResponse{NextKey: next}}, nil
}

// scan looks for a page of participants, and gives the key of the first one that
// it did not look at.
func (q queryServer) scan(ctx context.Context, f filter, page *query.PageRequest) (found []types.Participant, next []byte, err error) {
	scanned := 0
	err = q.k.Participants.Walk(ctx, f.between(page), func(id string, p types.Participant) (bool, error) {
		if scanned == maxScanned || uint64(len(found)) == page.Limit {
			next = []byte(id)
			return true, nil
		}
		scanned++
		if f.takes(p) {
			found = append(found, p)
		}
		return false, nil
	})
	if errors.Is(err, collections.ErrInvalidIterator) {
		return nil, nil, nil // The key lies beyond what is asked for.
	}
	return found, next, err
}

// filter of participants as of a moment, in Unix seconds. What is not set takes any.
type filter struct {
	jurisdiction string
	role         policy.Role
	status       types.ParticipantStatus
	at           int64
}

func newFilter(r *types.QueryParticipantsRequest, at int64) (filter, error) {
	f := filter{jurisdiction: r.Jurisdiction, status: r.Status, at: at}
	if r.Jurisdiction != "" {
		if err := types.CheckJurisdictionID(r.Jurisdiction); err != nil {
			return filter{}, err
		}
	}
	if _, known := types.ParticipantStatus_name[int32(r.Status)]; !known {
		return filter{}, types.ErrParticipantInvalid.Wrapf("status %d is unknown", r.Status)
	}
	role, known := vocabulary.Code[policy.Role](r.Role)
	if r.Role != vocabulary.Role_ROLE_UNSPECIFIED && !known {
		return filter{}, types.ErrParticipantInvalid.Wrapf("role %d is unknown", r.Role)
	}
	f.role = role
	return f, nil
}

func (f filter) takes(p types.Participant) bool {
	return (f.jurisdiction == "" || p.Jurisdiction == f.jurisdiction) &&
		(f.role == 0 || p.Holds(f.role, f.at)) &&
		(f.status == types.ParticipantStatus_PARTICIPANT_STATUS_UNSPECIFIED || p.StatusAt(f.at) == f.status)
}

// between is the range of ids from the page's key on, within those that begin as
// the jurisdiction's do.
func (f filter) between(page *query.PageRequest) *collections.Range[string] {
	ids := new(collections.Range[string])
	first, last := "", ""
	if f.jurisdiction != "" {
		first, last = prefixBounds(ident.Prefix(f.jurisdiction))
	}
	key := string(page.Key)
	switch {
	case key == "":
	case page.Reverse:
		// The key itself is the first of the page; nothing lies between it and this.
		key += "\x00"
		if last == "" || key < last {
			last = key
		}
	default:
		first = max(first, key)
	}
	if first != "" {
		ids.StartInclusive(first)
	}
	if last != "" {
		ids.EndExclusive(last)
	}
	if page.Reverse {
		ids.Descending()
	}
	return ids
}
