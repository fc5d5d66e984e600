package receipt

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/directive"
	"github.com/assent-ledger/assent/pkg/policy"
)

const (
	chainID = "assent-test"
	relayer = "de-charite"
	moment  = int64(1_772_500_000)
	hour    = int64(60 * 60)
)

func keyOf(t require.TestingT, name string) *ecdsa.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	key, err := crypto.ToECDSA(seed[:])
	require.NoError(t, err)
	return key
}

func publicOf(key *ecdsa.PrivateKey) [33]byte { return [33]byte(crypto.CompressPubkey(&key.PublicKey)) }

func signerOf(key *ecdsa.PrivateKey) func([]byte) ([]byte, error) {
	return func(message []byte) ([]byte, error) {
		digest := sha256.Sum256(message)
		signature, err := crypto.Sign(digest[:], key)
		if err != nil {
			return nil, err
		}
		return signature[:64], nil
	}
}

func signed(t require.TestingT, r Receipt) Receipt {
	key := keyOf(t, "relayer")
	r, err := Sign(r, publicOf(key), signerOf(key))
	require.NoError(t, err)
	return r
}

// messages are one of each kind with a deadline, in the order of the kinds.
func messages(deadline int64) []Message {
	subject, other, id := [20]byte{1, 1}, [20]byte{2}, [32]byte{3}
	return []Message{
		directive.Directive{Subject: subject, Provision: policy.Provision{Effect: policy.EffectDeny}, Sequence: 7, Deadline: deadline},
		directive.Withdrawal{Subject: subject, Directive: id, Sequence: 7, Deadline: deadline},
		directive.Enrolment{Subject: subject, Holder: relayer, HomeJurisdiction: "DE", Deadline: deadline},
		directive.Appointment{Subject: subject, Representative: other, Sequence: 7, Deadline: deadline},
		directive.MandateEnd{Subject: subject, Representative: other, Sequence: 7, Deadline: deadline},
		directive.KeyRotation{Subject: subject, NewKey: other, Sequence: 7, Deadline: deadline},
		directive.KeyReplacement{Subject: subject, NewKey: other, Deadline: deadline},
		directive.ReplacementObjection{Subject: subject, NewKey: other, Sequence: 7, Deadline: deadline},
	}
}

// withdrawal is a receipt for the withdrawal among them, to be carried in an hour.
func withdrawal(t require.TestingT) Receipt {
	r, err := Take(chainID, relayer, messages(moment + 2*hour)[1], moment, moment+hour)
	require.NoError(t, err)
	return signed(t, r)
}

// drawReceipt is any receipt, signed.
func drawReceipt(t *rapid.T) Receipt {
	r := Receipt{
		ChainID:    rapid.StringMatching(`[A-Za-z0-9._-]{1,50}`).Draw(t, "chain"),
		Relayer:    rapid.StringMatching(`[a-z0-9-]{1,64}`).Draw(t, "relayer"),
		Kind:       Kind(rapid.IntRange(1, len(kindNames)-1).Draw(t, "kind")),
		ReceivedAt: rapid.Int64Range(0, directive.MaxTime-MaxWindow).Draw(t, "received"),
	}
	copy(r.Subject[:], rapid.SliceOfN(rapid.ByteRange(1, 255), 20, 20).Draw(t, "subject"))
	copy(r.Digest[:], rapid.SliceOfN(rapid.ByteRange(1, 255), 32, 32).Draw(t, "digest"))
	if r.Kind.sequenced() {
		r.Sequence = rapid.Uint64Min(1).Draw(t, "sequence")
	}
	r.CarryBy = r.ReceivedAt + rapid.Int64Range(1, MaxWindow).Draw(t, "window")
	return signed(t, r)
}

func TestAReceiptComesBackFromItsText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawReceipt(t)
		require.NoError(t, Verify(r.ChainID, r))
		require.ErrorIs(t, Verify(r.ChainID+"x", r), ErrChain)
		text, err := r.Encode()
		require.NoError(t, err)
		require.LessOrEqual(t, len(text), MaxTextLength)
		back, err := Decode(text)
		require.NoError(t, err)
		require.Equal(t, r, back)
		require.NoError(t, Verify(r.ChainID, back))
	})
}

func TestTheLongestReceiptHasRoomInItsText(t *testing.T) {
	r := withdrawal(t)
	r.ChainID, r.Relayer = strings.Repeat("c", MaxChainIDLength), strings.Repeat("r", directive.MaxIDLength)
	r.Kind, r.Sequence = KindAppointment, 1<<64-1
	r.ReceivedAt, r.CarryBy = directive.MaxTime-1, directive.MaxTime
	text, err := signed(t, r).Encode()
	require.NoError(t, err)
	require.LessOrEqual(t, len(text), MaxTextLength)
}

func TestNoBitOfATextCanBeFlipped(t *testing.T) {
	for _, m := range []int{0, 1, 2} {
		r, err := Take(chainID, relayer, messages(moment + 2*hour)[m], moment, moment+hour)
		require.NoError(t, err)
		text, err := signed(t, r).Encode()
		require.NoError(t, err)
		for i := range text {
			for bit := range 8 {
				text[i] ^= 1 << bit
				if r, err := Decode(text); err == nil {
					require.Error(t, Verify(chainID, r), "byte %d, bit %d: %s", i, bit, text)
				}
				text[i] ^= 1 << bit
			}
		}
	}
}

func TestNoFieldCanBeChanged(t *testing.T) {
	for name, change := range map[string]func(*Receipt){
		"chain": func(r *Receipt) { r.ChainID += "x" }, "relayer": func(r *Receipt) { r.Relayer += "x" },
		"kind": func(r *Receipt) { r.Kind = KindRotation }, "sequence": func(r *Receipt) { r.Sequence++ },
		"received": func(r *Receipt) { r.ReceivedAt++ }, "carry by": func(r *Receipt) { r.CarryBy++ },
		"relayer and chain": func(r *Receipt) { r.Relayer, r.ChainID = r.ChainID, r.Relayer },
	} {
		r := withdrawal(t)
		change(&r)
		require.ErrorIs(t, Verify(r.ChainID, r), ErrSignature, name)
	}
	r := withdrawal(t)
	for name, field := range map[string][]byte{
		"subject": r.Subject[:], "digest": r.Digest[:], "public key": r.PublicKey[:], "signature": r.Signature[:],
	} {
		for i := range field {
			for bit := range 8 {
				field[i] ^= 1 << bit
				require.ErrorIs(t, Verify(chainID, r), ErrSignature, "%s, byte %d", name, i)
				field[i] ^= 1 << bit
			}
		}
	}
	require.NoError(t, Verify(chainID, r))
}

// What is signed, and its text, are fixed for clients in other languages.
func TestWhatIsSignedIsFixed(t *testing.T) {
	r := withdrawal(t)
	require.Equal(t, strings.Join([]string{
		"0000000000000011", hex.EncodeToString([]byte("assent/receipt/v1")),
		"000000000000000b", hex.EncodeToString([]byte("assent-test")),
		"000000000000000a", hex.EncodeToString([]byte("de-charite")),
		"0000000000000014", "0101000000000000000000000000000000000000",
		"000000000000000a", hex.EncodeToString([]byte("withdrawal")),
		"0000000000000020", "d153e95ba53779fd602a501b9ca85a13c8153758b118833116914acecbebf82d",
		"0000000000000008", "0000000000000007",
		"0000000000000008", "0000000069a63420",
		"0000000000000008", "0000000069a64230",
		"0000000000000021", "03e797c76eef89facf105ff59c17992b185f8ff91574dd57755327a8684d7c86af",
	}, ""), hex.EncodeToString(r.SignBytes()))
	text, err := r.Encode()
	require.NoError(t, err)
	require.Equal(t, `{"chain_id":"assent-test","relayer":"de-charite","subject":"0x0101000000000000000000000000000000000000","kind":"withdrawal",`+
		`"digest":"0xd153e95ba53779fd602a501b9ca85a13c8153758b118833116914acecbebf82d",`+
		`"sequence":"7","received_at":1772500000,"carry_by":1772503600,`+
		`"public_key":"0x03e797c76eef89facf105ff59c17992b185f8ff91574dd57755327a8684d7c86af",`+
		`"signature":"0x1f5941e8427f04a5aaf2ca1239366793e915905337739cd30f5753e600de6a1a40cd06e15322b5eb418987cedff17dc04a97e45b2b72fa2923082cbf0332788d"}`, string(text))
}

func TestAReceiptIsForEveryKindOfMessage(t *testing.T) {
	for i, m := range messages(moment + 2*hour) {
		r, err := Take(chainID, relayer, m, moment, moment+hour)
		require.NoError(t, err)
		digest, err := m.Digest(chainID)
		require.NoError(t, err)
		want := Receipt{
			ChainID: chainID, Relayer: relayer, Subject: [20]byte{1, 1}, Kind: Kind(i + 1), Digest: digest, Sequence: 7,
			ReceivedAt: moment, CarryBy: moment + hour,
		}
		if !want.Kind.sequenced() {
			want.Sequence = 0
		}
		require.Equal(t, want, r)
		require.NoError(t, signed(t, r).Promises(m))
		require.ErrorIs(t, r.Promises(messages(moment + 3*hour)[i]), ErrMessage)
		require.ErrorIs(t, r.Promises(messages(moment + 2*hour)[(i+1)%8]), ErrMessage)
		require.ErrorIs(t, r.Promises(messages(moment)[i]), ErrDeadline)
	}
	_, err := Take(chainID, relayer, nil, moment, moment+hour)
	require.ErrorIs(t, err, ErrKind)
	_, err = Take(chainID, relayer, directive.Withdrawal{}, moment, moment+hour)
	require.ErrorIs(t, err, directive.ErrSubject)
	r := withdrawal(t)
	r.Sequence++
	require.ErrorIs(t, r.Promises(messages(moment + 2*hour)[1]), ErrMessage)
}

func TestNothingIsPromisedThatTheLedgerDoesNotTakeByThen(t *testing.T) {
	for _, c := range []struct {
		name              string
		deadline, carryBy int64
		want              error
	}{
		{"until the deadline", moment + hour, moment + hour, nil},
		{"after the deadline", moment + hour, moment + hour + 1, ErrDeadline},
		{"a deadline within a day of the last second", moment + hour - 1 + 24*hour, moment + hour, nil},
		{"a deadline that is too far ahead all the time", moment + hour + 24*hour, moment + hour, ErrDeadline},
		{"a day", moment + 24*hour, moment + 24*hour, nil},
		{"more than a day", moment + 25*hour, moment + 24*hour + 1, ErrWindow},
		{"at once", moment + hour, moment, ErrWindow},
		{"long ago", moment + hour, -1 << 63, ErrWindow},
		{"never", moment + hour, 1<<63 - 1, ErrWindow},
	} {
		_, err := Take(chainID, relayer, messages(c.deadline)[1], moment, c.carryBy)
		require.ErrorIs(t, err, c.want, c.name)
	}
}

func TestAReceiptWithoutTheFormOfOneIsRefused(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*Receipt)
		want  error
	}{
		{"no chain", func(r *Receipt) { r.ChainID = "" }, ErrChain},
		{"a chain of 51 bytes", func(r *Receipt) { r.ChainID = strings.Repeat("a", 51) }, ErrChain},
		{"a chain with a quote", func(r *Receipt) { r.ChainID = `a"` }, ErrChain},
		{"a chain beyond ASCII", func(r *Receipt) { r.ChainID = "é" }, ErrChain},
		{"no relayer", func(r *Receipt) { r.Relayer = "" }, ErrRelayer},
		{"a relayer of 65 bytes", func(r *Receipt) { r.Relayer = strings.Repeat("a", 65) }, ErrRelayer},
		{"a relayer in capitals", func(r *Receipt) { r.Relayer = "DE" }, ErrRelayer},
		{"a relayer that is none in the middle", func(r *Receipt) { r.Relayer = "de charite" }, ErrRelayer},
		{"no subject", func(r *Receipt) { r.Subject = [20]byte{} }, ErrSubject},
		{"no kind", func(r *Receipt) { r.Kind = 0 }, ErrKind},
		{"an unknown kind", func(r *Receipt) { r.Kind = 9 }, ErrKind},
		{"no digest", func(r *Receipt) { r.Digest = [32]byte{} }, ErrDigest},
		{"a withdrawal without a sequence", func(r *Receipt) { r.Sequence = 0 }, ErrSequence},
		{"an enrolment with one", func(r *Receipt) { r.Kind = KindEnrolment }, ErrSequence},
		{"a replacement with one", func(r *Receipt) { r.Kind = KindReplacement }, ErrSequence},
		{"before 1970", func(r *Receipt) { r.ReceivedAt = -1 }, ErrWindow},
		{"after 9999", func(r *Receipt) { r.CarryBy = directive.MaxTime + 1; r.ReceivedAt = r.CarryBy - 1 }, ErrWindow},
	} {
		r := withdrawal(t)
		key := keyOf(t, "relayer")
		c.spoil(&r)
		require.ErrorIs(t, r.Check(), c.want, c.name)
		require.ErrorIs(t, Verify(r.ChainID, r), c.want, c.name)
		_, err := r.Encode()
		require.ErrorIs(t, err, c.want, c.name)
		_, err = Sign(r, publicOf(key), signerOf(key))
		require.ErrorIs(t, err, c.want, c.name)
	}
}

func TestASignerThatSignsSomethingElseIsNotBelieved(t *testing.T) {
	key, failure := keyOf(t, "relayer"), errors.New("the device is locked")
	for name, signer := range map[string]func([]byte) ([]byte, error){
		"another key":     signerOf(keyOf(t, "somebody else")),
		"another message": func(m []byte) ([]byte, error) { return signerOf(key)(append(m, 0)) },
		"65 bytes":        func([]byte) ([]byte, error) { return make([]byte, 65), nil },
		"none":            func([]byte) ([]byte, error) { return nil, nil },
		"zeros":           func([]byte) ([]byte, error) { return make([]byte, 64), nil },
	} {
		_, err := Sign(withdrawal(t), publicOf(key), signer)
		require.ErrorIs(t, err, ErrSignature, name)
	}
	_, err := Sign(withdrawal(t), publicOf(key), func([]byte) ([]byte, error) { return nil, failure })
	require.ErrorIs(t, err, failure)
	_, err = Sign(withdrawal(t), [33]byte{}, signerOf(key))
	require.ErrorIs(t, err, ErrSignature)
}
