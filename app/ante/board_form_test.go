package ante_test

import (
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	kmultisig "github.com/cosmos/cosmos-sdk/crypto/keys/multisig"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"
	"github.com/cosmos/cosmos-sdk/types/tx/signing"

	"github.com/assent-ledger/assent/app/ante"
	"github.com/assent-ledger/assent/internal/localnet"
	registrytypes "github.com/assent-ledger/assent/x/registry/types"
)

// spoil changes a well-formed transaction of two of three.
type spoil = func(t testing.TB, info *txtypes.SignerInfo, raw *txtypes.TxRaw)

// mode changes the multisig's mode info, and key its key.
func mode(change func(*txtypes.ModeInfo_Multi)) spoil {
	return func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) { change(info.ModeInfo.GetMulti()) }
}

func key(change func(*kmultisig.LegacyAminoPubKey)) spoil {
	return func(t testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) {
		t.Helper()
		var key kmultisig.LegacyAminoPubKey
		require.NoError(t, key.Unmarshal(info.PublicKey.Value))
		change(&key)
		value, err := key.Marshal()
		require.NoError(t, err)
		info.PublicKey = &codectypes.Any{TypeUrl: info.PublicKey.TypeUrl, Value: value}
	}
}

func sig(change func([]byte) []byte) spoil {
	return func(_ testing.TB, _ *txtypes.SignerInfo, raw *txtypes.TxRaw) {
		raw.Signatures[0] = change(slices.Clone(raw.Signatures[0]))
	}
}

func oneMode(m signing.SignMode) *txtypes.ModeInfo {
	return &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Single_{Single: &txtypes.ModeInfo_Single{Mode: m}}}
}

func packed(key cryptotypes.PubKey) *codectypes.Any {
	out, err := codectypes.NewAnyWithValue(key)
	if err != nil {
		panic(err)
	}
	return out
}

// nested is a multisig's mode in a multisig's mode, to a depth.
func nested(depth int) *txtypes.ModeInfo {
	info := oneMode(direct)
	for range depth {
		info = &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Multi_{Multi: &txtypes.ModeInfo_Multi{ModeInfos: []*txtypes.ModeInfo{info}}}}
	}
	return info
}

// member is a key that nobody has.
func member(i byte) *codectypes.Any {
	return packed(secp256k1.GenPrivKeyFromSecret([]byte{i}).PubKey())
}

func members(n int) (keys []*codectypes.Any) {
	for i := range n {
		keys = append(keys, member(byte(i)))
	}
	return keys
}

const direct = signing.SignMode_SIGN_MODE_DIRECT

// malformed are the shapes of a multisig that are not the one accepted.
var malformed = map[string]spoil{
	"bit array of two bytes":        mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems = append(m.Bitarray.Elems, 0) }),
	"bit array of no byte":          mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems = nil }),
	"bit array missing":             mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray = nil }),
	"bit array of eight":            mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.ExtraBitsStored = 0 }),
	"bit array of two":              mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.ExtraBitsStored = 2 }),
	"bit array of four":             mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.ExtraBitsStored = 4 }),
	"bit array of four billion":     mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.ExtraBitsStored = 1<<32 - 1 }),
	"bit array of thousands":        mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems = make([]byte, 4096) }),
	"one bit for two signatures":    mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems[0] = 0b100_00000 }),
	"no bit":                        mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems[0] = 0 }),
	"three bits for two signatures": mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems[0] = 0b111_00000 }),
	"a bit beyond the members":      mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems[0] |= 1 }),
	"two bits, one beyond":          mode(func(m *txtypes.ModeInfo_Multi) { m.Bitarray.Elems[0] = 0b100_10000 }),
	"one sign mode":                 mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos = m.ModeInfos[:1] }),
	"no sign mode":                  mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos = nil }),
	"three sign modes":              mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos = append(m.ModeInfos, oneMode(direct)) }),
	"a sign mode without a mode":    mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos[1] = &txtypes.ModeInfo{} }),
	"amino JSON": mode(func(m *txtypes.ModeInfo_Multi) {
		m.ModeInfos[0] = oneMode(signing.SignMode_SIGN_MODE_LEGACY_AMINO_JSON)
	}),
	"an unspecified sign mode": mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos[0] = oneMode(0) }),
	"an unknown sign mode":     mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos[0] = oneMode(999) }),
	"a multisig as a member's mode": mode(func(m *txtypes.ModeInfo_Multi) {
		inner := *m
		m.ModeInfos = slices.Clone(m.ModeInfos)
		m.ModeInfos[0] = &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Multi_{Multi: &inner}}
	}),
	"a multisig in a multisig in a multisig": mode(func(m *txtypes.ModeInfo_Multi) { m.ModeInfos[0] = nested(9) }),
	"an empty mode info":                     func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) { info.ModeInfo = &txtypes.ModeInfo{} },
	"no mode info":                           func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) { info.ModeInfo = nil },
	"an empty multisig mode": func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) {
		info.ModeInfo = &txtypes.ModeInfo{Sum: &txtypes.ModeInfo_Multi_{Multi: &txtypes.ModeInfo_Multi{}}}
	},
	"a single sign mode": func(_ testing.TB, info *txtypes.SignerInfo, raw *txtypes.TxRaw) {
		info.ModeInfo, raw.Signatures[0] = oneMode(direct), raw.Signatures[0][2:66]
	},
	"a single signature without a key": func(_ testing.TB, info *txtypes.SignerInfo, raw *txtypes.TxRaw) {
		info.PublicKey, info.ModeInfo, raw.Signatures[0] = nil, oneMode(direct), raw.Signatures[0][2:66]
	},
	"no key": func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) { info.PublicKey = nil },
	"a single key with a multisig's signature": func(_ testing.TB, info *txtypes.SignerInfo, _ *txtypes.TxRaw) {
		info.PublicKey = member(1)
	},

	"threshold 0":                 key(func(k *kmultisig.LegacyAminoPubKey) { k.Threshold = 0 }),
	"threshold above the members": key(func(k *kmultisig.LegacyAminoPubKey) { k.Threshold = 4 }),
	"threshold of four billion":   key(func(k *kmultisig.LegacyAminoPubKey) { k.Threshold = 1<<32 - 1 }),
	"threshold of one":            key(func(k *kmultisig.LegacyAminoPubKey) { k.Threshold = 1 }),
	"threshold of three":          key(func(k *kmultisig.LegacyAminoPubKey) { k.Threshold = 3 }),
	"no members":                  key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys = nil }),
	"one member":                  key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys, k.Threshold = k.PubKeys[:1], 1 }),
	"two members":                 key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys = k.PubKeys[:2] }),
	"eight members":               key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys = members(8) }),
	"a hundred members":           key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys = members(100) }),
	"a member twice":              key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys[2] = k.PubKeys[0] }),
	"a member without a type":     key(func(k *kmultisig.LegacyAminoPubKey) { k.PubKeys[1] = &codectypes.Any{} }),
	"a member of another type": key(func(k *kmultisig.LegacyAminoPubKey) {
		k.PubKeys[1] = packed(ed25519.GenPrivKeyFromSecret([]byte{1}).PubKey())
	}),
	"a multisig as a member": key(func(k *kmultisig.LegacyAminoPubKey) {
		k.PubKeys[1] = packed(&kmultisig.LegacyAminoPubKey{Threshold: 1, PubKeys: members(2)})
	}),
	"a member's key of 32 bytes": key(func(k *kmultisig.LegacyAminoPubKey) {
		k.PubKeys[1] = packed(&secp256k1.PubKey{Key: make([]byte, 32)})
	}),
	"a member's key off the curve": key(func(k *kmultisig.LegacyAminoPubKey) {
		off := make([]byte, 33)
		off[0], off[32] = 2, 5
		k.PubKeys[1] = packed(&secp256k1.PubKey{Key: off})
	}),

	"no signature":         sig(func([]byte) []byte { return nil }),
	"one signature of two": sig(func(s []byte) []byte { return s[:66] }),
	"three signatures":     sig(func(s []byte) []byte { return append(s, s[:66]...) }),
	"a byte too many":      sig(func(s []byte) []byte { return append(s, 0) }),
	"a byte too few":       sig(func(s []byte) []byte { return s[:len(s)-1] }),
	"signatures of 63 and 65": sig(func(s []byte) []byte {
		return slices.Concat([]byte{0x0a, 63}, s[2:65], []byte{0x0a, 65}, s[65:66], s[68:])
	}),
	"another field":            sig(func(s []byte) []byte { s[66] = 0x12; return s }),
	"a length in two bytes":    sig(func(s []byte) []byte { return slices.Concat([]byte{0x0a, 0xc0, 0}, s[2:]) }),
	"an unknown field at last": sig(func(s []byte) []byte { return append(s, 0x10, 1) }),
	"a member's signature with high s": sig(func(s []byte) []byte {
		return append(s[:68], highS(s[68:])...)
	}),
	"a member's signature of zeros": sig(func(s []byte) []byte { clear(s[2:66]); return s }),
}

func TestAMultisigOfAnyOtherFormIsRefusedBeforeItIsComputedWith(t *testing.T) {
	c := newChain(t)
	c.join(t)
	b := c.newBoard(t, "board", 2, "ada", "bea", "cyd")
	c.take(t, b, "DE", "ada", "bea")
	good := c.together(t, b, []string{"ada", "bea"}, suspension(b))
	before := exported(t, c)
	for name, change := range malformed {
		t.Run(name, func(t *testing.T) {
			tx := rewritten(t, good, func(info *txtypes.SignerInfo, raw *txtypes.TxRaw) { change(t, info, raw) })
			check, deliver := c.answers(t, tx)
			want := ante.ErrSignatureForm
			if name == "a member without a type" || name == "a hundred members" {
				want = sdkerrors.ErrTxDecode
			}
			require.ErrorIs(t, check, want)
			require.ErrorIs(t, deliver, want)
		})
	}
	require.Equal(t, before, exported(t, c))
	check, deliver := c.answers(t, good)
	require.NoError(t, check)
	require.NoError(t, deliver)
}

// FuzzSignatureForm has the application read any signer infos and signatures: it
// answers with an error that is its own, never by recovering from a panic.
func FuzzSignatureForm(f *testing.F) {
	c := newChain(f)
	c.join(f)
	b := c.newBoard(f, "board", 2, "ada", "bea", "cyd")
	c.take(f, b, "DE", "ada", "bea")
	good := c.together(f, b, []string{"ada", "bea"}, suspension(b))
	var raw txtypes.TxRaw
	require.NoError(f, raw.Unmarshal(good))
	f.Add(raw.AuthInfoBytes, raw.Signatures[0])
	for _, change := range malformed {
		var spoilt txtypes.TxRaw
		tx := rewritten(f, good, func(info *txtypes.SignerInfo, raw *txtypes.TxRaw) { change(f, info, raw) })
		require.NoError(f, spoilt.Unmarshal(tx))
		f.Add(spoilt.AuthInfoBytes, spoilt.Signatures[0])
	}
	f.Fuzz(func(t *testing.T, authInfo, signature []byte) {
		tx, err := (&txtypes.TxRaw{BodyBytes: raw.BodyBytes, AuthInfoBytes: authInfo, Signatures: [][]byte{signature}}).Marshal()
		require.NoError(t, err)
		c.notRecovered(t, tx)
	})
}

func TestASuccessorMayOnlyAcceptAndAloneAndDoesNotUseTheAuthoritysQuota(t *testing.T) {
	c := newChain(t)
	c.join(t)
	next, err := localnet.NewKey(c.keys, "next")
	require.NoError(t, err)
	authority := localnet.AuthorityKey("DE")
	c.execute(t, authority, &registrytypes.MsgTransferAuthority{Authority: c.address(t, authority), Successor: next})
	before, err := c.Registry.Usages.Get(c.NewContext(true), "DE")
	require.NoError(t, err)

	acceptance := func(jurisdiction string) sdk.Msg {
		return &registrytypes.MsgAcceptAuthority{Successor: next, Jurisdiction: jurisdiction}
	}
	for name, messages := range map[string][]sdk.Msg{
		"a message of the authority": {&registrytypes.MsgSuspendParticipant{Authority: next, Participant: klinik}},
		"another one beside it":      {acceptance("DE"), &registrytypes.MsgSuspendParticipant{Authority: next, Participant: klinik}},
	} {
		check, deliver := c.answers(t, c.encode(t, offer{signer: "next", messages: messages}))
		require.ErrorIs(t, check, ante.ErrSuccessorMayOnlyAccept, name)
		require.ErrorIs(t, deliver, ante.ErrSuccessorMayOnlyAccept, name)
	}
	_, deliver := c.answers(t, c.encode(t, offer{signer: "next", messages: []sdk.Msg{acceptance("FR")}}))
	require.ErrorIs(t, deliver, registrytypes.ErrHandoverUnknown)
	after, err := c.Registry.Usages.Get(c.NewContext(true), "DE")
	require.NoError(t, err)
	require.Equal(t, before, after)
	_, err = c.Registry.Usages.Get(c.NewContext(true), registrytypes.SuccessorPayer("DE"))
	require.NoError(t, err)

	c.execute(t, "next", acceptance("DE"))
	c.execute(t, "next", &registrytypes.MsgSuspendParticipant{Authority: next, Participant: klinik})
}

// notRecovered has a node look at a transaction that comes, and requires that it
// did not have to recover from a panic.
func (c *chain) notRecovered(t *testing.T, tx []byte) {
	t.Helper()
	response, err := c.CheckTx(&abci.RequestCheckTx{Type: abci.CheckTxType_New, Tx: tx})
	require.NoError(t, err)
	panicked := sdkerrors.ErrPanic
	require.False(t, response.Codespace == panicked.Codespace() && response.Code == panicked.ABCICode(), response.Log)
}
