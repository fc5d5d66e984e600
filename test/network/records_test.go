package network

import (
	"context"
	"errors"
	"testing"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/recordindex"
	"github.com/assent-ledger/assent/pkg/caller"
	"github.com/assent-ledger/assent/pkg/translog"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// until gives the blocks of a node up to a height, and then says that it was reached.
type until struct {
	recordindex.Blocks

	last int64
}

var errReached = errors.New("reached")

func (u until) Block(ctx context.Context, height *int64) (*coretypes.ResultBlock, error) {
	if *height > u.last {
		return nil, errReached
	}
	return u.Blocks.Block(ctx, height)
}

// recordsAreIndexed builds an index from a node's blocks, and asks it in the name of DE's authority
// for what one institution recorded.
func recordsAreIndexed(ctx context.Context, t *testing.T, n *Network, trail string, subject [20]byte) {
	t.Helper()
	c := n.Client(t, 1)
	status, err := c.RPC().Status(ctx)
	require.NoError(t, err)
	last := status.SyncInfo.LatestBlockHeight
	index, err := recordindex.Open(t.TempDir(), n.ChainID, recordindex.BySubject, recordindex.FreeSpace, log.NewNopLogger())
	require.NoError(t, err)
	feed := recordindex.NewFeed(n.Encoding.TxConfig.TxDecoder(), log.NewNopLogger())
	t.Cleanup(func() { require.NoError(t, feed.Close()) })
	require.NoError(t, feed.Attach(index, last+1))
	require.ErrorIs(t, feed.Complete(ctx, until{Blocks: c.RPC(), last: last}), errReached)

	state, err := n.Apps[1].CreateQueryContext(last, false)
	require.NoError(t, err)
	stored, err := n.Apps[1].Access.Trails.Get(state, trail)
	require.NoError(t, err)
	head, err := accesstypes.HeadFromProto(stored.Head)
	require.NoError(t, err)

	service := recordindex.NewService(feed, n.Apps[1].Registry, n.Apps[1].Consent)
	request := &accesstypes.QueryRecordsBySubjectRequest{Subject: accesstypes.SubjectID(subject[:]), Caller: &caller.Caller{}}
	require.NoError(t, ledger.SignQuery(n.Keys, localnet.AuthorityKey("DE"), n.ChainID, recordindex.MethodBySubject, request, state.BlockTime().Unix()))
	answer, err := service.BySubject(state, request)
	require.NoError(t, err)
	require.Equal(t, accesstypes.Coverage{Height: last, CompleteFrom: 1, CompleteTo: last}, answer.Coverage)
	var rebuilt translog.Head
	for _, r := range answer.Records {
		rebuilt, err = rebuilt.Append(translog.LeafHash(r.Canonical))
		require.NoError(t, err)
	}
	require.True(t, head.Equal(rebuilt), "%d records are those of the trail", len(answer.Records))
}
