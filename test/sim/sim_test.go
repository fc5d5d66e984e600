package sim_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"
	"github.com/stretchr/testify/require"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/testutil/simsx"
	sdk "github.com/cosmos/cosmos-sdk/types"
	simtypes "github.com/cosmos/cosmos-sdk/types/simulation"
	"github.com/cosmos/cosmos-sdk/x/simulation/client/cli"

	"github.com/assent-ledger/assent/app"
	"github.com/assent-ledger/assent/app/msgs"
	"github.com/assent-ledger/assent/internal/nodeconfig"
)

var (
	seeds  = flag.Int("seeds", 3, "number of random histories")
	blocks = flag.Int("blocks", 40, "blocks of each history")
	moves  = flag.Int("moves", 70, "moves in a block, at most")
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Signatures are verified, as on a chain.
	cli.FlagSigverifyTxValue = true
	os.Exit(m.Run())
}

// simulate plays the history of a seed.
func simulate(t *testing.T, seed int64, then func(testing.TB, *simulated)) {
	t.Helper()
	config := simtypes.Config{
		InitialBlockHeight: 1, NumBlocks: *blocks, BlockSize: *moves, ChainID: chainID, Commit: true, Lean: true,
		DBBackend: string(dbm.MemDBBackend), BlockMaxGas: nodeconfig.MaxBlockGas,
	}
	setup := func(s *simulated) simsx.SimStateFactory {
		return simsx.SimStateFactory{
			Codec: s.Encoding().Codec, AccountSource: s.Account, BalanceSource: noBalances{},
			AppStateFn: func(r *rand.Rand, accs []simtypes.Account, _ simtypes.Config) (json.RawMessage, []simtypes.Account, string, time.Time) {
				return found(t, s.App, r, accs), accs, chainID, genesisTime
			},
		}
	}
	few := func(r *rand.Rand, _ int) []simtypes.Account { return simtypes.RandomAccounts(r, accounts) }
	simsx.RunWithSeedAndRandAcc(t, config, newSimulated, setup, seed, nil, few,
		func(tb testing.TB, i simsx.TestInstance[*simulated], _ []simtypes.Account) { then(tb, i.App) })
}

// noBalances: there are no coins.
type noBalances struct{}

func (noBalances) SpendableCoins(context.Context, sdk.AccAddress) sdk.Coins { return nil }
func (noBalances) IsSendEnabledDenom(context.Context, string) bool          { return false }

func TestAnExportedStateStartsAChainWithTheSameState(t *testing.T) {
	accepted, permitted := map[string]int{}, 0
	for seed := range int64(*seeds) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			simulate(t, seed, func(tb testing.TB, s *simulated) {
				for url, n := range s.play.accepted {
					accepted[url] += n
				}
				settle(tb, s)
				requireInvariants(tb, s.App, s.play.last)
				requireFollowed(tb, s)
				state, err := s.Export(nil)
				require.NoError(tb, err)
				permitted += requireSameDecisions(tb, s, seed, state.AppState)
				next := restart(tb, state.AppState, s)
				requireInvariants(tb, next, s.play.last)
				again, err := next.Export(nil)
				require.NoError(tb, err)
				require.JSONEq(tb, string(state.AppState), string(again.AppState))
				requireEqualStores(tb, s.App, next)
			})
		})
	}
	require.Positive(t, permitted, "no history permitted anything")
	for _, rule := range msgs.Rules() {
		if msgs.Sendable(rule.TypeURL) {
			require.Positive(t, accepted[rule.TypeURL], "no history had a %s", rule.TypeURL)
		}
	}
}

// settle adds empty blocks: the simulator makes the moves of a block after its end, so that
// what they change of the validators is announced with the next one, and a block tells of
// so many deadlines that have passed and no more.
func settle(t testing.TB, s *simulated) {
	t.Helper()
	// The blocks after the last move were empty.
	committed, err := s.CommitMultiStore().(interface {
		GetCommitInfo(version int64) (*storetypes.CommitInfo, error)
	}).GetCommitInfo(s.LastBlockHeight())
	require.NoError(t, err)
	s.play.last = committed.Timestamp
	for settled := false; !settled; settled = passedDues(t, s) == 0 {
		_, err = s.FinalizeBlock(&abci.RequestFinalizeBlock{Height: s.LastBlockHeight() + 1, Time: s.play.last})
		require.NoError(t, err)
		_, err = s.Commit()
		require.NoError(t, err)
	}
}

// passedDues are the entries of the queue of deadlines whose moment has come.
func passedDues(t testing.TB, s *simulated) (n int) {
	t.Helper()
	state, err := s.Access.ExportGenesis(s.NewContext(true))
	require.NoError(t, err)
	for _, d := range state.Dues {
		if d.At <= s.play.last.Unix() {
			n++
		}
	}
	return n
}

// restart makes a chain from an exported state.
func restart(t testing.TB, document json.RawMessage, s *simulated) *app.App {
	t.Helper()
	next, err := app.New(log.NewNopLogger(), dbm.NewMemDB(), true, app.NoOptions{}, baseapp.SetChainID(chainID))
	require.NoError(t, err)
	params := nodeconfig.ConsensusParams().ToProto()
	_, err = next.InitChain(&abci.RequestInitChain{
		ChainId: chainID, Time: s.play.last, InitialHeight: s.LastBlockHeight(), ConsensusParams: &params, AppStateBytes: document,
	})
	require.NoError(t, err)
	_, err = next.FinalizeBlock(&abci.RequestFinalizeBlock{Height: s.LastBlockHeight(), Time: s.play.last})
	require.NoError(t, err)
	_, err = next.Commit()
	require.NoError(t, err)
	return next
}

// requireEqualStores compares every key and value of the modules' stores. Those of
// consensus parameters and upgrades are the new chain's own.
func requireEqualStores(t testing.TB, a, b *app.App) {
	t.Helper()
	keys := a.CommitMultiStore().(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName()
	other := b.CommitMultiStore().(interface {
		StoreKeysByName() map[string]storetypes.StoreKey
	}).StoreKeysByName()
	require.Len(t, other, len(keys))
	for name := range keys {
		if name == "consensus" || name == "upgrade" {
			continue
		}
		require.Equal(t, pairs(a, keys[name]), pairs(b, other[name]), "store %s", name)
	}
}

func pairs(a *app.App, key storetypes.StoreKey) map[string]string {
	out := map[string]string{}
	iter := a.CommitMultiStore().GetKVStore(key).Iterator(nil, nil)
	defer func() { _ = iter.Close() }()
	for ; iter.Valid(); iter.Next() {
		out[hex.EncodeToString(iter.Key())] = hex.EncodeToString(iter.Value())
	}
	return out
}

func requireInvariants(t testing.TB, a *app.App, at time.Time) {
	t.Helper()
	ctx := a.NewContextLegacy(true, cmtproto.Header{Height: a.LastBlockHeight(), Time: at})
	for name, check := range map[string]func(sdk.Context) ([]string, error){
		"access":      func(c sdk.Context) ([]string, error) { return a.Access.Invariants(c) },
		"registry":    func(c sdk.Context) ([]string, error) { return a.Registry.Invariants(c) },
		"council":     func(c sdk.Context) ([]string, error) { return a.Council.Invariants(c) },
		"permit":      func(c sdk.Context) ([]string, error) { return a.Permit.Invariants(c) },
		"recognition": func(c sdk.Context) ([]string, error) { return a.Recognition.Invariants(c) },
	} {
		broken, err := check(ctx)
		require.NoError(t, err)
		require.Empty(t, broken, name)
	}
}

// child names the seed that a process of its own plays.
const child = "ASSENT_SIM_SEED"

func TestTheSameHistoryGivesTheSameStateInEveryProcess(t *testing.T) {
	if seed := os.Getenv(child); seed != "" {
		n, err := strconv.ParseInt(seed, 10, 64)
		require.NoError(t, err)
		simulate(t, n, func(_ testing.TB, s *simulated) {
			fmt.Printf("app hash %X at height %d\n", s.LastCommitID().Hash, s.LastBlockHeight())
		})
		return
	}
	const seed = 7
	one, four := process(t, seed, 1), process(t, seed, 4)
	require.NotEmpty(t, one)
	require.Equal(t, one, four)
}

// process plays a seed in a process of its own, and gives the last app hash.
func process(t *testing.T, seed int64, processors int) string {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-blocks", strconv.Itoa(*blocks), "-moves", strconv.Itoa(*moves))
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%d", child, seed), fmt.Sprintf("GOMAXPROCS=%d", processors))
	out, err := command.CombinedOutput()
	require.NoError(t, err, string(out))
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "app hash ") {
			return line
		}
	}
	return ""
}
