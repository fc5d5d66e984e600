package caller

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

const (
	chainID = "assent-test"
	method  = "/assent.test.v1.Query/Thing"
	moment  = int64(1_772_500_000)
)

// question is a request with one text.
type question struct {
	text   string
	caller *Caller
}

func (q *question) GetCaller() *Caller { return q.caller }

// Marshal writes the text as field 1, and the caller as field 15.
func (q *question) Marshal() ([]byte, error) {
	body, err := q.caller.Marshal()
	out := append([]byte{0x0a, byte(len(q.text))}, q.text...)
	return append(append(out, 0x7a, byte(len(body))), body...), err
}

func signed(t require.TestingT, secret, text string, at int64) *question {
	seed := sha256.Sum256([]byte(secret))
	key, err := crypto.ToECDSA(seed[:])
	require.NoError(t, err)
	q := &question{text: text, caller: &Caller{}}
	require.NoError(t, Sign(chainID, method, q, crypto.CompressPubkey(&key.PublicKey), at, func(message []byte) ([]byte, error) {
		digest := sha256.Sum256(message)
		signature, err := crypto.Sign(digest[:], key)
		if err != nil {
			return nil, err
		}
		return signature[:64], nil
	}))
	return q
}

func TestWhoSignedIsBelieved(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.String().Draw(t, "secret")
		text := rapid.StringN(0, 60, 60).Draw(t, "text")
		at := rapid.Int64Range(0, 1<<40).Draw(t, "at")
		off := rapid.Int64Range(-2*Slack, 2*Slack).Draw(t, "off")
		q := signed(t, secret, text, at)
		err := Verify(chainID, method, q, at+off)
		if off > Slack || off < -Slack {
			require.ErrorIs(t, err, ErrMoment)
			return
		}
		require.NoError(t, err)
		require.ErrorIs(t, Verify(chainID+"x", method, q, at), ErrSignature)
		require.ErrorIs(t, Verify(chainID, method+"x", q, at), ErrSignature)
		q.text += "x"
		require.ErrorIs(t, Verify(chainID, method, q, at), ErrSignature)
	})
}

func TestOneBitMakesAnotherCaller(t *testing.T) {
	for field, bytes := range map[string]func(*Caller) []byte{
		"public key": func(c *Caller) []byte { return c.PublicKey },
		"signature":  func(c *Caller) []byte { return c.Signature },
	} {
		q := signed(t, "alice", "what is known", moment)
		for i := range bytes(q.caller) {
			for bit := range 8 {
				bytes(q.caller)[i] ^= 1 << bit
				require.ErrorIs(t, Verify(chainID, method, q, moment), ErrSignature, "%s, byte %d", field, i)
				bytes(q.caller)[i] ^= 1 << bit
			}
		}
		require.NoError(t, Verify(chainID, method, q, moment))
	}
	q := signed(t, "alice", "what is known", moment)
	q.caller.At++
	require.ErrorIs(t, Verify(chainID, method, q, moment), ErrSignature)
	require.ErrorIs(t, Verify(chainID, method, &question{}, moment), ErrMissing)
	require.ErrorIs(t, Verify(chainID, method, &question{caller: &Caller{At: moment}}, moment), ErrSignature)
	for _, extreme := range []int64{-1 << 63, 1<<63 - 1} {
		q.caller.At = extreme
		require.ErrorIs(t, Verify(chainID, method, q, moment), ErrMoment)
	}
}

func TestTheSignatureIsLeftWhereItWas(t *testing.T) {
	q := signed(t, "alice", "what is known", moment)
	before := append([]byte{}, q.caller.Signature...)
	_, err := SignBytes(chainID, method, q)
	require.NoError(t, err)
	require.Equal(t, before, q.caller.Signature)
}

// What is signed is fixed, for clients in other languages.
func TestWhatIsSignedIsFixedByTheProtocol(t *testing.T) {
	q := &question{text: "q", caller: &Caller{PublicKey: []byte{2, 3}, At: 5, Signature: []byte{9}}}
	message, err := SignBytes("c", "/m", q)
	require.NoError(t, err)
	require.Equal(t, "0000000000000010617373656e742f63616c6c65722f7631"+"000000000000000163"+"00000000000000022f6d"+
		"000000000000000b"+"0a0171"+"7a060a0202031005", hex.EncodeToString(message))
}

// Nothing that can be sent as a caller is accepted but what was signed.
func FuzzVerify(f *testing.F) {
	q := signed(f, "alice", "what is known", moment)
	body, err := q.caller.Marshal()
	require.NoError(f, err)
	f.Add(body)
	f.Fuzz(func(t *testing.T, raw []byte) {
		c := &Caller{}
		if c.Unmarshal(raw) != nil {
			return
		}
		if Verify(chainID, method, &question{text: "what is known", caller: c}, moment) == nil {
			require.Equal(t, q.caller, c)
		}
	})
}
