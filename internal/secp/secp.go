// Package secp is the one place where secp256k1 signatures are checked: those
// of accounts over transactions and those of patients over directives.
//
// It is part of consensus. The library below it comes in a C and in a pure Go
// form, and the two differ on malformed input; so do the accepted forms of v
// and of overflowing scalars between libraries in general. Every input is
// therefore first held against one written form, here, and only what has that
// form reaches a library. The vectors in testdata must get the same answers in
// both builds.
package secp

import (
	"bytes"
	"crypto/ecdsa"
	"errors"

	"github.com/ethereum/go-ethereum/crypto"
)

// Lengths of the accepted encodings, in bytes.
const (
	SignatureLength = 65 // r || s || v, as wallets give it
	CompactLength   = 64 // r || s, as transactions carry it
	PublicKeyLength = 33 // prefix 2 or 3, then x
)

// The two values that v may have; which of them says whether the y coordinate
// of the signature's point is even or odd.
const (
	recoveryEven = 27
	recoveryOdd  = 28
)

// Why a signature or a key is refused. Each is returned as it is, never
// wrapped, and the first that applies in the order length, v, range, high s is
// the one returned.
var (
	// ErrSignatureLength refuses a signature of another length: give r || s || v
	// in 65 bytes to Recover, r || s in 64 bytes to Verify.
	ErrSignatureLength = errors.New("secp: signature has the wrong length")
	// ErrRecoveryID refuses a last byte other than 27 or 28: add 27 to the 0 or 1
	// that some libraries give.
	ErrRecoveryID = errors.New("secp: v is neither 27 nor 28")
	// ErrScalarRange refuses an r or s that is zero or not below the group order.
	ErrScalarRange = errors.New("secp: r or s is zero or not below the group order")
	// ErrHighS refuses the other of the two s that sign the same: use n-s and the
	// other v.
	ErrHighS = errors.New("secp: s is above half the group order")
	// ErrPublicKey refuses a public key that is not a point of the curve in 33
	// bytes with prefix 2 or 3.
	ErrPublicKey = errors.New("secp: not a compressed public key")
	// ErrNoKey means that no public key can have made a well-formed signature
	// over this digest.
	ErrNoKey = errors.New("secp: no key gives this signature")
	// ErrSignatureMismatch means that signature and key are well formed, but this
	// key did not sign this digest.
	ErrSignatureMismatch = errors.New("secp: signature is not by this key over this digest")
	// ErrPrivateKey refuses to sign with a missing key or one of another curve.
	ErrPrivateKey = errors.New("secp: not a secp256k1 private key")
)

// Address is the last 20 bytes of the Keccak-256 of a public key, as wallets
// show it. It is an alias, so that callers need not name this package.
type Address = [20]byte

// Big-endian bounds: the group order n, n/2 rounded down, and the field prime p.
var (
	order = [32]byte{
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe,
		0xba, 0xae, 0xdc, 0xe6, 0xaf, 0x48, 0xa0, 0x3b, 0xbf, 0xd2, 0x5e, 0x8c, 0xd0, 0x36, 0x41, 0x41,
	}
	halfOrder = [32]byte{
		0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4, 0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0,
	}
	fieldPrime = [32]byte{
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xfc, 0x2f,
	}
	zero [32]byte
)

// CheckSignature says whether sig has the one accepted form of a recoverable
// signature: 65 bytes r || s || v, v 27 or 28, r and s in 1..n-1, s at most n/2.
func CheckSignature(sig []byte) error {
	if len(sig) != SignatureLength {
		return ErrSignatureLength
	}
	if v := sig[CompactLength]; v != recoveryEven && v != recoveryOdd {
		return ErrRecoveryID
	}
	return checkScalars(sig[:32], sig[32:CompactLength])
}

// CheckCompact says whether sig has the one accepted form of a signature
// without a recovery id: 64 bytes r || s, r and s in 1..n-1, s at most n/2.
func CheckCompact(sig []byte) error {
	if len(sig) != CompactLength {
		return ErrSignatureLength
	}
	return checkScalars(sig[:32], sig[32:])
}

// checkScalars takes two slices of 32 bytes.
func checkScalars(r, s []byte) error {
	for _, scalar := range [2][]byte{r, s} {
		if bytes.Equal(scalar, zero[:]) || bytes.Compare(scalar, order[:]) >= 0 {
			return ErrScalarRange
		}
	}
	if bytes.Compare(s, halfOrder[:]) > 0 {
		return ErrHighS
	}
	return nil
}

// CheckPublicKey says whether key is a point of the curve in its compressed
// form: 33 bytes, prefix 2 or 3, x below the field prime.
func CheckPublicKey(key []byte) error {
	if err := checkKeyForm(key); err != nil {
		return err
	}
	if _, err := crypto.DecompressPubkey(key); err != nil {
		return ErrPublicKey
	}
	return nil
}

// checkKeyForm is what can be said of a public key without curve arithmetic.
func checkKeyForm(key []byte) error {
	if len(key) != PublicKeyLength {
		return ErrPublicKey
	}
	if key[0] != 2 && key[0] != 3 {
		return ErrPublicKey
	}
	if bytes.Compare(key[1:], fieldPrime[:]) >= 0 {
		return ErrPublicKey
	}
	return nil
}

// Verify says whether the holder of the compressed public key made the 64-byte
// signature over digest.
func Verify(key []byte, digest [32]byte, sig []byte) error {
	if err := checkKeyForm(key); err != nil {
		return err
	}
	if err := CheckCompact(sig); err != nil {
		return err
	}
	if crypto.VerifySignature(key, digest[:], sig) {
		return nil
	}
	// A key off the curve fails above as a wrong signature does; only the
	// failure pays for telling them apart.
	if err := CheckPublicKey(key); err != nil {
		return err
	}
	return ErrSignatureMismatch
}

// Recover returns the address whose key made the 65-byte signature over
// digest. Almost every well-formed signature recovers some address: the caller
// compares it with the one expected.
func Recover(digest [32]byte, sig []byte) (Address, error) {
	if err := CheckSignature(sig); err != nil {
		return Address{}, err
	}
	// The libraries count v from zero. The copy leaves the caller's bytes alone.
	var raw [SignatureLength]byte
	copy(raw[:], sig)
	raw[CompactLength] -= recoveryEven
	key, err := crypto.Ecrecover(digest[:], raw[:])
	if err != nil || len(key) != 65 {
		return Address{}, ErrNoKey
	}
	return Address(crypto.Keccak256(key[1:])[12:]), nil
}

// Sign returns the 65-byte signature r || s || v over digest, in the form that
// CheckSignature accepts. It is deterministic (RFC 6979).
func Sign(digest [32]byte, key *ecdsa.PrivateKey) ([]byte, error) {
	if key == nil || key.Curve != crypto.S256() {
		return nil, ErrPrivateKey
	}
	scalar := key.D //nolint:staticcheck // The library signs with D itself, so D is what must be sound.
	if scalar == nil || scalar.Sign() <= 0 || scalar.Cmp(key.Params().N) >= 0 {
		return nil, ErrPrivateKey
	}
	sig, err := crypto.Sign(digest[:], key)
	if err != nil {
		return nil, ErrPrivateKey
	}
	sig[CompactLength] += recoveryEven
	return sig, nil
}
