// Package paging bounds what a query may ask for at once.
package paging

import (
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"
)

// MaxLimit of values on one page.
const MaxLimit = 100

// Bounded is the page that was asked for, with the greatest limit if none was
// named. Pages are followed by key: an offset or a total would have the node
// walk over all that is not asked for, and is an InvalidArgument, as is a
// greater limit.
func Bounded(page *query.PageRequest) (*query.PageRequest, error) {
	limit := page.GetLimit()
	switch {
	case limit > MaxLimit:
		return nil, status.Errorf(codes.InvalidArgument, "page limit %d, want at most %d", limit, MaxLimit)
	case page.GetOffset() > 0 || page.GetCountTotal():
		return nil, status.Error(codes.InvalidArgument, "page by offset or with a total: use the key of the next page")
	case limit == 0:
		limit = MaxLimit
	}
	return &query.PageRequest{Key: page.GetKey(), Limit: limit, Reverse: page.GetReverse()}, nil
}
