package wallet

import (
	"encoding/hex"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
	accesstypes "github.com/assent-ledger/assent/x/access/types"
	"github.com/assent-ledger/assent/x/consent/types"
)

const (
	chainID = "assent-test-1"
	// TEST MNEMONIC, known to everybody: never to be used.
	testMnemonic = "test test test test test test test test test test test junk"
	deadline     = int64(1_795_348_800)
)

func testWallet(t *testing.T) *Wallet {
	t.Helper()
	w, err := Restore(chainID, testMnemonic)
	require.NoError(t, err)
	return w
}

func TestPathsAndKeysAreFixed(t *testing.T) {
	// Computed by another program, from BIP-32 and BIP-39 alone.
	for _, c := range []struct {
		holder     string
		generation uint32
		path, key  string
	}{
		{
			"de-charite", 0, "m/44'/60'/2091740248'/1831275011'/12208741'/0'",
			"8efe987bf77f4a9003078781d0e53948521016619545573b8731e662e9f7481e",
		},
		{
			"de-charite", 1, "m/44'/60'/2091740248'/1831275011'/12208741'/1'",
			"501f8eb2cdad871a0074225d8bf481be54256faba52d2570586953b52f7f9e95",
		},
		{
			"de-ukm", 0, "m/44'/60'/625737252'/760320600'/681844347'/0'",
			"a52ebf588045fedd08383f633a857c9846e2806a89a54b241be7c549b016c55e",
		},
	} {
		require.Equal(t, c.path, Path(chainID, c.holder, c.generation))
		key, err := testWallet(t).Key(c.holder, c.generation)
		require.NoError(t, err)
		require.Equal(t, c.key, hex.EncodeToString(crypto.FromECDSA(key)))
	}
}

func TestDerivationIsThatOfOtherWallets(t *testing.T) {
	// The first account of this mnemonic in wallets that follow BIP-44.
	w := testWallet(t)
	key, err := derive(w.master, w.chainCode, "m/44'/60'/0'/0/0")
	require.NoError(t, err)
	require.Equal(t, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", crypto.PubkeyToAddress(key.PublicKey).Hex())
}

func TestEveryChainHolderAndGenerationHasAKeyOfItsOwn(t *testing.T) {
	seen := map[[20]byte]bool{}
	for _, chain := range []string{"assent-1", "assent-2", "assent-1a"} {
		w, err := Restore(chain, testMnemonic)
		require.NoError(t, err)
		for _, holder := range []string{"a", "b", "ab", "a-b", "de-charite"} {
			for generation := range uint32(3) {
				address, err := w.Address(holder, generation)
				require.NoError(t, err)
				require.False(t, seen[address])
				seen[address] = true
			}
		}
	}
	require.NotEqual(t, Path("ab", "c", 0), Path("a", "bc", 0))
}

func TestEveryLevelOfAPathIsHardened(t *testing.T) {
	for _, level := range strings.Split(Path(chainID, "de-charite", 7), "/")[1:] {
		require.True(t, strings.HasSuffix(level, "'"), level)
	}
}

func TestNewWalletsHaveWordsOfTheirOwn(t *testing.T) {
	a, err := New(chainID)
	require.NoError(t, err)
	b, err := New(chainID)
	require.NoError(t, err)
	require.Len(t, strings.Fields(a.Mnemonic()), 24)
	require.NotEqual(t, a.Mnemonic(), b.Mnemonic())
	again, err := Restore(chainID, "  "+strings.ToUpper(strings.ReplaceAll(a.Mnemonic(), " ", "\n")))
	require.NoError(t, err)
	require.Equal(t, a.master, again.master)
}

func TestRestoringRefusesWhatIsNoMnemonic(t *testing.T) {
	for _, wrong := range []string{"", "test", testMnemonic + " junk", strings.Replace(testMnemonic, "junk", "test", 1), "tset" + testMnemonic[4:]} {
		_, err := Restore(chainID, wrong)
		require.ErrorIs(t, err, ErrMnemonic, "%q", wrong)
	}
	for _, wrong := range []string{"", strings.Repeat("x", 51)} {
		_, err := Restore(wrong, testMnemonic)
		require.ErrorIs(t, err, ErrChainID)
	}
	w := testWallet(t)
	for _, wrong := range []string{"", "DE", "a--b", "de_x", strings.Repeat("a", 65)} {
		_, err := w.Key(wrong, 0)
		require.ErrorIs(t, err, ErrHolder, "%q", wrong)
	}
	_, err := w.Key("de-charite", 16)
	require.ErrorIs(t, err, ErrGenerations)
}

// items are one of each thing that a wallet signs, in order.
func items(t *testing.T, w *Wallet) []Signed {
	t.Helper()
	const holder = "de-charite"
	other := [20]byte{1}
	must := func(s Signed, err error) Signed {
		t.Helper()
		require.NoError(t, err)
		return s
	}
	provision, err := ParseProvision([]byte(`{"effect": "PERMIT", "match": {"recipients": ["role:PAYER", "participant:fr-aphp"]},
		"exceptions": [{"effect": "DENY", "match": {"categories": ["GENOMIC"]}}]}`))
	require.NoError(t, err)
	given := must(w.Give(holder, Statement{
		Controller: holder, Provision: provision, Validity: policy.Period{Until: policy.At(deadline + 1)}, DocumentDigest: [32]byte{7},
	}, deadline))
	return []Signed{
		must(w.Enrol(holder, "DE", deadline)),
		given,
		must(w.RefuseAll(holder, deadline)),
		must(w.Withdraw(holder, given.Digest, deadline)),
		must(w.Appoint(holder, Mandate{Representative: other, Purposes: policy.SetOf(policy.PurposePayment)}, deadline)),
		must(w.EndRepresentation(holder, other, deadline)),
		must(w.Object(holder, other, deadline)),
		must(w.RequestAccess(holder, "de-access-service", deadline, deadline+3600)),
		must(w.Dispute(holder, contested(directive.GroundNotTreated), deadline)),
		must(w.Rotate(holder, deadline)),
	}
}

func TestSignaturesAreThoseOfTheSubjectsKeyOverTheItemsOwnFields(t *testing.T) {
	w := testWallet(t)
	subject, err := w.Subject("de-charite")
	require.NoError(t, err)
	next, err := w.Address("de-charite", 1)
	require.NoError(t, err)
	signed := func(m message, err error, signature []byte, by [20]byte) {
		t.Helper()
		require.NoError(t, err)
		digest, err := m.Digest(chainID)
		require.NoError(t, err)
		signer, err := directive.Recover(digest, signature)
		require.NoError(t, err)
		require.Equal(t, by, signer)
	}
	for _, s := range items(t, w) {
		switch item := s.Item.(type) {
		case *types.Enrolment:
			require.NoError(t, item.Check())
			m := directive.Enrolment{Subject: subject, Holder: "de-charite", HomeJurisdiction: "DE", Deadline: item.Deadline}
			signed(m, nil, item.Signature, subject)
		case *types.SignedDirective:
			m, err := item.Message()
			signed(m, err, item.Signature, subject)
		case *types.SignedWithdrawal:
			m, err := item.Message()
			signed(m, err, item.Signature, subject)
		case *types.SignedAppointment:
			m, err := item.Message()
			signed(m, err, item.Signature, subject)
		case *types.SignedMandateEnd:
			m, err := item.Message()
			signed(m, err, item.Signature, subject)
		case *types.SignedObjection:
			m, err := item.Message()
			signed(m, err, item.Signature, subject)
		case *accesstypes.SubjectRequest:
			m := directive.AccessRequest{
				Subject: subject, Controller: "de-charite", Recipient: "de-access-service",
				IssuedAt: item.IssuedAt, ExpiresAt: item.ExpiresAt,
			}
			signed(m, nil, item.Signature, subject)
		case *accesstypes.SignedDispute:
			m, err := item.Statement()
			signed(m, err, item.Signature, subject)
		case *types.SignedRotation:
			m, err := item.Message()
			require.Equal(t, next, m.NewKey)
			signed(m, err, item.OldSignature, subject)
			signed(m, err, item.NewSignature, next)
		default:
			t.Fatalf("unknown item %T", item)
		}
	}
}

func TestSequencesRiseByOneForEachHolderAlone(t *testing.T) {
	w := testWallet(t)
	items(t, w)
	require.Equal(t, Account{Holder: "de-charite", Sequence: 7, Rotating: true}, w.Account("de-charite"))
	s, err := w.RefuseAll("de-ukm", deadline)
	require.NoError(t, err)
	require.EqualValues(t, 1, s.Item.(*types.SignedDirective).Sequence)
	require.Equal(t, []Account{{Holder: "de-charite", Sequence: 7, Rotating: true}, {Holder: "de-ukm", Sequence: 1}}, w.Accounts())
}

func TestWhatCannotBeSignedUsesUpNoSequence(t *testing.T) {
	w := testWallet(t)
	for _, sign := range []func() (Signed, error){
		func() (Signed, error) { return w.Give("de-charite", Statement{}, deadline) },
		func() (Signed, error) {
			refuse := policy.Provision{Effect: policy.EffectDeny}
			return w.Give("de-charite", Statement{Provision: refuse, Validity: policy.Period{From: policy.At(0)}}, deadline)
		},
		func() (Signed, error) { return w.Withdraw("de-charite", [32]byte{}, deadline) },
		func() (Signed, error) { return w.Appoint("de-charite", Mandate{}, deadline) },
		func() (Signed, error) { return w.EndRepresentation("de-charite", [20]byte{}, deadline) },
		func() (Signed, error) { return w.Object("de-charite", [20]byte{}, deadline) },
		func() (Signed, error) { return w.Enrol("de-charite", "de", deadline) },
		func() (Signed, error) { return w.RefuseAll("de-charite", -1) },
		func() (Signed, error) { return w.Rotate("de-charite", -1) },
		func() (Signed, error) { return w.RequestAccess("de-charite", "", deadline, deadline+1) },
		func() (Signed, error) { return w.RequestAccess("de-charite", "de-access-service", deadline, deadline) },
		func() (Signed, error) { return w.Dispute("de-charite", Contested{}, deadline) },
		func() (Signed, error) { return w.Dispute("de-charite", contested(directive.GroundOther), deadline) },
	} {
		_, err := sign()
		require.Error(t, err)
	}
	require.Empty(t, w.Accounts())
}

func TestNothingIsSignedWhileItIsUnknownWhichKeySpeaks(t *testing.T) {
	w := testWallet(t)
	first, err := w.Subject("de-charite")
	require.NoError(t, err)
	second, err := w.Address("de-charite", 1)
	require.NoError(t, err)
	_, err = w.Rotate("de-charite", deadline)
	require.NoError(t, err)
	_, err = w.RefuseAll("de-charite", deadline)
	require.ErrorIs(t, err, ErrRotating)
	_, err = w.RequestAccess("de-charite", "de-access-service", deadline, deadline+1)
	require.ErrorIs(t, err, ErrRotating)
	_, err = w.Dispute("de-charite", contested(directive.GroundNotTreated), deadline)
	require.ErrorIs(t, err, ErrRotating)
	_, err = w.RefuseAll("de-ukm", deadline)
	require.NoError(t, err)

	// It was never sent: the old key goes on.
	require.NoError(t, w.Resume("de-charite", &first, 0))
	s, err := w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	signer, err := directive.Recover(s.Digest, s.Item.(*types.SignedDirective).Signature)
	require.NoError(t, err)
	require.Equal(t, first, signer)

	// It was taken: the new key speaks for the same subject.
	_, err = w.Rotate("de-charite", deadline)
	require.NoError(t, err)
	require.NoError(t, w.Resume("de-charite", &second, 3))
	s, err = w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	item := s.Item.(*types.SignedDirective)
	require.Equal(t, first[:], item.Subject)
	require.EqualValues(t, 4, item.Sequence)
	signer, err = directive.Recover(s.Digest, item.Signature)
	require.NoError(t, err)
	require.Equal(t, second, signer)
}

func TestResumingTakesWhatTheLedgerHas(t *testing.T) {
	w := testWallet(t)
	require.NoError(t, w.Resume("de-charite", nil, 9))
	require.EqualValues(t, 9, w.Account("de-charite").Sequence)
	require.ErrorIs(t, w.Resume("de-charite", nil, 8), ErrSequence)
	require.ErrorIs(t, w.Resume("de-charite", &[20]byte{1}, 0), ErrKeyUnknown)
	require.ErrorIs(t, w.Resume("DE", nil, 1), ErrHolder)
	last, err := w.Address("de-charite", 15)
	require.NoError(t, err)
	require.NoError(t, w.Resume("de-charite", &last, 0))
	_, err = w.Rotate("de-charite", deadline)
	require.ErrorIs(t, err, ErrGenerations)
	require.NoError(t, w.Resume("de-charite", nil, math.MaxUint64))
	_, err = w.RefuseAll("de-charite", deadline)
	require.ErrorIs(t, err, ErrSequence)
}

func TestWordsAreThoseThatAreSigned(t *testing.T) {
	shown := items(t, testWallet(t))[1].Words
	require.Equal(t, `ConsentDirective
  subject: 0xcb9d92163e90f3af3f60bd3f61e5c2742101ca30
  controller: de-charite
  provision:
    effect: PERMIT
    recipients: participant:fr-aphp, role:PAYER
    purposes: ANY
    categories: ANY
    actions: ANY
    from: UNBOUNDED
    until: UNBOUNDED
    exceptions 1 of 1:
      effect: DENY
      recipients: ANY
      purposes: ANY
      categories: GENOMIC
      actions: ANY
      from: UNBOUNDED
      until: UNBOUNDED
      exceptions: none
  validFrom: UNBOUNDED
  validUntil: 2026-11-22T12:00:01Z
  documentDigest: 0x0700000000000000000000000000000000000000000000000000000000000000
  supersedes: 0x0000000000000000000000000000000000000000000000000000000000000000
  sequence: 1
  deadline: 2026-11-22T12:00:00Z
`, shown)
}

func TestProvisionsAreReadStrictly(t *testing.T) {
	for _, wrong := range []string{
		"", "{}", "[]", "null", `{"effect": "PERMIT"`, `{"effect": "permit"}`, `{"effect": "PERMIT", "purposes": ["RESEARCH"]}`,
		`{"effect": "PERMIT"}]}, {"id": "x"`, `{"effect": "PERMIT"} {"effect": "DENY"}`, `{"effect": "PERMIT"}, "ended_at": 1`,
	} {
		_, err := ParseProvision([]byte(wrong))
		require.Error(t, err, "%q", wrong)
	}
}

func open(t *testing.T, path string) *Wallet {
	t.Helper()
	w, release, err := Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, release()) })
	return w
}

func TestFilesKeepWhatWasSignedAndTheWords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wallet.json")
	require.NoError(t, Create(path, testWallet(t)))
	w, release, err := Open(path)
	require.NoError(t, err)
	items(t, w)
	require.NoError(t, release())

	again := open(t, path)
	require.Equal(t, w.Accounts(), again.Accounts())
	require.Equal(t, w.master, again.master)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	left, err := filepath.Glob(path + ".*.new")
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestNoSignatureIsMadeUnlessItsSequenceIsInTheFile(t *testing.T) {
	w := testWallet(t)
	var kept [][]Account
	w.keep = func(accounts []Account) error {
		kept = append(kept, accounts)
		if len(kept) == 2 {
			return os.ErrPermission
		}
		return nil
	}
	_, err := w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	s, err := w.RefuseAll("de-charite", deadline)
	require.ErrorIs(t, err, os.ErrPermission)
	require.Nil(t, s.Item)
	s, err = w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	require.EqualValues(t, 2, s.Item.(*types.SignedDirective).Sequence)
	require.EqualValues(t, 2, kept[2][0].Sequence)
}

func TestAFileIsUsedByOneProgramAtATime(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wallet.json")
	require.NoError(t, Create(path, testWallet(t)))
	_, release, err := Open(path)
	require.NoError(t, err)
	_, _, err = Open(path)
	require.ErrorIs(t, err, ErrFile)
	require.ErrorContains(t, err, "in use")
	require.NoError(t, release())
	open(t, path)
}

func TestAWalletBehindALinkIsReplacedItselfAndNotTheLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wallet.json")
	require.NoError(t, Create(path, testWallet(t)))
	link := filepath.Join(t.TempDir(), "link.json")
	require.NoError(t, os.Symlink(path, link))
	w, release, err := Open(link)
	require.NoError(t, err)
	_, err = w.RefuseAll("de-charite", deadline)
	require.NoError(t, err)
	require.NoError(t, release())
	require.EqualValues(t, 1, open(t, path).Account("de-charite").Sequence)
}

func TestFilesThatCannotBeUsedSafelyAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wallet.json")
	_, _, err := Open(path)
	require.ErrorContains(t, err, "assentd wallet new")
	require.NoError(t, Create(path, testWallet(t)))
	require.ErrorContains(t, Create(path, testWallet(t)), "there already")
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	holders := func(list string) string {
		return strings.Replace(string(good), `"holders": []`, `"holders": [`+list+`]`, 1)
	}
	const charite = `{"holder": "de-charite", "generation": 0, "sequence": 1}`
	for name, text := range map[string]string{
		"no JSON":        "wallet",
		"later version":  strings.Replace(string(good), `"version": 1`, `"version": 2`, 1),
		"unknown field":  strings.Replace(string(good), `"version": 1`, `"version": 1, "x": 1`, 1),
		"wrong words":    strings.Replace(string(good), "junk", "test", 1),
		"holder twice":   holders(charite + "," + charite),
		"no holder's id": holders(`{"holder": "DE", "generation": 0, "sequence": 1}`),
		"17th key":       holders(`{"holder": "de-charite", "generation": 16, "sequence": 1}`),
	} {
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		_, _, err := Open(path)
		require.ErrorIs(t, err, ErrFile, name)
		require.NotContains(t, err.Error(), "test test", name)
	}
	require.NoError(t, os.WriteFile(path, good, 0o600))
	require.NoError(t, os.Chmod(path, 0o640))
	_, _, err = Open(path)
	require.ErrorContains(t, err, "chmod 600")
}
