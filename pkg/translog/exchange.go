package translog

import (
	"crypto/sha256"
	"fmt"
	"unicode/utf8"
)

// exchangeTag opens what an exchange id is the hash of.
const exchangeTag = "assent.exchange" + "\x01"

// NonceSize is the length of the nonce of each side, in bytes.
const NonceSize = 32

// ExchangeID returns the id under which both sides of a disclosure report it, from the ids
// of the two participants and a random nonce of each. Neither side can choose it alone.
// It fails if an id is longer than MaxString, or is not UTF-8.
func ExchangeID(controller, recipient string, discloser, receiver [NonceSize]byte) (Hash, error) {
	b := append(make([]byte, 0, len(exchangeTag)+2+len(controller)+len(recipient)+2*NonceSize), exchangeTag...)
	for _, id := range []string{controller, recipient} {
		if len(id) > MaxString || !utf8.ValidString(id) {
			return Hash{}, fmt.Errorf("%w: id of a participant", ErrRecordField)
		}
		b = appendText(b, id)
	}
	b = append(b, discloser[:]...)
	return sha256.Sum256(append(b, receiver[:]...)), nil
}
