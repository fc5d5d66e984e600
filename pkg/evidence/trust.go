package evidence

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	cmttypes "github.com/cometbft/cometbft/types"
)

// Trust is what is known from a source other than the bundle and whoever handed it over.
// With the zero value nothing is. Where both a header and validators are given, the
// bundle may contradict neither.
type Trust struct {
	// Height and Hash of a header; no header if the height is 0.
	Height int64
	Hash   []byte
	// Validators is the hash of a set of validators; none if it is empty.
	Validators []byte
}

// ParseHeader reads HEIGHT:HASH, a hash in hexadecimal.
func ParseHeader(text string) (height int64, hash []byte, err error) {
	number, digits, found := strings.Cut(text, ":")
	if !found {
		return 0, nil, fmt.Errorf("%q: write it as HEIGHT:HASH", text)
	}
	if height, err = strconv.ParseInt(number, 10, 64); err != nil || height < 1 {
		return 0, nil, fmt.Errorf("%q: the height is not a positive number", text)
	}
	hash, err = ParseHash(digits)
	return height, hash, err
}

// ParseHash reads a hash of 64 hexadecimal digits.
func ParseHash(text string) ([]byte, error) {
	hash, err := hex.DecodeString(text)
	if err != nil || len(hash) != sha256.Size {
		return nil, fmt.Errorf("%q: not 64 hexadecimal digits", text)
	}
	return hash, nil
}

// Anchor is what ties a bundle to what is trusted.
type Anchor string

// The anchors. The zero value is none.
const (
	AnchorHeader     Anchor = "header"
	AnchorValidators Anchor = "validators"
)

// anchor compares a header with what is trusted. It fails with ErrTrust if they
// contradict each other, and with ErrUnanchored if they say nothing of each other: a
// header of another height does not tell who validates at this one.
func (t Trust) anchor(header *cmttypes.Header) (Anchor, error) {
	anchor := Anchor("")
	if len(t.Validators) > 0 {
		if !bytes.Equal(t.Validators, header.ValidatorsHash) {
			return "", fmt.Errorf("%w: signed by the validators %X, trusted are %X", ErrTrust, []byte(header.ValidatorsHash), t.Validators)
		}
		anchor = AnchorValidators
	}
	if t.Height == header.Height {
		if hash := header.Hash(); !bytes.Equal(t.Hash, hash) {
			return "", fmt.Errorf("%w: header %d is %X, trusted is %X", ErrTrust, header.Height, []byte(hash), t.Hash)
		}
		anchor = AnchorHeader
	}
	switch {
	case anchor != "":
		return anchor, nil
	case t.Height > 0:
		return "", fmt.Errorf("%w: the trusted header is of height %d, the bundle's of %d: get the hash of that one, or of its validators",
			ErrUnanchored, t.Height, header.Height)
	default:
		return "", fmt.Errorf("%w: no header or validators are trusted, so the signers are whoever the bundle says they are", ErrUnanchored)
	}
}
