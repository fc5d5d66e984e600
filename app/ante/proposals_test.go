package ante_test

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/assent-ledger/assent/app/lanes"
	"github.com/assent-ledger/assent/internal/localnet"
	"github.com/assent-ledger/assent/internal/nodeconfig"
	"github.com/assent-ledger/assent/internal/permission"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// propose is what the application makes of what the engine offers.
func (c *chain) propose(t *testing.T, offered ...[]byte) [][]byte {
	t.Helper()
	response, err := c.PrepareProposal(&abci.RequestPrepareProposal{
		Txs: offered, MaxTxBytes: nodeconfig.MaxBlockBytes / 2, Height: c.LastBlockHeight() + 1, Time: c.now,
	})
	require.NoError(t, err)
	return response.Txs
}

// accepted says whether the application accepts a proposal.
func (c *chain) accepted(t *testing.T, txs ...[]byte) bool {
	t.Helper()
	response, err := c.ProcessProposal(&abci.RequestProcessProposal{Txs: txs, Height: c.LastBlockHeight() + 1, Time: c.now})
	require.NoError(t, err)
	return response.Status == abci.ResponseProcessProposal_ACCEPT
}

func (c *chain) suspension(t *testing.T) []byte {
	t.Helper()
	authority := localnet.AuthorityKey("DE")
	return c.encode(t, offer{signer: authority, messages: []sdk.Msg{
		&registrytypes.MsgSuspendParticipant{Authority: c.address(t, authority), Participant: klinik},
	}})
}

func TestASuspensionIsProposedFirstThoughTheEngineDoesNotOfferIt(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Relay)
	bulk := c.opening(t, "desk", "a", 0, 1)
	suspension := c.suspension(t)
	require.NoError(t, c.check(t, comes, bulk))
	require.NoError(t, c.check(t, comes, suspension))
	proposed := c.propose(t, bulk)
	require.Equal(t, [][]byte{suspension, bulk}, proposed)
	require.True(t, c.accepted(t, proposed...))
	require.False(t, c.accepted(t, bulk, suspension), "the urgent comes first")
	require.Equal(t, [][]byte{suspension, bulk}, c.propose(t, bulk, suspension, bulk), "each once")

	results := c.block(t, proposed...)
	require.NoError(t, executed(results[0]))
	require.ErrorIs(t, executed(results[1]), registrytypes.ErrParticipantNotActive)
	require.Empty(t, c.propose(t), "it is in a block")
}

func TestTheUrgentStaysWhileTheEngineLooksAtItAgain(t *testing.T) {
	c := newChain(t)
	c.join(t)
	suspension := c.suspension(t)
	require.NoError(t, c.check(t, comes, suspension))
	c.block(t)
	require.Empty(t, c.propose(t), "nobody knows whether it waits still")
	require.NoError(t, c.check(t, recheck, suspension))
	require.Equal(t, [][]byte{suspension}, c.propose(t))
}

func TestWhatCannotBeExecutedInTurnIsNotProposed(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Relay)
	first, second, third := c.opening(t, "desk", "a", 0, 1), c.opening(t, "desk", "b", 1, 1), c.opening(t, "desk", "c", 2, 1)
	require.Equal(t, [][]byte{first, second}, c.propose(t, second, first))
	require.Equal(t, [][]byte{first}, c.propose(t, first, third))
	require.Empty(t, c.propose(t, []byte("garbage"), nil))
}

func TestAProposalOfWhatIsNoTransactionIsRefused(t *testing.T) {
	c := newChain(t)
	require.True(t, c.accepted(t))
	require.False(t, c.accepted(t, []byte("garbage")))
	require.False(t, c.accepted(t, nil, nil))
}

func TestAFloodOfTheLargestLeavesRoomForOthers(t *testing.T) {
	c := newChain(t)
	c.join(t)
	c.bind(t, "desk", permission.Relay)
	for n := range uint64(4) {
		require.NoError(t, c.check(t, comes, c.opening(t, "desk", string(rune('a'+n)), n, 50)))
	}
	require.ErrorIs(t, c.check(t, comes, c.opening(t, "desk", "e", 4, 50)), lanes.ErrWaiting)
	require.ErrorIs(t, c.check(t, comes, c.opening(t, "admin", "e", 1, 50)), lanes.ErrWaiting, "it is the institution's")
	fr := localnet.AuthorityKey("FR")
	require.NoError(t, c.check(t, comes, c.encode(t, offer{
		signer: fr, messages: []sdk.Msg{&registrytypes.MsgAdoptProfile{Authority: c.address(t, fr), Profile: registrytypes.Profile{Since: 1 << 33}}},
		unsigned: func(b client.TxBuilder) { b.SetGasLimit(50 * million) },
	})))
	require.NoError(t, c.check(t, comes, c.suspension(t)))
}
