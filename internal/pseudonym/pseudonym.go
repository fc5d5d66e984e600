// Package pseudonym makes the ids under which a holder of data knows patients who have
// no wallet: keyed hashes of the ids that its records have. The key is the holder's
// own, so nobody else can compute, guess or recognise them, and two holders have
// nothing in common about the same patient. docs/pseudonyms.md says how the key is kept.
package pseudonym

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/assent-ledger/assent/internal/ident"
	"github.com/assent-ledger/assent/x/consent/types"
)

// Sizes, in bytes.
const (
	KeyLength    = 32  // A key.
	Length       = 20  // A pseudonym: what an enrolment in custody carries.
	MaxIDLength  = 256 // A patient's id.
	checkLength  = 4   // What shows that a key was not damaged.
	wordOfLength = 8   // The length before each part of the input.
)

// Separators keep the hashes of this package apart from each other and from all others.
const (
	domain      = "assent/pseudonym/v1"
	checkDomain = "assent/pseudonym/check/v1"
)

// Errors; each says what to do.
var (
	// ErrHolder refuses what is no participant's id.
	ErrHolder = errors.New("pseudonym: a holder is 1 to 64 of a-z 0-9, in words joined by hyphens, as in de-charite")
	// ErrPatient refuses an id that is empty, too long, or may be written in two ways.
	ErrPatient = errors.New("pseudonym: a patient's id is 1 to 256 printable ASCII characters without a space before or after: " +
		"write it exactly as the records have it, always in the same way")
)

// Key is a holder's secret. It is 32 bytes of randomness, made once.
type Key [KeyLength]byte

// NewKey makes a key from the system's randomness.
func NewKey() Key {
	var k Key
	_, _ = rand.Read(k[:]) // It never fails: it ends the program instead.
	return k
}

// String does not show the key, wherever it is printed by mistake.
func (k Key) String() string { return "pseudonym key " + k.Check() }

// GoString does not show the key either.
func (k Key) GoString() string { return k.String() }

// Check is a value of 8 hexadecimal digits by which two copies of a key are compared,
// without showing either: the first 4 bytes of
//
//	HMAC-SHA-256(key, "assent/pseudonym/check/v1")
func (k Key) Check() string {
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(checkDomain))
	return hex.EncodeToString(h.Sum(nil)[:checkLength])
}

// Of is the pseudonym of a patient of a holder: the first 20 bytes of
//
//	HMAC-SHA-256(key, "assent/pseudonym/v1" | len(holder) | holder | len(patient) | patient)
//
// with lengths in 8 bytes, big-endian. It is what an enrolment in custody carries as
// its subject; the ledger derives the id of the subject from it ([Subject]). Errors:
// [ErrHolder], [ErrPatient]; none names the patient.
func (k Key) Of(holder, patient string) ([Length]byte, error) {
	if !ident.Participant(holder) {
		return [Length]byte{}, ErrHolder
	}
	if !written(patient) {
		return [Length]byte{}, ErrPatient
	}
	h := hmac.New(sha256.New, k[:])
	h.Write([]byte(domain))
	for _, part := range []string{holder, patient} {
		var length [wordOfLength]byte
		binary.BigEndian.PutUint64(length[:], uint64(len(part)))
		h.Write(length[:])
		h.Write([]byte(part))
	}
	return [Length]byte(h.Sum(nil)[:Length]), nil
}

// Subject is the id of a custodial subject on the ledger, in its text form.
func Subject(holder string, pseudonym [Length]byte) string {
	return types.SubjectID(types.CustodialID(holder, pseudonym[:]))
}

// written says whether an id has one spelling. Beyond ASCII one letter may be several
// sequences of bytes, and each would be another patient.
func written(id string) bool {
	if id == "" || len(id) > MaxIDLength || strings.TrimSpace(id) != id {
		return false
	}
	for i := range len(id) {
		if id[i] < ' ' || id[i] > '~' {
			return false
		}
	}
	return true
}

// ParseKey reads 64 hexadecimal digits. The error does not show them.
func ParseKey(text string) (Key, error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != KeyLength {
		return Key{}, fmt.Errorf("a key is %d hexadecimal digits", 2*KeyLength)
	}
	if Key(raw) == (Key{}) {
		return Key{}, errors.New("the key is all zero")
	}
	return Key(raw), nil
}
