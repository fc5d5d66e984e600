package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cosmos/gogoproto/jsonpb"
	gogoproto "github.com/cosmos/gogoproto/proto"
	"github.com/stretchr/testify/require"

	"github.com/cosmos/cosmos-sdk/client/flags"
	svrcmd "github.com/cosmos/cosmos-sdk/server/cmd"

	"github.com/assent-ledger/assent/pkg/directive"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
)

// TEST MNEMONIC, known to everybody: never to be used.
const testMnemonic = "test test test test test test test test test test test junk"

// pipe executes the command line with an input, and gives what it wrote to the standard
// output and to the standard error.
func pipe(t *testing.T, in string, args ...string) (out, words string, err error) {
	t.Helper()
	root, err := newRootCommand()
	require.NoError(t, err)
	var stdout, stderr bytes.Buffer
	root.PersistentFlags().String(flags.FlagHome, defaultHome(), "as svrcmd.Execute adds it")
	root.SetIn(strings.NewReader(in))
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	root.SetArgs(args)
	err = root.ExecuteContext(svrcmd.CreateExecuteContext(t.Context()))
	return stdout.String(), stderr.String(), err
}

func TestWhatAWalletSignsIsWhatTheTransactionCommandsTake(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "wallet.json")
	_, _, err := pipe(t, testMnemonic+"\n", "wallet", "restore", "--chain-id", "assent-test-1", "--wallet", file)
	require.NoError(t, err)
	const (
		other     = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
		directive = "0x4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
		provision = `{"effect": "PERMIT", "match": {"recipients": ["role:PAYER", "jurisdiction:FR"], "purposes": ["RESEARCH"]}}`
	)
	for _, c := range []struct {
		sign       []string
		send, says string
	}{
		{[]string{"enrol", "--home", "DE"}, "enrol", "SubjectEnrolment"},
		{
			[]string{"give", provision, "--from", "2026-01-01T00:00:00Z", "--document", directive, "--supersedes", directive},
			"give", "recipients: jurisdiction:FR, role:PAYER",
		},
		{[]string{"refuse-all"}, "give", "controller: EVERY HOLDER"},
		{[]string{"withdraw", directive}, "withdraw", "directive: " + directive},
		{[]string{"appoint", other, "--purposes", "TREATMENT,PAYMENT", "--categories", "CLAIMS"}, "appoint", "purposes: TREATMENT, PAYMENT"},
		{[]string{"end-representation", other}, "end-representation", "RepresentationEnd"},
		{[]string{"object", other}, "object-to-replacement", "ReplacementObjection"},
		{[]string{"rotate"}, "rotate-key", "KeyRotation"},
	} {
		item, words, err := pipe(t, "", append(append([]string{"wallet"}, c.sign...), "--holder", "de-charite", "--wallet", file)...)
		require.NoError(t, err, c.sign)
		require.Contains(t, words, c.says)
		require.True(t, json.Valid([]byte(item)))
		path := filepath.Join(folder, c.send+".json")
		require.NoError(t, os.WriteFile(path, []byte(item), 0o600))

		tx, _, err := pipe(t, "", "tx", "consent", c.send, path, "--from", "assent1zasm36q4f27fexhjsamp5xeg8u8v2wnsxzdrhg",
			"--generate-only", "--offline", "--account-number", "1", "--sequence", "1", "--home", folder)
		require.NoError(t, err, c.send)
		var sent struct {
			Body struct{ Messages []map[string]any }
		}
		require.NoError(t, json.Unmarshal([]byte(tx), &sent))
		var signed map[string]any
		require.NoError(t, json.Unmarshal([]byte(item), &signed))
		found := false
		for _, field := range sent.Body.Messages[0] {
			if list, ok := field.([]any); ok {
				require.Equal(t, []any{signed}, list)
				found = true
			}
		}
		require.True(t, found)
	}
}

func TestWalletShowNamesTheKeysAndNoSecret(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wallet.json")
	wallet := func(args ...string) (string, error) {
		out, _, err := pipe(t, testMnemonic, append(append([]string{"wallet"}, args...), "--wallet", file)...)
		require.NotContains(t, out, "junk")
		return out, err
	}
	_, err := wallet("restore", "--chain-id", "assent-test-1")
	require.NoError(t, err)
	out, err := wallet("show", "--holder", "de-charite")
	require.NoError(t, err)
	require.Contains(t, out, "0xcb9d92163e90f3af3f60bd3f61e5c2742101ca30")
	require.Contains(t, out, "m/44'/60'/2091740248'/1831275011'/12208741'/0'")

	_, err = wallet("rotate", "--holder", "de-charite")
	require.NoError(t, err)
	_, err = wallet("refuse-all", "--holder", "de-charite")
	require.ErrorContains(t, err, "assentd wallet resume")
	out, err = wallet("show", "--output", "json")
	require.NoError(t, err)
	var shown []shownAccount
	require.NoError(t, json.Unmarshal([]byte(out), &shown))
	require.EqualValues(t, 1, shown[0].Sequence)
	_, err = wallet("resume", "--holder", "de-charite")
	require.ErrorContains(t, err, "--key, --sequence or both")
	_, err = wallet("resume", "--holder", "de-charite", "--sequence", "5", "--key", shown[0].Next)
	require.NoError(t, err)
	out, err = wallet("refuse-all", "--holder", "de-charite")
	require.NoError(t, err)
	require.Contains(t, out, `"sequence":"6"`)
}

func TestWalletSaysWhatIsWrongWithItsArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wallet.json")
	_, _, err := pipe(t, "", "wallet", "new", "--chain-id", "assent-test-1", "--wallet", file)
	require.NoError(t, err)
	dispute := func(rest string) string {
		return "dispute --holder de-charite --ground NOT_TREATED --record 0x" + strings.Repeat("ab", 32) + " " + rest
	}
	for _, c := range []struct{ args, want string }{
		{"new --chain-id assent-test-1", "there already"},
		{"enrol --home DE --holder DE", "as in de-charite"},
		{"give nowhere.json --holder de-charite", "nowhere.json"},
		{"give {} --holder de-charite", "effect is missing"},
		{"refuse-all --holder de-charite --deadline 25h", "no more than 24h"},
		{"refuse-all --holder de-charite --deadline -1h", "ahead"},
		{"refuse-all --holder de-charite --deadline soon", "write 1h or"},
		{"withdraw 0x12 --holder de-charite", "64 hexadecimal digits"},
		{"object 12 --holder de-charite", "40 hexadecimal digits"},
		{"appoint 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf --holder de-charite --purposes CURE", "assentd policy vocabulary"},
		{"appoint 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf --holder de-charite --until later", "write it as"},
		{"request-access DE --holder de-charite", "malformed participant id"},
		{"request-access de-service --holder DE", "as in de-charite"},
		{"request-access de-service --holder de-charite --expires 25h", "--expires 25h: it has to be ahead, and by no more than 24h"},
		{"request-access de-service --holder de-charite --expires soon", "--expires \"soon\": write 1h or"},
		{dispute("de-charite/ris -- -1"), "from 0"},
		{dispute("de-charite/ris 18446744073709551616"), "from 0"},
		{dispute("de-charite 1"), "malformed trail id"},
		{dispute("de-charite/ris 1 --ground CURE"), "--ground: directive: no ground: say NOT_PERMITTED"},
		{dispute("de-charite/ris 1 --ground OTHER"), "no document"},
		{dispute("de-charite/ris 1 --document 0x12"), "--document \"0x12\": write 0x and 64"},
		{dispute("de-charite/ris 1 --record 0x12"), "--record \"0x12\": write 0x and 64"},
		{"dispute de-charite/ris 1 --holder de-charite --ground OTHER", "record"},
		{"resume --holder de-charite --key 0x2b5ad5c4795c026514f8317c7a215e218dccd6cf", "none of the keys"},
	} {
		out, _, err := pipe(t, "", append([]string{"wallet", "--wallet", file}, strings.Fields(c.args)...)...)
		require.ErrorContains(t, err, c.want, c.args)
		require.Empty(t, out, c.args)
	}
	out, _, err := pipe(t, "", "wallet", "show", "--output", "json", "--wallet", file)
	require.NoError(t, err)
	require.JSONEq(t, "[]", out, "what was refused used up nothing")
}

func TestDeadlinesAreAheadByNoMoreThanADay(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	for text, want := range map[string]int64{
		"1h": now.Unix() + 3600, "24h": now.Unix() + 86400, "2026-11-22T12:00:00+01:00": now.Unix() + 3600,
		"0s": 0, "24h1s": 0, "2026-11-22T10:00:00Z": 0, "2026-11-23T10:00:01Z": 0,
	} {
		got, err := readDeadline("--deadline", text, now)
		require.Equal(t, want, got, text)
		require.Equal(t, want == 0, err != nil, text)
	}
}

func TestPseudonymsAreWhatAnEnrolmentInCustodyCarries(t *testing.T) {
	folder := t.TempDir()
	key := filepath.Join(folder, "key")
	check, _, err := pipe(t, "", "pseudonym", "new-key", key)
	require.NoError(t, err)
	require.Len(t, strings.TrimSpace(check), 8)
	_, _, err = pipe(t, "", "pseudonym", "new-key", key)
	require.ErrorContains(t, err, "never replaced")

	of := func(in, patient string, more ...string) (string, error) {
		out, _, err := pipe(t, in, append([]string{"pseudonym", "of", patient, "--holder", "de-charite", "--key-file", key}, more...)...)
		return out, err
	}
	out, err := of("", "MRN-1")
	require.NoError(t, err)
	for _, end := range []string{"", "\n", "\r\n"} {
		piped, err := of("MRN-1"+end, "-")
		require.NoError(t, err)
		require.Equal(t, out, piped)
	}
	_, err = of("MRN-1\nMRN-2\n", "-")
	require.ErrorContains(t, err, "printable ASCII")
	_, err = of(strings.Repeat("1", 300), "-")
	require.ErrorContains(t, err, "1 to 256")

	enrolment, err := of("MRN-1", "-", "--enrolment")
	require.NoError(t, err)
	var item struct{ Subject []byte }
	require.NoError(t, json.Unmarshal([]byte(enrolment), &item))
	require.Len(t, item.Subject, 20)
	shown, err := of("MRN-1", "-", "--output", "json")
	require.NoError(t, err)
	require.Contains(t, shown, `"subject": "0x`)

	require.NoError(t, os.Chmod(key, 0o644))
	_, err = of("", "MRN-1")
	require.ErrorContains(t, err, "chmod 600")
}

func TestAWalletAsksForDataAndDisputesRecords(t *testing.T) {
	file := filepath.Join(t.TempDir(), "wallet.json")
	_, _, err := pipe(t, testMnemonic, "wallet", "restore", "--chain-id", "assent-test-1", "--wallet", file)
	require.NoError(t, err)
	sign := func(into gogoproto.Message, args ...string) string {
		t.Helper()
		out, words, err := pipe(t, "", append([]string{"wallet", "--wallet", file, "--holder", "de-charite"}, args...)...)
		require.NoError(t, err)
		require.NoError(t, jsonpb.UnmarshalString(out, into))
		return words
	}

	var request accesstypes.SubjectRequest
	words := sign(&request, "request-access", "de-access-service", "--expires", "24h")
	require.Contains(t, words, "request: I ask for my own data, any number of times until this expires\n")
	require.Contains(t, words, "recipient: de-access-service\n")
	require.EqualValues(t, directive.MaxLifetime, request.ExpiresAt-request.IssuedAt)
	require.InDelta(t, time.Now().Unix(), request.IssuedAt, 60)
	require.Len(t, request.Signature, 65)

	record := "0x" + strings.Repeat("ab", 32)
	var dispute accesstypes.SignedDispute
	words = sign(&dispute, "dispute", "fr-aphp/ris", "18446744073709551615",
		"--record", record, "--document", record, "--ground", "OTHER")
	require.Contains(t, words, "ground: another reason, in a document\n")
	require.Contains(t, words, "index: 18446744073709551615\n")
	require.Equal(t, accesstypes.Ground_GROUND_OTHER, dispute.Ground)
	require.Equal(t, "fr-aphp/ris", dispute.Trail)
	require.EqualValues(t, uint64(math.MaxUint64), dispute.Index)
	require.Equal(t, bytes.Repeat([]byte{0xab}, 32), dispute.Record)
	require.Equal(t, dispute.Record, dispute.Document)
	require.InDelta(t, time.Now().Add(time.Hour).Unix(), dispute.Deadline, 60)
}

func TestTheHelpOfADisputeSaysWhatIsSigned(t *testing.T) {
	out, _, err := pipe(t, "", "wallet", "dispute", "--help")
	require.NoError(t, err)
	for _, g := range directive.Grounds() {
		require.Regexp(t, `(?m)^  `+g.String()+` +`+g.Words()+`$`, out)
	}
}
