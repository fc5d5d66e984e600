package secp

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"pgregory.net/rapid"
)

func testScalar(label string) []byte {
	return crypto.Keccak256([]byte("TEST KEY, never to be used: " + label))
}

// testKey derives a key from a label: these keys are for tests and nothing else.
func testKey(t testing.TB, label string) *ecdsa.PrivateKey {
	t.Helper()
	key, err := crypto.ToECDSA(testScalar(label))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func digestOf(text string) [32]byte { return [32]byte(crypto.Keccak256([]byte(text))) }

func mustSign(t testing.TB, digest [32]byte, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	sig, err := Sign(digest, key)
	if err != nil {
		t.Fatal(err)
	}
	return sig
}

func TestBoundsAreThoseOfTheCurve(t *testing.T) {
	params := crypto.S256().Params()
	half := new(big.Int).Rsh(params.N, 1)
	for _, bound := range []struct {
		name string
		got  [32]byte
		want *big.Int
	}{{"n", order, params.N}, {"n/2", halfOrder, half}, {"p", fieldPrime, params.P}} {
		if new(big.Int).SetBytes(bound.got[:]).Cmp(bound.want) != 0 {
			t.Errorf("%s is %x, want %x", bound.name, bound.got, bound.want)
		}
	}
}

func TestTheAddressOfAKnownKey(t *testing.T) {
	// Key 1 is the generator itself; its address is in every wallet's test suite.
	key, err := crypto.ToECDSA(append(make([]byte, 31), 1))
	if err != nil {
		t.Fatal(err)
	}
	digest := digestOf("a known key")
	got, err := Recover(digest, mustSign(t, digest, key))
	if err != nil {
		t.Fatal(err)
	}
	if want := "7e5f4552091a69125d5dfcb7b8c2659029395bdf"; hex.EncodeToString(got[:]) != want {
		t.Errorf("recovered %x, want %s", got, want)
	}
}

func TestASignatureIsLeftAsItWas(t *testing.T) {
	digest := digestOf("left alone")
	sig := mustSign(t, digest, testKey(t, "left alone"))
	before := bytes.Clone(sig)
	if _, err := Recover(digest, sig); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(sig, before) {
		t.Error("Recover wrote into the caller's signature")
	}
}

func TestSigningRefusesKeysOfAnotherKind(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good := testKey(t, "another kind")
	withScalar := func(d *big.Int) *ecdsa.PrivateKey {
		return &ecdsa.PrivateKey{PublicKey: good.PublicKey, D: d} //nolint:staticcheck // No other way makes an unsound key.
	}
	tooLarge, noScalar, zeroScalar := withScalar(crypto.S256().Params().N), withScalar(nil), withScalar(new(big.Int))
	for name, key := range map[string]*ecdsa.PrivateKey{
		"none": nil, "P-256": p256, "scalar n": tooLarge, "no scalar": noScalar, "scalar 0": zeroScalar,
		"scalar -1": withScalar(big.NewInt(-1)), "empty": {},
	} {
		if _, err := Sign(digestOf(name), key); !errors.Is(err, ErrPrivateKey) {
			t.Errorf("key %s: %v, want ErrPrivateKey", name, err)
		}
	}
}

// judge runs every function of the package on one input and fails the test
// where two of them contradict each other.
func judge(t interface{ Fatalf(string, ...any) }, digest [32]byte, sig []byte) (Address, error) {
	form := CheckSignature(sig)
	address, err := Recover(digest, sig)
	switch {
	case form != nil && !errors.Is(err, form):
		t.Fatalf("CheckSignature says %v, Recover says %v", form, err)
	case form == nil && err != nil && !errors.Is(err, ErrNoKey):
		t.Fatalf("a well-formed signature is refused with %v", err)
	}
	if err != nil {
		if address != (Address{}) {
			t.Fatalf("an address beside an error")
		}
		return address, err
	}
	if err := CheckCompact(sig[:CompactLength]); err != nil {
		t.Fatalf("CheckSignature accepts, CheckCompact says %v", err)
	}
	raw := bytes.Clone(sig)
	raw[CompactLength] -= 27
	public, err := crypto.SigToPub(digest[:], raw)
	if err != nil {
		t.Fatalf("Recover found a key, the library says %v", err)
	}
	if crypto.PubkeyToAddress(*public) != address {
		t.Fatalf("recovered %x, the library says %x", address, crypto.PubkeyToAddress(*public))
	}
	if err := Verify(crypto.CompressPubkey(public), digest, sig[:CompactLength]); err != nil {
		t.Fatalf("the recovered key does not verify: %v", err)
	}
	return address, nil
}

func TestWhatIsSignedIsRecovered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "key seed")
		key, err := crypto.ToECDSA(crypto.Keccak256(seed))
		if err != nil {
			t.Skip("not a scalar")
		}
		digest := [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "digest"))
		sig, err := Sign(digest, key)
		if err != nil {
			t.Fatal(err)
		}
		address, err := judge(t, digest, sig)
		if err != nil {
			t.Fatal(err)
		}
		if address != crypto.PubkeyToAddress(key.PublicKey) {
			t.Fatalf("recovered %x, signed by %x", address, crypto.PubkeyToAddress(key.PublicKey))
		}
		// One changed bit of digest or signature is another signer or none.
		bit := rapid.IntRange(0, (32+SignatureLength)*8-1).Draw(t, "bit")
		if bit < 256 {
			digest[bit/8] ^= 1 << (bit % 8)
		} else {
			sig[(bit-256)/8] ^= 1 << (bit % 8)
		}
		if changed, err := judge(t, digest, sig); err == nil && changed == address {
			t.Fatalf("bit %d changed, and still the same signer", bit)
		}
	})
}

func FuzzRecover(f *testing.F) {
	digest := digestOf("seed")
	sig := mustSign(f, digest, testKey(f, "seed"))
	f.Add(digest[:], sig)
	f.Add(digest[:], append(bytes.Clone(sig[:64]), 0))
	f.Add(digest[:], sig[:64])
	f.Add(order[:], append(append(bytes.Clone(order[:]), halfOrder[:]...), 27))
	f.Fuzz(func(t *testing.T, digest, sig []byte) {
		var d [32]byte
		copy(d[:], digest)
		_, _ = judge(t, d, sig)
		if len(sig) == SignatureLength { // reach the arithmetic more often
			sig[CompactLength] = 27 + sig[CompactLength]&1
			_, _ = judge(t, d, sig)
		}
	})
}

func FuzzVerify(f *testing.F) {
	digest := digestOf("seed")
	key := testKey(f, "seed")
	sig := mustSign(f, digest, key)[:64]
	f.Add(crypto.CompressPubkey(&key.PublicKey), digest[:], sig)
	f.Add(crypto.FromECDSAPub(&key.PublicKey), digest[:], sig)
	f.Add([]byte{2}, []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, key, digest, sig []byte) {
		var d [32]byte
		copy(d[:], digest)
		err := Verify(key, d, sig)
		if keyErr := CheckPublicKey(key); keyErr != nil && err == nil {
			t.Fatal("verified with a key that CheckPublicKey refuses")
		}
		if form := CheckCompact(sig); form != nil && err == nil {
			t.Fatal("verified a signature that CheckCompact refuses")
		}
	})
}

func BenchmarkRecover(b *testing.B) {
	digest := digestOf("bench")
	sig := mustSign(b, digest, testKey(b, "bench"))
	for b.Loop() {
		if _, err := Recover(digest, sig); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	digest := digestOf("bench")
	key := testKey(b, "bench")
	sig, public := mustSign(b, digest, key)[:64], crypto.CompressPubkey(&key.PublicKey)
	for b.Loop() {
		if err := Verify(public, digest, sig); err != nil {
			b.Fatal(err)
		}
	}
}
