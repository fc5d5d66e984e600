package directive

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"
)

// This file is EIP-712 hashing, as far as the messages of this package need it:
// https://eips.ethereum.org/EIPS/eip-712.

// field is one member of a struct type, with its EIP-712 type.
type field struct{ name, kind string }

// structType is an EIP-712 struct type. text is its encodeType, hash the Keccak
// of that.
type structType struct {
	name   string
	fields []field
	parts  []*structType // Every struct type it refers to, however deeply, sorted by name.
	text   string
	hash   [32]byte
}

// newStructType takes the struct types that the fields name themselves.
func newStructType(name string, fields []field, named ...*structType) *structType {
	t := &structType{name: name, fields: fields}
	for _, n := range named {
		t.parts = append(append(t.parts, n), n.parts...)
	}
	slices.SortFunc(t.parts, func(a, b *structType) int { return strings.Compare(a.name, b.name) })
	t.text = t.signature()
	for _, part := range t.parts {
		t.text += part.signature()
	}
	t.hash = keccak([]byte(t.text))
	return t
}

// signature is the type without those it refers to.
func (t *structType) signature() string {
	members := make([]string, 0, len(t.fields))
	for _, f := range t.fields {
		members = append(members, f.kind+" "+f.name)
	}
	return t.name + "(" + strings.Join(members, ",") + ")"
}

// value is a member of a struct: EIP-712's encodeData for its type.
type value interface{ encode() [32]byte }

type (
	text    string
	texts   []string
	address [20]byte
	bytes32 [32]byte
	number  uint64
	// record is a struct: one value for each field of its type, in order.
	record struct {
		kind   *structType
		values []value
	}
	records []record
)

func (v text) encode() [32]byte    { return keccak([]byte(v)) }
func (v bytes32) encode() [32]byte { return v }

func (v address) encode() (word [32]byte) {
	copy(word[12:], v[:])
	return word
}

func (v number) encode() (word [32]byte) {
	binary.BigEndian.PutUint64(word[24:], uint64(v))
	return word
}

func (v texts) encode() [32]byte {
	words := make([]byte, 0, 32*len(v))
	for _, item := range v {
		words = appendWord(words, text(item))
	}
	return keccak(words)
}

func (v records) encode() [32]byte {
	words := make([]byte, 0, 32*len(v))
	for _, item := range v {
		words = appendWord(words, item)
	}
	return keccak(words)
}

func (v record) encode() [32]byte {
	words := make([]byte, 0, 32*(1+len(v.values)))
	words = append(words, v.kind.hash[:]...)
	for _, member := range v.values {
		words = appendWord(words, member)
	}
	return keccak(words)
}

func appendWord(words []byte, v value) []byte {
	word := v.encode()
	return append(words, word[:]...)
}

func keccak(data ...[]byte) [32]byte { return [32]byte(crypto.Keccak256(data...)) }

// The domain has no chainId and no verifyingContract, which are numbers and
// addresses of other chains: the salt is what ties a signature to one ledger.
const (
	domainName    = "Assent"
	domainVersion = "1"
)

var domainType = newStructType("EIP712Domain", []field{
	{"name", "string"},
	{"version", "string"},
	{"salt", "bytes32"},
})

func domain(chainID string) record {
	return record{domainType, []value{text(domainName), text(domainVersion), bytes32(sha256.Sum256([]byte(chainID)))}}
}

// hashMessage is the digest that is signed.
func hashMessage(chainID string, message record) [32]byte {
	separator, body := domain(chainID).encode(), message.encode()
	return keccak([]byte{0x19, 0x01}, separator[:], body[:])
}
