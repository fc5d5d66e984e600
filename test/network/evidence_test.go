package network

import (
	"context"
	"testing"
	"time"

	coretypes "github.com/cometbft/cometbft/rpc/core/types"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/internal/audit"
	"github.com/assent-ledger/assent/internal/ledger"
	"github.com/assent-ledger/assent/pkg/evidence"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// clinic is a hospital of the test that records on two trails.
type clinic struct {
	*Network
	hospital
	client *ledger.Client
	sizes  map[string]uint64
}

// record appends accesses about a subject to a trail, and gives the height.
func (c clinic) record(ctx context.Context, t *testing.T, trail string, subject [20]byte, n int) int64 {
	t.Helper()
	status, err := c.client.RPC().Status(ctx)
	require.NoError(t, err)
	result, err := c.client.Send(ctx, c.desk, gas, &accesstypes.MsgRecordAccess{
		Recorder: c.desk.Address(), Trail: c.id + "/" + trail, FirstIndex: c.sizes[trail],
		Events: accesses(t, c.hospital, subject, n, status.SyncInfo.LatestBlockTime),
	})
	require.NoError(t, err)
	c.sizes[trail] += uint64(n)
	return result.Height
}

// prove has a bundle made from one node's blocks and another's proofs, as of the state at
// a height, and gives it with the header from a third node.
func (c clinic) prove(ctx context.Context, t *testing.T, height int64, s audit.Selection) ([]byte, evidence.Trust) {
	t.Helper()
	for i := range 3 {
		_, err := c.Client(t, i).WaitHeight(ctx, height+1)
		require.NoError(t, err)
	}
	bundle, _, err := audit.Prove(ctx, c.options(t), height, s)
	require.NoError(t, err)
	header, err := c.client.WaitHeight(ctx, height+1)
	require.NoError(t, err)
	return bundle, evidence.Trust{Height: header.Height, Hash: header.Hash()}
}

func (c clinic) options(t *testing.T) audit.Options {
	return audit.Options{
		ChainID: c.ChainID, Blocks: c.Client(t, 1).RPC(), Proofs: c.Client(t, 2).RPC(), Decode: c.Encoding.TxConfig.TxDecoder(),
	}
}

func TestEvidenceOfARunningNetworkStandsOnItsOwn(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	n := Start(t, 4)
	c := clinic{Network: n, client: n.Client(t, 0), sizes: map[string]uint64{}}
	_, err := c.client.WaitHeight(ctx, 2)
	require.NoError(t, err)
	c.hospital = n.join(ctx, t, c.client, "de-klinik")
	_, err = c.client.Send(ctx, c.admin, gas, &accesstypes.MsgOpenTrail{Admin: c.admin.Address(), Name: "radiology"})
	require.NoError(t, err)
	subject, another := n.consentTo(ctx, t, c.client, c.hospital), n.consentTo(ctx, t, c.client, c.hospital)
	c.record(ctx, t, "main", another, 11)
	c.record(ctx, t, "main", subject, 3)
	before := c.record(ctx, t, "radiology", subject, 2)
	const main = "de-klinik/main"
	one := audit.Selection{Trail: main, Records: []audit.Range{{First: 7, Last: 7}}}
	early, earlyTrust := c.prove(ctx, t, before, one)
	earlyFindings, err := evidence.Verify(early, earlyTrust)
	require.NoError(t, err)

	t.Run("a range", func(t *testing.T) {
		bundle, trust := c.prove(ctx, t, before, audit.Selection{Trail: main, Records: []audit.Range{{First: 9, Last: 13}}})
		findings, err := evidence.Verify(bundle, trust)
		require.NoError(t, err)
		require.Len(t, findings.Trails, 1)
		require.Len(t, findings.Trails[0].Records, 5)
		require.Equal(t, "PERMIT", findings.Trails[0].Records[0].Record.Effect)
	})
	t.Run("all about a subject", func(t *testing.T) {
		bundle, trust := c.prove(ctx, t, before, audit.Selection{Subject: &subject})
		findings, err := evidence.Verify(bundle, trust)
		require.NoError(t, err)
		require.Len(t, findings.Trails, 2)
		require.Len(t, findings.Trails[0].Records, 3)
		require.Len(t, findings.Trails[1].Records, 2)
	})
	after := c.record(ctx, t, "main", another, 20)
	t.Run("an older state, after more was recorded", func(t *testing.T) {
		again, trust := c.prove(ctx, t, before, one)
		findings, err := evidence.Verify(again, trust)
		require.NoError(t, err)
		require.Equal(t, earlyFindings.Trails, findings.Trails)
	})
	t.Run("the newer head begins with the older one", func(t *testing.T) {
		s := one
		s.FromSize = 14
		bundle, trust := c.prove(ctx, t, after, s)
		findings, err := evidence.Verify(bundle, trust)
		require.NoError(t, err)
		require.EqualValues(t, 34, findings.Trails[0].Size)
		require.Equal(t, earlyFindings.Trails[0].Root, findings.Trails[0].Consistency.Root)
		_, err = evidence.Verify(bundle, earlyTrust)
		require.ErrorIs(t, err, evidence.ErrUnanchored, "a header of another height says nothing of this one")

		mixed, err := evidence.Decode(bundle)
		require.NoError(t, err)
		older, err := evidence.Decode(early)
		require.NoError(t, err)
		mixed.Trails = older.Trails
		raw, err := evidence.Encode(mixed)
		require.NoError(t, err)
		_, err = evidence.Verify(raw, trust)
		require.ErrorIs(t, err, evidence.ErrState, "an older head under a newer header")
	})
	t.Run("what is not there is not proven", func(t *testing.T) {
		for _, s := range []audit.Selection{
			{Trail: main, Records: []audit.Range{{First: 30, Last: 34}}},
			{Trail: "de-klinik/none", Records: []audit.Range{{}}},
			{Trail: main, FromSize: 35},
			{Subject: &[20]byte{1}},
		} {
			_, _, err := audit.Prove(ctx, c.options(t), after, s)
			require.Error(t, err)
			require.NotErrorIs(t, err, audit.ErrFinding)
		}
		_, _, err := audit.Prove(ctx, c.options(t), 1_000_000, one)
		require.ErrorContains(t, err, "no header commits to")
	})
	t.Run("a lying node is found out", func(t *testing.T) { c.proverFindsLies(ctx, t, after, one) })
}

// proverFindsLies proves through nodes that lie in one way each.
func (c clinic) proverFindsLies(ctx context.Context, t *testing.T, height int64, s audit.Selection) {
	t.Helper()
	for name, lie := range map[string]liar{
		"a verdict is another": {results: denyInstead},
		"the state has another head": {state: func(q *coretypes.ResultABCIQuery) {
			var trail accesstypes.Trail
			require.NoError(t, trail.Unmarshal(q.Response.Value))
			trail.Head.Edge[0][0] ^= 1
			value, err := trail.Marshal()
			require.NoError(t, err)
			q.Response.Value = value
		}},
		"the state has other fields":   {state: func(q *coretypes.ResultABCIQuery) { q.Response.Value = append(q.Response.Value, 0x78, 1) }},
		"the proof is missing":         {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps = nil }},
		"a part of the proof is":       {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps.Ops = q.Response.ProofOps.Ops[:1] }},
		"the proof is of another":      {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps.Ops[0].Data[20] ^= 1 }},
		"the proof of the store is":    {state: func(q *coretypes.ResultABCIQuery) { q.Response.ProofOps.Ops[1].Data[20] ^= 1 }},
		"the last app hash is another": {commit: func(r *coretypes.ResultCommit) { r.AppHash[0] ^= 1 }},
		"too few signed": {commit: func(r *coretypes.ResultCommit) {
			for i := range r.Commit.Signatures[:2] {
				r.Commit.Signatures[i] = cmttypes.NewCommitSigAbsent()
			}
		}},
		"a validator is left out": {validators: func(v *coretypes.ResultValidators) { v.Validators, v.Total = v.Validators[1:], v.Total-1 }},
	} {
		t.Run(name, func(t *testing.T) {
			lie.HTTP = c.Client(t, 1).RPC()
			options := c.options(t)
			options.Blocks, options.Proofs = lie, lie
			_, _, err := audit.Prove(ctx, options, height, s)
			require.ErrorIs(t, err, audit.ErrFinding)
		})
	}
}
