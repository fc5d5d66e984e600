package secp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

var update = flag.Bool("update", false, "write testdata anew instead of comparing with it")

const (
	vectorFile = "testdata/signatures.json"
	streamFile = "testdata/stream.sha256"
)

// vector is one input with the answer that every build must give. A vector with
// a public key is for Verify (64-byte signatures), one without for Recover.
type vector struct {
	Name      string `json:"name"`
	PublicKey string `json:"publicKey,omitempty"`
	Digest    string `json:"digest"`
	Signature string `json:"signature"`
	// Want is the recovered address, "verified", or the name of the error.
	Want string `json:"want"`
}

// errorNames are the names by which the vectors call the errors.
var errorNames = []struct {
	err  error
	name string
}{
	{ErrSignatureLength, "ErrSignatureLength"},
	{ErrRecoveryID, "ErrRecoveryID"},
	{ErrScalarRange, "ErrScalarRange"},
	{ErrHighS, "ErrHighS"},
	{ErrPublicKey, "ErrPublicKey"},
	{ErrNoKey, "ErrNoKey"},
	{ErrSignatureMismatch, "ErrSignatureMismatch"},
}

func nameOf(err error) string {
	for _, e := range errorNames {
		if errors.Is(err, e.err) {
			return e.name
		}
	}
	return fmt.Sprintf("unnamed error: %v", err)
}

func unhex(t testing.TB, text string) []byte {
	t.Helper()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func answer(t testing.TB, v vector) string {
	t.Helper()
	digest, sig := [32]byte(unhex(t, v.Digest)), unhex(t, v.Signature)
	if v.PublicKey != "" {
		if err := Verify(unhex(t, v.PublicKey), digest, sig); err != nil {
			return nameOf(err)
		}
		return "verified"
	}
	address, err := judge(t, digest, sig)
	if err != nil {
		return nameOf(err)
	}
	return "0x" + hex.EncodeToString(address[:])
}

// TestVectors holds the builds equal: it runs with and without cgo.
func TestVectors(t *testing.T) {
	if *update {
		raw, err := json.MarshalIndent(makeVectors(t), "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(vectorFile, append(raw, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 50 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	seen := make(map[string]bool)
	for _, v := range vectors {
		seen[v.Want] = true
		t.Run(v.Name, func(t *testing.T) {
			if got := answer(t, v); got != v.Want {
				t.Errorf("answered %s, want %s", got, v.Want)
			}
		})
	}
	for _, e := range errorNames {
		if !seen[e.name] {
			t.Errorf("no vector is answered with %s", e.name)
		}
	}
}

func TestVectorsAreWhatTheGeneratorMakes(t *testing.T) {
	raw, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	committed, err := os.ReadFile(vectorFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(append(raw, '\n'), committed) {
		t.Error("the generator makes other vectors than the committed ones: run with -update and read the difference")
	}
}

// TestStream hashes the answers to a long pseudo-random stream of damaged
// signatures. The committed hash is one for both builds, so that they are held
// equal on far more input than anyone would read.
func TestStream(t *testing.T) {
	rng := rand.New(rand.NewPCG(20260101, 65))
	answers := sha256.New()
	for i := range 2048 {
		key := testKey(t, fmt.Sprintf("stream %d", i%16))
		digest := digestOf(fmt.Sprintf("stream %d", i))
		sig := mustSign(t, digest, key)
		public := crypto.CompressPubkey(&key.PublicKey)
		damage(rng, sig, public, &digest)
		address, err := judge(t, digest, sig)
		fmt.Fprintf(answers, "%d %x %v\n", i, address, err)
		fmt.Fprintf(answers, "%d %v\n", i, Verify(public, digest, sig[:CompactLength]))
	}
	got := hex.EncodeToString(answers.Sum(nil)) + "\n"
	if *update {
		if err := os.WriteFile(streamFile, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(streamFile)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the answers hash to %swant %s", got, want)
	}
}

// damage changes a signature, a key or a digest in one of the ways in which
// libraries are known to part, or leaves them whole.
func damage(rng *rand.Rand, sig, public []byte, digest *[32]byte) {
	part := sig[32*rng.IntN(2):][:32]
	switch rng.IntN(10) {
	case 0:
		sig[rng.IntN(len(sig))] ^= 1 << rng.IntN(8)
	case 1:
		sig[64] = byte(rng.IntN(256))
	case 2:
		copy(part, order[:])
		part[31] += byte(rng.IntN(3)) - 1
	case 3:
		copy(part, halfOrder[:])
		part[31] += byte(rng.IntN(3)) - 1
	case 4:
		for i := range part {
			part[i] = byte(rng.IntN(256))
		}
	case 5:
		for i := range 16 {
			part[i] = 0
		}
	case 6:
		for i := range 16 {
			part[i] = 0xff
		}
	case 7:
		public[rng.IntN(len(public))] ^= 1 << rng.IntN(8)
	case 8:
		for i := range digest {
			digest[i] = 0xff
		}
	}
}

// vectorMaker builds vectors with arithmetic of its own where an ordinary
// signature would not show the case.
type vectorMaker struct {
	t    testing.TB
	n    *big.Int
	list []vector
}

func (m *vectorMaker) recover(name string, digest [32]byte, sig []byte, want string) {
	m.list = append(m.list, vector{
		Name: "recover/" + name, Digest: hex.EncodeToString(digest[:]), Signature: hex.EncodeToString(sig), Want: want,
	})
}

func (m *vectorMaker) verify(name string, key []byte, digest [32]byte, sig []byte, want string) {
	m.list = append(m.list, vector{
		Name: "verify/" + name, PublicKey: hex.EncodeToString(key), Digest: hex.EncodeToString(digest[:]),
		Signature: hex.EncodeToString(sig), Want: want,
	})
}

func bytes32(x *big.Int) []byte { return x.FillBytes(make([]byte, 32)) }

func joined(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func makeVectors(t testing.TB) []vector {
	t.Helper()
	m := &vectorMaker{t: t, n: crypto.S256().Params().N}
	m.addWellFormed()
	m.addMalformed()
	m.addPublicKeys()
	m.addEdges()
	return m.list
}

func (m *vectorMaker) addWellFormed() {
	for i := range 6 {
		key := testKey(m.t, fmt.Sprintf("signer %d", i))
		digest := digestOf(fmt.Sprintf("message %d", i))
		sig := mustSign(m.t, digest, key)
		m.recover(fmt.Sprintf("signed %d", i), digest, sig, fmt.Sprintf("0x%x", crypto.PubkeyToAddress(key.PublicKey)))
		m.verify(fmt.Sprintf("signed %d", i), crypto.CompressPubkey(&key.PublicKey), digest, sig[:64], "verified")
	}
	key := testKey(m.t, "signer 0")
	// Digests are numbers modulo n to the arithmetic, and zero is one of them.
	for _, d := range []struct {
		name   string
		digest [32]byte
	}{{"zero", [32]byte{}}, {"n", order}, {"all ones", [32]byte(bytes.Repeat([]byte{0xff}, 32))}} {
		sig := m.signWith(new(big.Int).SetBytes(testScalar("signer 0")), big.NewInt(0x5eed), d.digest)
		m.recover("digest "+d.name, d.digest, sig, fmt.Sprintf("0x%x", crypto.PubkeyToAddress(key.PublicKey)))
		m.verify("digest "+d.name, crypto.CompressPubkey(&key.PublicKey), d.digest, sig[:64], "verified")
	}
}

// signWith signs with a nonce of the caller's choice.
func (m *vectorMaker) signWith(d, nonce *big.Int, digest [32]byte) []byte {
	x, y := crypto.S256().ScalarBaseMult(bytes32(nonce))
	r := new(big.Int).Mod(x, m.n)
	s := new(big.Int).Mul(r, d)
	s.Add(s, new(big.Int).SetBytes(digest[:]))
	s.Mul(s, new(big.Int).ModInverse(nonce, m.n)).Mod(s, m.n)
	v := byte(27 + y.Bit(0))
	if s.Cmp(new(big.Int).Rsh(m.n, 1)) > 0 {
		s.Sub(m.n, s)
		v ^= 27 ^ 28
	}
	return joined(bytes32(r), bytes32(s), []byte{v})
}

func (m *vectorMaker) addMalformed() {
	key := testKey(m.t, "signer 0")
	digest := digestOf("message 0")
	sig := mustSign(m.t, digest, key)
	public := crypto.CompressPubkey(&key.PublicKey)
	r, s, v := sig[:32], sig[32:64], sig[64:]

	m.recover("no bytes", digest, nil, "ErrSignatureLength")
	m.recover("one byte", digest, []byte{27}, "ErrSignatureLength")
	m.recover("64 bytes", digest, sig[:64], "ErrSignatureLength")
	m.recover("66 bytes", digest, joined(sig, []byte{0}), "ErrSignatureLength")
	m.recover("leading zero byte", digest, joined([]byte{0}, sig), "ErrSignatureLength")
	m.recover("130 bytes", digest, joined(sig, sig), "ErrSignatureLength")
	m.verify("no bytes", public, digest, nil, "ErrSignatureLength")
	m.verify("63 bytes", public, digest, sig[:63], "ErrSignatureLength")
	m.verify("65 bytes", public, digest, sig, "ErrSignatureLength")

	for _, id := range []byte{0, 1, 2, 3, 4, 26, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 54, 55, 128, 155, 255} {
		m.recover(fmt.Sprintf("v %d", id), digest, joined(r, s, []byte{id}), "ErrRecoveryID")
	}
	// Some libraries take 4 more as a note that the key is compressed, and some
	// put v first.
	m.recover("v + 4, compressed key", digest, joined(r, s, []byte{v[0] + 4}), "ErrRecoveryID")
	m.recover("v first", digest, joined(v, r, s), "ErrRecoveryID")

	n, none, full := order[:], zero[:], bytes.Repeat([]byte{0xff}, 32)
	nPlus1 := bytes32(new(big.Int).Add(m.n, big.NewInt(1)))
	nMinus1 := bytes32(new(big.Int).Sub(m.n, big.NewInt(1)))
	halfPlus1 := bytes32(new(big.Int).Add(new(big.Int).Rsh(m.n, 1), big.NewInt(1)))
	highS := bytes32(new(big.Int).Sub(m.n, new(big.Int).SetBytes(s)))
	for _, c := range []struct {
		name string
		r, s []byte
		want string
	}{
		{"r zero", none, s, "ErrScalarRange"},
		{"s zero", r, none, "ErrScalarRange"},
		{"r and s zero", none, none, "ErrScalarRange"},
		{"r is n", n, s, "ErrScalarRange"},
		{"s is n", r, n, "ErrScalarRange"},
		{"r is n + 1", nPlus1, s, "ErrScalarRange"},
		{"s is n + 1", r, nPlus1, "ErrScalarRange"},
		{"r is p", fieldPrime[:], s, "ErrScalarRange"},
		{"r all ones", full, s, "ErrScalarRange"},
		{"s all ones", r, full, "ErrScalarRange"},
		{"s is n - 1", r, nMinus1, "ErrHighS"},
		{"s is n/2 + 1", r, halfPlus1, "ErrHighS"},
		{"high s", r, highS, "ErrHighS"},
	} {
		m.recover(c.name, digest, joined(c.r, c.s, v), c.want)
		m.verify(c.name, public, digest, joined(c.r, c.s), c.want)
	}
	m.recover("high s, other v", digest, joined(r, highS, []byte{v[0] ^ 27 ^ 28}), "ErrHighS")
	m.recover("bad v before zero r", digest, joined(none, s, []byte{0}), "ErrRecoveryID")
	m.recover("zero r before high s", digest, joined(none, highS, v), "ErrScalarRange")

	m.verify("wrong digest", public, digestOf("another message"), sig[:64], "ErrSignatureMismatch")
	m.verify("wrong key", crypto.CompressPubkey(&testKey(m.t, "signer 1").PublicKey), digest, sig[:64], "ErrSignatureMismatch")
	m.verify("another r", public, digest, joined(bytes32(big.NewInt(7)), s), "ErrSignatureMismatch")
	m.other("wrong digest", digestOf("another message"), sig)
	m.other("v flipped", digest, joined(r, s, []byte{v[0] ^ 27 ^ 28}))
}

// other adds a well-formed signature that recovers whoever it recovers: the
// library's answer is written down, and every build must repeat it.
func (m *vectorMaker) other(name string, digest [32]byte, sig []byte) {
	address, err := Recover(digest, sig)
	if err != nil {
		m.recover(name, digest, sig, nameOf(err))
		return
	}
	m.recover(name, digest, sig, fmt.Sprintf("0x%x", address))
}

func (m *vectorMaker) addPublicKeys() {
	key := testKey(m.t, "signer 0")
	digest := digestOf("message 0")
	sig := mustSign(m.t, digest, key)[:64]
	public := crypto.CompressPubkey(&key.PublicKey)
	long := crypto.FromECDSAPub(&key.PublicKey)
	prefix := func(p byte) []byte { return joined([]byte{p}, public[1:]) }
	x := func(x int64) []byte { return joined([]byte{2}, bytes32(big.NewInt(x))) }
	pPlus := func(i int64) []byte {
		return joined([]byte{2}, bytes32(new(big.Int).Add(crypto.S256().Params().P, big.NewInt(i))))
	}
	for _, c := range []struct {
		name string
		key  []byte
	}{
		{"one byte", []byte{2}},
		{"32 bytes", public[:32]},
		{"34 bytes", joined(public, []byte{0})},
		{"uncompressed", long},
		{"uncompressed without prefix", long[1:]},
		{"hybrid", joined([]byte{6 + long[64]&1}, long[1:])},
		{"prefix 0", prefix(0)},
		{"prefix 1", prefix(1)},
		{"prefix 4", prefix(4)},
		{"prefix 5", prefix(5)},
		{"prefix 6", prefix(6)},
		{"prefix 7", prefix(7)},
		{"x zero", x(0)},
		{"x not on the curve", x(5)},
		{"x is p", pPlus(0)},
		{"x is p + 1, on the curve if reduced", pPlus(1)},
		{"x all ones", joined([]byte{2}, bytes.Repeat([]byte{0xff}, 32))},
	} {
		m.verify("key "+c.name, c.key, digest, sig, "ErrPublicKey")
	}
	m.verify("key of the other parity", prefix(public[0]^1), digest, sig, "ErrSignatureMismatch")
	m.verify("key x is 1", x(1), digest, sig, "ErrSignatureMismatch")
	m.verify("bad key before bad signature", prefix(4), digest, nil, "ErrPublicKey")
	m.verify("x out of range before bad signature", pPlus(0), digest, nil, "ErrPublicKey")
	m.verify("bad signature before key off the curve", x(5), digest, sig[:63], "ErrSignatureLength")
}

// addEdges adds signatures that only arithmetic can make.
func (m *vectorMaker) addEdges() {
	digest := digestOf("edges")
	one := bytes32(big.NewInt(1))

	// r that is no x coordinate: 5 is none.
	m.recover("r is no x coordinate", digest, joined(bytes32(big.NewInt(5)), one, []byte{27}), "ErrNoKey")
	m.recover("r is no x coordinate, odd", digest, joined(bytes32(big.NewInt(5)), one, []byte{28}), "ErrNoKey")
	m.other("r and s are 1", digest, joined(one, one, []byte{27}))
	m.other("s is n/2", digest, joined(one, halfOrder[:], []byte{28}))
	m.addLargestR(digest, one)

	// s k = z: the recovered point would be the point at infinity.
	for i := int64(2); i < 4; i++ {
		nonce := big.NewInt(i)
		x, y := crypto.S256().ScalarBaseMult(bytes32(nonce))
		s := new(big.Int).Mul(new(big.Int).SetBytes(digest[:]), new(big.Int).ModInverse(nonce, m.n))
		s.Mod(s, m.n)
		v := byte(27 + y.Bit(0))
		if s.Cmp(new(big.Int).Rsh(m.n, 1)) > 0 {
			s.Sub(m.n, s)
			v ^= 27 ^ 28
		}
		sig := joined(bytes32(x), bytes32(s), []byte{v})
		m.recover(fmt.Sprintf("key at infinity %d", i), digest, sig, "ErrNoKey")
	}

	// z = -r d: the point that verification computes is at infinity, for any s.
	key := testKey(m.t, "signer 0")
	r := new(big.Int).SetBytes(mustSign(m.t, digest, key)[:32])
	z := new(big.Int).Mul(r, new(big.Int).SetBytes(testScalar("signer 0")))
	z.Neg(z).Mod(z, m.n)
	m.verify("point at infinity", crypto.CompressPubkey(&key.PublicKey), [32]byte(bytes32(z)), joined(bytes32(r), one), "ErrSignatureMismatch")

	m.addReducedR(digest, one)
}

// addLargestR adds r = n - i for the first such x coordinate.
func (m *vectorMaker) addLargestR(digest [32]byte, s []byte) {
	for i := int64(1); i < 64; i++ {
		x := bytes32(new(big.Int).Sub(m.n, big.NewInt(i)))
		if CheckPublicKey(joined([]byte{2}, x)) == nil {
			m.other("largest r", digest, joined(x, s, []byte{27}))
			return
		}
	}
	m.t.Fatal("no x coordinate just below n")
}

// addReducedR adds a signature whose point has an x coordinate in n..p-1, which
// an ordinary signer meets once in 2^127: r is x - n. It verifies, but its v
// would be 29 or 30, so it is never recovered as its signer's.
func (m *vectorMaker) addReducedR(digest [32]byte, s []byte) {
	for i := int64(1); i < 64; i++ {
		x := new(big.Int).Add(m.n, big.NewInt(i))
		if CheckPublicKey(joined([]byte{2}, bytes32(x))) != nil {
			continue
		}
		r := bytes32(big.NewInt(i))
		public, err := crypto.SigToPub(digest[:], joined(r, s, []byte{2}))
		if err != nil {
			m.t.Fatal(err)
		}
		m.verify("x coordinate above n", crypto.CompressPubkey(public), digest, joined(r, s), "verified")
		m.recover("x coordinate above n, v 29", digest, joined(r, s, []byte{29}), "ErrRecoveryID")
		m.other("x coordinate above n, v 27", digest, joined(r, s, []byte{27}))
		return
	}
	m.t.Fatal("no x coordinate just above n")
}
