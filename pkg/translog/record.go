package translog

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"unicode/utf8"
)

// recordTag opens the bytes of every record: a domain tag, so that they cannot be
// taken for the bytes of anything else, and the version of the layout.
const recordTag = "assent.record" + "\x01"

// The bounds of a record.
const (
	// MaxString is the greatest length of a text field, in bytes.
	MaxString = 128
	// MaxCategories is the greatest number of categories in one record.
	MaxCategories = 8
	// MaxRecordSize is the greatest length of a record's bytes.
	MaxRecordSize = minRecordSize + 5*MaxString + MaxCategories + askedSize
	// SignatureSize is the length of the signature of a subject's request, in bytes.
	SignatureSize = 65

	// minRecordSize is the length of a record without text, categories or request: the
	// tag, seven length prefixes, six codes, and the numbers and digests.
	minRecordSize = len(recordTag) + 7 + 6 + 4*8 + 4 + 3*32 + 20 + 16
	// askedSize is the length of a subject's request behind its length.
	askedSize = 2*8 + SignatureSize
)

// Record is one entry of an access trail: an access event, the verdict on it, and
// where and when the chain recorded it. Its canonical bytes are what the log holds.
//
// The numbers of codes are those of the vocabulary. Times are Unix times in whole
// seconds.
type Record struct {
	// Where and when it was recorded.
	ChainID string
	Trail   string
	Index   uint64
	Height  int64
	Time    int64

	// What was done.
	Side       uint8
	Exchange   [32]byte
	Subject    [20]byte
	Controller string
	Recipient  string
	Actor      [32]byte
	Profession uint8
	Purpose    uint8
	Categories []uint8
	Action     uint8
	Permit     string
	OccurredAt int64
	Resource   [32]byte
	Salt       [16]byte
	Asked      *Asked // Nil where the subject did not ask, or nobody says so.

	// How it was judged. Marks is a set of bits.
	Effect uint8
	Basis  uint8
	Marks  uint32
}

// Asked is a request of the subject to see its own data: two Unix times in seconds, and
// the signature. It stands for the whole statement, whose other fields are the record's.
type Asked struct {
	IssuedAt  int64
	ExpiresAt int64
	Signature [SignatureSize]byte
}

// Bytes returns the canonical bytes of the record. They are never the same for two
// different records. It fails if a text or the list of categories is too long, or
// if a text is not UTF-8.
func (r Record) Bytes() ([]byte, error) {
	return r.appendTo(make([]byte, 0, r.size()))
}

// Leaf returns the hash of the record as a leaf of its trail: LeafHash over Bytes.
func (r Record) Leaf() (Hash, error) {
	b, err := r.appendTo(append(make([]byte, 0, 1+r.size()), leafPrefix))
	if err != nil {
		return Hash{}, err
	}
	return sha256.Sum256(b), nil
}

// ParseRecord returns the record that has the given canonical bytes. It accepts
// what Bytes returns and nothing else.
func ParseRecord(b []byte) (Record, error) {
	if len(b) < len(recordTag) || string(b[:len(recordTag)]) != recordTag {
		return Record{}, fmt.Errorf("%w: unknown tag or version", ErrRecordMalformed)
	}
	d := decoder{rest: b[len(recordTag):]}
	r := Record{
		ChainID:    d.text("chain id"),
		Trail:      d.text("trail"),
		Index:      d.uint64("index"),
		Height:     int64(d.uint64("height")),
		Time:       int64(d.uint64("time")),
		Side:       d.uint8("side"),
		Exchange:   [32]byte(d.take(32, "exchange")),
		Subject:    [20]byte(d.take(20, "subject")),
		Controller: d.text("controller"),
		Recipient:  d.text("recipient"),
		Actor:      [32]byte(d.take(32, "actor")),
		Profession: d.uint8("profession"),
		Purpose:    d.uint8("purpose"),
		Categories: d.codes("categories"),
		Action:     d.uint8("action"),
		Permit:     d.text("permit"),
		OccurredAt: int64(d.uint64("occurred at")),
		Resource:   [32]byte(d.take(32, "resource")),
		Salt:       [16]byte(d.take(16, "salt")),
		Asked:      d.asked(),
		Effect:     d.uint8("effect"),
		Basis:      d.uint8("basis"),
		Marks:      d.uint32("marks"),
	}
	if d.err == nil && len(d.rest) > 0 {
		d.err = fmt.Errorf("%w: %d trailing bytes", ErrRecordMalformed, len(d.rest))
	}
	if d.err != nil {
		return Record{}, d.err
	}
	return r, nil
}

// size returns the length of the record's bytes.
func (r Record) size() int {
	size := minRecordSize + len(r.ChainID) + len(r.Trail) + len(r.Controller) + len(r.Recipient) +
		len(r.Categories) + len(r.Permit)
	if r.Asked != nil {
		size += askedSize
	}
	return size
}

// check refuses what the layout cannot hold.
func (r Record) check() error {
	texts := [...]struct{ name, value string }{
		{"chain id", r.ChainID},
		{"trail", r.Trail},
		{"controller", r.Controller},
		{"recipient", r.Recipient},
		{"permit", r.Permit},
	}
	for _, text := range texts {
		if len(text.value) > MaxString {
			return fmt.Errorf("%w: %s has %d bytes, at most %d", ErrRecordField, text.name, len(text.value), MaxString)
		}
		if !utf8.ValidString(text.value) {
			return fmt.Errorf("%w: %s is not UTF-8", ErrRecordField, text.name)
		}
	}
	if len(r.Categories) > MaxCategories {
		return fmt.Errorf("%w: %d categories, at most %d", ErrRecordField, len(r.Categories), MaxCategories)
	}
	return nil
}

// appendTo appends the canonical bytes of the record to b. It is the layout, from
// top to bottom.
func (r Record) appendTo(b []byte) ([]byte, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	b = append(b, recordTag...)

	b = appendText(b, r.ChainID)
	b = appendText(b, r.Trail)
	b = binary.BigEndian.AppendUint64(b, r.Index)
	b = appendInt64(b, r.Height)
	b = appendInt64(b, r.Time)

	b = append(b, r.Side)
	b = append(b, r.Exchange[:]...)
	b = append(b, r.Subject[:]...)
	b = appendText(b, r.Controller)
	b = appendText(b, r.Recipient)
	b = append(b, r.Actor[:]...)
	b = append(b, r.Profession)
	b = append(b, r.Purpose)
	b = append(b, uint8(len(r.Categories)))
	b = append(b, r.Categories...)
	b = append(b, r.Action)
	b = appendText(b, r.Permit)
	b = appendInt64(b, r.OccurredAt)
	b = append(b, r.Resource[:]...)
	b = append(b, r.Salt[:]...)
	b = appendAsked(b, r.Asked)

	b = append(b, r.Effect)
	b = append(b, r.Basis)
	return binary.BigEndian.AppendUint32(b, r.Marks), nil
}

// appendText appends a text of at most MaxString bytes after its length.
func appendText(b []byte, s string) []byte {
	b = append(b, uint8(len(s)))
	return append(b, s...)
}

// appendAsked appends a request after its length, which is 0 if there is none.
func appendAsked(b []byte, a *Asked) []byte {
	if a == nil {
		return append(b, 0)
	}
	b = append(b, askedSize)
	b = appendInt64(b, a.IssuedAt)
	b = appendInt64(b, a.ExpiresAt)
	return append(b, a.Signature[:]...)
}

func appendInt64(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n))
}

// zeros is what a decoder hands out after an error.
var zeros [MaxString]byte

// decoder reads the fields of a record. After an error it reads zeros.
type decoder struct {
	rest []byte
	err  error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("%w: "+format, append([]any{ErrRecordMalformed}, args...)...)
	}
}

// take returns the next n bytes, where n is at most MaxString.
func (d *decoder) take(n int, field string) []byte {
	if d.err == nil && len(d.rest) < n {
		d.fail("%s: %d bytes left, want %d", field, len(d.rest), n)
	}
	if d.err != nil {
		return zeros[:n]
	}
	b := d.rest[:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) uint8(field string) uint8 {
	return d.take(1, field)[0]
}

func (d *decoder) uint32(field string) uint32 {
	return binary.BigEndian.Uint32(d.take(4, field))
}

func (d *decoder) uint64(field string) uint64 {
	return binary.BigEndian.Uint64(d.take(8, field))
}

func (d *decoder) text(field string) string {
	n := int(d.uint8(field))
	if n > MaxString {
		d.fail("%s: %d bytes, at most %d", field, n, MaxString)
		return ""
	}
	s := string(d.take(n, field))
	if !utf8.ValidString(s) {
		d.fail("%s: not UTF-8", field)
	}
	return s
}

func (d *decoder) codes(field string) []uint8 {
	n := int(d.uint8(field))
	if n > MaxCategories {
		d.fail("%s: %d codes, at most %d", field, n, MaxCategories)
	}
	if d.err != nil || n == 0 {
		return nil
	}
	return append([]uint8(nil), d.take(n, field)...)
}

func (d *decoder) asked() *Asked {
	switch n := d.uint8("request"); {
	case n == 0:
		return nil
	case n != askedSize:
		d.fail("request: %d bytes, want none or %d", n, askedSize)
		return nil
	}
	return &Asked{
		IssuedAt:  int64(d.uint64("request issued at")),
		ExpiresAt: int64(d.uint64("request expires at")),
		Signature: [SignatureSize]byte(d.take(SignatureSize, "request signature")),
	}
}
