package caller

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/assent-ledger/assent/internal/secp"
)

const (
	// Slack is how many seconds may lie between the moment that a caller names and the time of the
	// block whose state it asks.
	Slack = 60

	// domain behind its length separates these signatures from those over transactions,
	// whose bytes never begin with a zero.
	domain = "assent/caller/v1"
)

// The errors of a request that does not say who asks. They say nothing of what was asked.
var (
	// ErrMissing says that the request names no caller.
	ErrMissing = errors.New("say who asks: the request names no caller")
	// ErrMoment says that the request was signed for another moment.
	ErrMoment = errors.New("the request was signed for another moment")
	// ErrSignature says that the key did not sign this request, or not for this chain.
	ErrSignature = errors.New("the signature is not the caller's over this request on this chain")
)

// Request that says who asks.
type Request interface {
	GetCaller() *Caller
	// Marshal gives the deterministic protobuf encoding: fields by number, defaults left out.
	Marshal() ([]byte, error)
}

// SignBytes are what the caller signs, with ECDSA over their SHA-256: the domain, the
// chain's id, the method as gRPC names it (/package.Service/Method) and the request's
// encoding with an empty signature, each behind its length in 8 bytes, big-endian.
func SignBytes(chainID, method string, r Request) ([]byte, error) {
	c := r.GetCaller()
	if c == nil {
		return nil, ErrMissing
	}
	signature := c.Signature
	c.Signature = nil
	body, err := r.Marshal()
	c.Signature = signature
	if err != nil {
		return nil, err
	}
	var out []byte
	for _, part := range [][]byte{[]byte(domain), []byte(chainID), []byte(method), body} {
		out = binary.BigEndian.AppendUint64(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out, nil
}

// Sign fills the request's caller in. The signer gives the 64-byte signature over the
// SHA-256 of what it is given.
func Sign(chainID, method string, r Request, publicKey []byte, at int64, signer func([]byte) ([]byte, error)) error {
	c := r.GetCaller()
	if c == nil {
		return ErrMissing
	}
	c.PublicKey, c.At, c.Signature = publicKey, at, nil
	message, err := SignBytes(chainID, method, r)
	if err != nil {
		return err
	}
	c.Signature, err = signer(message)
	return err
}

// Verify says whether the holder of the caller's public key signed the request for a
// moment, in Unix seconds.
func Verify(chainID, method string, r Request, at int64) error {
	c := r.GetCaller()
	if c == nil {
		return ErrMissing
	}
	// Compared without a difference, which could overflow.
	if c.At > at+Slack || c.At < at-Slack {
		return fmt.Errorf("%w: %d, the state is of %d", ErrMoment, c.At, at)
	}
	message, err := SignBytes(chainID, method, r)
	if err != nil {
		return err
	}
	if secp.Verify(c.PublicKey, sha256.Sum256(message), c.Signature) != nil {
		return ErrSignature
	}
	return nil
}
