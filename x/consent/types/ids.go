package types

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Lengths of ids, in bytes.
const (
	SubjectIDLength   = 20
	DirectiveIDLength = 32
)

// SubjectID writes the id of a subject as everything outside the state does: 0x
// and lower-case hexadecimal digits.
func SubjectID(id []byte) string { return "0x" + hex.EncodeToString(id) }

// ParseSubjectID reads what SubjectID writes, and nothing else.
func ParseSubjectID(text string) ([]byte, error) {
	id, err := parseID(text, SubjectIDLength)
	if err != nil {
		return nil, fmt.Errorf("subject id: %w", err)
	}
	return id, nil
}

// DirectiveID writes the id of a directive: 0x and lower-case hexadecimal digits.
func DirectiveID(id []byte) string { return "0x" + hex.EncodeToString(id) }

// ParseDirectiveID reads what DirectiveID writes, and nothing else.
func ParseDirectiveID(text string) ([]byte, error) {
	id, err := parseID(text, DirectiveIDLength)
	if err != nil {
		return nil, fmt.Errorf("directive id: %w", err)
	}
	return id, nil
}

// parseID takes one text for each id: two texts of one subject would be two
// subjects to whoever compares them.
func parseID(text string, length int) ([]byte, error) {
	digits, prefixed := strings.CutPrefix(text, "0x")
	id, err := hex.DecodeString(digits)
	if err != nil || !prefixed || len(id) != length || strings.ToLower(digits) != digits {
		return nil, fmt.Errorf("write 0x and %d lower-case hexadecimal digits", 2*length)
	}
	return id, nil
}

// custodialDomain keeps the ids of custodial subjects apart from all other hashes.
const custodialDomain = "assent/custodial/v1"

// CustodialID is the id of the subject that a holder keeps under a keyed hash of
// its own. It is a hash, so that no holder can choose the address of a wallet,
// and has the holder in it, so that none can choose that of another's subject:
//
//	sha256("assent/custodial/v1" | length of holder (8 bytes) | holder | hash)[:20]
func CustodialID(holder string, hash []byte) []byte {
	h := sha256.New()
	h.Write([]byte(custodialDomain))
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(holder))))
	h.Write([]byte(holder))
	h.Write(hash)
	return h.Sum(nil)[:SubjectIDLength]
}

// The domains of ids that are made of a digest and something more.
const (
	representedDomain = "assent/represented/v1"
	attestedDomain    = "assent/attested/v1"
)

// RepresentedID is the id of a directive that a representative signed: the SHA-256 of the
// domain, its address and the digest. The subject may sign the same words, which are then
// another directive.
func RepresentedID(digest, representative []byte) []byte {
	id := sha256.Sum256(slices.Concat([]byte(representedDomain), representative, digest))
	return id[:]
}

// AttestedID is the id of a directive on paper: the SHA-256 of the domain, its number
// among those of the subject, 8 bytes big-endian, and the digest. The same paper may be
// attested again after it was revoked, which is then another directive.
func AttestedID(digest []byte, number uint64) []byte {
	id := sha256.Sum256(slices.Concat([]byte(attestedDomain), binary.BigEndian.AppendUint64(nil, number), digest))
	return id[:]
}
