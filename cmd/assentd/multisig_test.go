package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// office is a keyring with a board of three, of whom two sign, and a transaction
// that the board sends; no node is asked for anything.
type office struct {
	t    *testing.T
	home string
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, home: t.TempDir()}
	for _, member := range []string{"anna", "bert", "cleo", "stranger"} {
		o.must("keys", "add", member)
	}
	o.must("keys", "add", "board", "--multisig", "anna,bert,cleo", "--multisig-threshold", "2")
	o.write("unsigned.json", o.must("tx", "registry", "suspend-participant", "de-charite", "--from", o.address("board"),
		"--generate-only", "--offline", "--account-number", "7", "--sequence", "3"))
	return o
}

func (o *office) try(args ...string) (string, error) {
	o.t.Helper()
	return run(o.t, append(args, "--home", o.home, "--keyring-backend", "test")...)
}

func (o *office) must(args ...string) string {
	o.t.Helper()
	out, err := o.try(args...)
	require.NoError(o.t, err, "%v: %s", args, out)
	return out
}

func (o *office) address(key string) string {
	o.t.Helper()
	return strings.TrimSpace(o.must("keys", "show", key, "--address"))
}

func (o *office) file(name string) string { return filepath.Join(o.home, name) }

func (o *office) write(name, text string) {
	o.t.Helper()
	require.NoError(o.t, os.WriteFile(o.file(name), []byte(text), 0o600))
}

func (o *office) prepare(signers string) (string, error) {
	o.t.Helper()
	return o.try("tx", "multisig", "prepare", o.file("unsigned.json"), "--multisig", "board", "--signers", signers,
		"--offline", "--sequence", "3", "--account-number", "7", "--chain-id", "assent-test")
}

func (o *office) sign(member, chain string) (string, error) {
	o.t.Helper()
	return o.try("tx", "multisig", "sign", o.file("prepared.json"), "--from", member,
		"--offline", "--account-number", "7", "--sequence", "3", "--chain-id", chain)
}

func (o *office) combine(signatures ...string) (string, error) {
	o.t.Helper()
	args := []string{"tx", "multisig", "combine", o.file("prepared.json")}
	for _, one := range signatures {
		args = append(args, o.file(one))
	}
	return o.try(append(args, "--offline", "--account-number", "7", "--sequence", "3", "--chain-id", "assent-test")...)
}

func (o *office) prepared(signers string) {
	o.t.Helper()
	text, err := o.prepare(signers)
	require.NoError(o.t, err)
	o.write("prepared.json", text)
}

func (o *office) signed(member string) string {
	o.t.Helper()
	text, err := o.sign(member, "assent-test")
	require.NoError(o.t, err)
	o.write(member+".json", text)
	return member + ".json"
}

func TestABoardSignsATransactionMemberByMember(t *testing.T) {
	o := newOffice(t)
	o.prepared("cleo,anna")
	signed, err := o.combine(o.signed("anna"), o.signed("cleo"))
	require.NoError(t, err)
	var tx struct {
		Signatures [][]byte `json:"signatures"`
		AuthInfo   struct {
			SignerInfos []struct {
				PublicKey struct {
					Type      string `json:"@type"`
					Threshold int    `json:"threshold"`
				} `json:"public_key"`
				Sequence string `json:"sequence"`
			} `json:"signer_infos"`
		} `json:"auth_info"`
	}
	require.NoError(t, json.Unmarshal([]byte(signed), &tx))
	require.Len(t, tx.Signatures, 1)
	require.Len(t, tx.Signatures[0], 2*66)
	require.Len(t, tx.AuthInfo.SignerInfos, 1)
	require.Equal(t, "/cosmos.crypto.multisig.LegacyAminoPubKey", tx.AuthInfo.SignerInfos[0].PublicKey.Type)
	require.Equal(t, 2, tx.AuthInfo.SignerInfos[0].PublicKey.Threshold)
	require.Equal(t, "3", tx.AuthInfo.SignerInfos[0].Sequence)

	// In which order the signatures come does not matter.
	again, err := o.combine("cleo.json", "anna.json")
	require.NoError(t, err)
	require.Equal(t, signed, again)
}

func TestABoardsTransactionNamesExactlyTheThresholdOfItsMembers(t *testing.T) {
	o := newOffice(t)
	for signers, want := range map[string]string{
		"anna":           "1 signers: name exactly 2",
		"anna,bert,cleo": "3 signers: name exactly 2",
		"anna,anna":      "named twice",
		"anna,stranger":  "not a member",
		"anna,nobody":    `key "nobody"`,
	} {
		_, err := o.prepare(signers)
		require.ErrorContains(t, err, want, signers)
	}
	_, err := o.try("tx", "multisig", "prepare", o.file("unsigned.json"), "--multisig", "anna", "--signers", "anna",
		"--offline", "--sequence", "3", "--account-number", "7", "--chain-id", "assent-test")
	require.ErrorContains(t, err, "not a multisig")
}

func TestOnlyWhoWasNamedSigns(t *testing.T) {
	o := newOffice(t)
	o.prepared("anna,bert")
	_, err := o.sign("cleo", "assent-test")
	require.ErrorContains(t, err, "prepare the transaction anew")
	_, err = o.sign("stranger", "assent-test")
	require.ErrorContains(t, err, "prepare the transaction anew")
	_, err = o.try("tx", "multisig", "sign", o.file("unsigned.json"), "--from", "anna",
		"--offline", "--account-number", "7", "--sequence", "3", "--chain-id", "assent-test")
	require.ErrorContains(t, err, "prepare it")
}

func TestWhatIsCombinedWasSignedForIt(t *testing.T) {
	o := newOffice(t)
	o.prepared("anna,bert")
	anna, bert := o.signed("anna"), o.signed("bert")
	_, err := o.combine(anna)
	require.ErrorContains(t, err, "missing")
	_, err = o.combine(anna, anna)
	require.ErrorContains(t, err, "missing")

	elsewhere, err := o.sign("bert", "assent-other")
	require.NoError(t, err)
	o.write("elsewhere.json", elsewhere)
	_, err = o.combine(anna, "elsewhere.json")
	require.ErrorContains(t, err, "not of this transaction")

	o.write("broken.json", "{")
	_, err = o.combine(anna, "broken.json")
	require.ErrorContains(t, err, "broken.json: not a signature")

	// Prepared for others, the same transaction is another text.
	o.prepared("anna,cleo")
	cleo := o.signed("cleo")
	_, err = o.combine(anna, cleo)
	require.ErrorContains(t, err, "not of this transaction")
	_, err = o.combine(bert, cleo)
	require.ErrorContains(t, err, "nobody who was chosen")
}
