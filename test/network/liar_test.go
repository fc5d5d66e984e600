package network

import (
	"bytes"
	"context"
	"testing"

	cmtbytes "github.com/cometbft/cometbft/libs/bytes"
	"github.com/cometbft/cometbft/rpc/client"
	"github.com/cometbft/cometbft/rpc/client/http"
	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/pkg/vocabulary"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// liar is a real node whose answers are altered on their way. A nil alteration
// leaves them as they are.
type liar struct {
	*http.HTTP
	block      func(*cmttypes.Block)
	results    func(*coretypes.ResultBlockResults)
	commit     func(*coretypes.ResultCommit)
	validators func(*coretypes.ResultValidators)
	state      func(*coretypes.ResultABCIQuery)
}

func altered[T any](value *T, err error, alter func(*T)) (*T, error) {
	if err == nil && alter != nil {
		alter(value)
	}
	return value, err
}

func (l liar) Block(ctx context.Context, height *int64) (*coretypes.ResultBlock, error) {
	response, err := l.HTTP.Block(ctx, height)
	if err == nil && l.block != nil {
		l.block(response.Block)
	}
	return response, err
}

func (l liar) BlockResults(ctx context.Context, height *int64) (*coretypes.ResultBlockResults, error) {
	response, err := l.HTTP.BlockResults(ctx, height)
	return altered(response, err, l.results)
}

func (l liar) Commit(ctx context.Context, height *int64) (*coretypes.ResultCommit, error) {
	response, err := l.HTTP.Commit(ctx, height)
	return altered(response, err, l.commit)
}

func (l liar) Validators(ctx context.Context, height *int64, page, perPage *int) (*coretypes.ResultValidators, error) {
	response, err := l.HTTP.Validators(ctx, height, page, perPage)
	return altered(response, err, l.validators)
}

func (l liar) ABCIQueryWithOptions(ctx context.Context, path string, data cmtbytes.HexBytes, o client.ABCIQueryOptions) (*coretypes.ResultABCIQuery, error) {
	response, err := l.HTTP.ABCIQueryWithOptions(ctx, path, data, o)
	return altered(response, err, l.state)
}

// denyInstead turns the permissions in a block's responses into refusals: both
// codes are one byte, so that nothing else changes.
func denyInstead(r *coretypes.ResultBlockResults) {
	permit := []byte{0x08, byte(vocabulary.Effect_EFFECT_PERMIT), 0x10}
	deny := []byte{0x08, byte(vocabulary.Effect_EFFECT_DENY), 0x10}
	for _, tx := range r.TxsResults {
		tx.Data = bytes.ReplaceAll(tx.Data, permit, deny)
	}
}

// auditorFindsLies replays the chain through nodes that lie in one way each.
func auditorFindsLies(ctx context.Context, t *testing.T, n *Network) {
	t.Helper()
	for name, lie := range map[string]liar{
		"a verdict is another": {results: denyInstead},
		"a transaction is said to have failed": {results: func(r *coretypes.ResultBlockResults) {
			for _, tx := range r.TxsResults {
				tx.Code = 1
			}
		}},
		"a transaction is left out": {
			block: func(b *cmttypes.Block) { b.Txs = nil }, results: func(r *coretypes.ResultBlockResults) { r.TxsResults = nil },
		},
		"a block's time is another":   {block: func(b *cmttypes.Block) { b.Time = b.Time.Add(1) }},
		"a block names no validators": {block: func(b *cmttypes.Block) { b.ValidatorsHash = nil }},
		"a result is missing": {results: func(r *coretypes.ResultBlockResults) {
			for i := range r.TxsResults {
				r.TxsResults[i] = nil
			}
		}},
		"a block is not signed": {block: func(b *cmttypes.Block) {
			for i := range b.LastCommit.Signatures {
				b.LastCommit.Signatures[i] = cmttypes.NewCommitSigAbsent()
			}
			b.LastCommitHash = b.LastCommit.Hash()
		}},
		"the last header names other validators": {commit: func(c *coretypes.ResultCommit) {
			c.ValidatorsHash = c.AppHash
		}},
		"the proof is missing":         {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps = nil }},
		"the last app hash is another": {commit: func(c *coretypes.ResultCommit) { c.AppHash[0] ^= 1 }},
		"a signature is missing": {commit: func(c *coretypes.ResultCommit) {
			for i := range c.Commit.Signatures[:2] {
				c.Commit.Signatures[i] = cmttypes.NewCommitSigAbsent()
			}
		}},
		"a validator is left out":    {validators: func(v *coretypes.ResultValidators) { v.Validators, v.Total = v.Validators[1:], v.Total-1 }},
		"a validator has more power": {validators: func(v *coretypes.ResultValidators) { v.Validators[0].VotingPower *= 10 }},
		"the state has another head": {state: func(q *coretypes.ResultABCIQuery) {
			var trail accesstypes.Trail
			require.NoError(t, trail.Unmarshal(q.Response.Value))
			trail.Head.Size_++
			value, err := trail.Marshal()
			require.NoError(t, err)
			q.Response.Value = value
		}},
		"the state has no such trail":   {state: func(q *coretypes.ResultABCIQuery) { q.Response.Value = nil }},
		"the proof is of another trail": {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps.Ops[0].Data[20] ^= 1 }},
	} {
		t.Run(name, func(t *testing.T) {
			lie.HTTP = n.Client(t, 1).RPC()
			_, err := audit.Replay(ctx, audit.Options{
				ChainID: n.ChainID, Blocks: lie, Proofs: lie, Decode: n.Encoding.TxConfig.TxDecoder(),
			})
			require.ErrorIs(t, err, audit.ErrFinding)
		})
	}
}
