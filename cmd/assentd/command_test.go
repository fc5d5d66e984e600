package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/spf13/viper"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"
	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/assent-ledger/assent/internal/nodeconfig"
)

// run executes the binary's command line in this process and gives its output.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	root, err := newRootCommand()
	require.NoError(t, err)
	var out bytes.Buffer
	root.PersistentFlags().String(flags.FlagHome, defaultHome(), "as svrcmd.Execute adds it")
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(args)
	ctx := svrcmd.CreateExecuteContext(t.Context())
	err = root.ExecuteContext(ctx)
	return out.String(), err
}

func TestInitWritesTheChainsOwnSettings(t *testing.T) {
	home := t.TempDir()
	_, err := run(t, "init", "node", "--home", home, "--chain-id", "assent-test-1")
	require.NoError(t, err)

	genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
	require.NoError(t, err)
	require.Equal(t, nodeconfig.ConsensusParams(), genesis.Consensus.Params)
	checkConfig(t, home)
}

func TestTestnetWritesHomesWithTheChainsOwnSettings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "net")
	_, err := run(t, "testnet", "--output-dir", dir, "--validators", "4", "--commit-timeout", "1s")
	require.NoError(t, err)
	for _, node := range []string{"node0", "node1", "node2", "node3"} {
		home := filepath.Join(dir, node)
		genesis, err := genutiltypes.AppGenesisFromFile(filepath.Join(home, "config", "genesis.json"))
		require.NoError(t, err)
		require.Equal(t, nodeconfig.ConsensusParams(), genesis.Consensus.Params)
		checkConfig(t, home)
	}
	_, err = run(t, "testnet", "--output-dir", dir)
	require.ErrorContains(t, err, "not empty")
}

// checkConfig compares the files of a home with what every home starts from.
func checkConfig(t *testing.T, home string) {
	t.Helper()
	v := viper.New()
	v.SetConfigFile(filepath.Join(home, "config", "config.toml"))
	require.NoError(t, v.ReadInConfig())
	written, want := cmtcfg.DefaultConfig(), nodeconfig.Comet()
	require.NoError(t, v.Unmarshal(written))
	require.Equal(t, want.Consensus.TimeoutCommit, written.Consensus.TimeoutCommit)
	require.Equal(t, want.Consensus.TimeoutPropose, written.Consensus.TimeoutPropose)
	require.Equal(t, want.Consensus.DoubleSignCheckHeight, written.Consensus.DoubleSignCheckHeight)
	require.Equal(t, want.Consensus.BlockTimeTolerance, written.Consensus.BlockTimeTolerance)
	require.Equal(t, want.Mempool.MaxTxsBytes, written.Mempool.MaxTxsBytes)
	require.Equal(t, want.Mempool.MaxTxBytes, written.Mempool.MaxTxBytes)
	require.Equal(t, want.P2P.PersistentPeersMaxDialPeriod, written.P2P.PersistentPeersMaxDialPeriod)
	require.Equal(t, want.RPC.PprofListenAddress, written.RPC.PprofListenAddress)
	require.False(t, written.RPC.Unsafe)

	a := viper.New()
	a.SetConfigFile(filepath.Join(home, "config", "app.toml"))
	require.NoError(t, a.ReadInConfig())
	require.EqualValues(t, 3_000_000, a.GetUint64("query-gas-limit"))
	require.Equal(t, -1, a.GetInt("mempool.max-txs"))
	require.Equal(t, 1000, a.GetInt("state-sync.snapshot-interval"))
	require.False(t, a.GetBool("api.enabled-unsafe-cors"))
}

func TestStartRefusesAHomeThatNobodyMadeAndLeavesNothingThere(t *testing.T) {
	home := filepath.Join(t.TempDir(), "none")
	for _, command := range []string{"start", "export"} {
		_, err := run(t, command, "--home", home)
		require.ErrorContains(t, err, "assentd init")
		require.NoDirExists(t, home)
	}
}

func TestPolicyDecideAnswersTheVectors(t *testing.T) {
	document, err := os.ReadFile("../../pkg/policy/testdata/decisions.json")
	require.NoError(t, err)
	var vectors []struct {
		World json.RawMessage
		Cases []struct{ Request, Decision json.RawMessage }
	}
	require.NoError(t, json.Unmarshal(document, &vectors))
	vector := vectors[0]
	var requests strings.Builder
	for _, c := range vector.Cases {
		requests.Write(c.Request)
		requests.WriteByte('\n')
	}
	world, stream := write(t, "world.json", vector.World), write(t, "requests.json", []byte(requests.String()))
	out, err := run(t, "policy", "decide", "--world", world, "--request", stream)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	require.Len(t, lines, len(vector.Cases))
	for i, line := range lines {
		var decision map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &decision))
		delete(decision, "valid_until")
		got, err := json.Marshal(decision)
		require.NoError(t, err)
		require.JSONEq(t, string(vector.Cases[i].Decision), string(got))
	}

	out, err = run(t, "policy", "explain", "--world", world, "--request", stream)
	require.NoError(t, err)
	require.Equal(t, len(vector.Cases), strings.Count(out, "The moment asked about was"))
	out, err = run(t, "policy", "diff", "--world", world, "--world", world, "--requests", stream)
	require.NoError(t, err)
	require.Contains(t, out, "60 requests, 0 decided otherwise")
	_, err = run(t, "policy", "diff", "--world", world, "--requests", stream)
	require.ErrorContains(t, err, "name it twice")
	_, err = run(t, "policy", "decide", "--world", stream, "--request", stream)
	require.ErrorContains(t, err, "requests.json")
	for _, command := range []string{"explain", "diff", "lint", "vocabulary"} {
		_, err = run(t, "policy", command, "--output", "yaml")
		require.ErrorContains(t, err, "write text or json", command)
	}
	_, err = run(t, "policy", "lint", "--world", world, "--at", "yesterday")
	require.ErrorContains(t, err, "write it as 2026-")
	_, err = run(t, "policy", "decided")
	require.ErrorContains(t, err, "unknown command")
}

func TestPolicyVocabularyPrintsEveryCode(t *testing.T) {
	out, err := run(t, "policy", "vocabulary")
	require.NoError(t, err)
	require.Contains(t, out, "EMERGENCY_TREATMENT")
	require.Contains(t, out, "ETREAT")
	require.Contains(t, out, "51(1)(f)")
}

func write(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

func TestABenchmarkSaysWhatItCannotDoBeforeItStartsAnything(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for wanted, args := range map[string][]string{
		`--output "xml": use text or json`:        {"--output", "xml"},
		"events per message: 1 to 2000, not 3000": {"--events-per-message", "3000"},
		"subjects: at least one for each of 4":    {"--subjects", "3"},
		"validators: 1 to 64, not 0":              {"--validators", "0"},
	} {
		_, err := run(t, append([]string{"bench", "write"}, args...)...)
		require.ErrorContains(t, err, wanted)
	}
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
}
