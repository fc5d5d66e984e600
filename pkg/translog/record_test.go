package translog_test

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/pkg/translog"
)

// sample returns a record whose every field is set.
func sample() translog.Record {
	return translog.Record{
		ChainID: "assent-1", Trail: "de-charite/ris", Index: 7, Height: 1234, Time: 1_790_000_060,
		Side: 1, Exchange: [32]byte{1}, Subject: [20]byte{2}, Controller: "de-charite", Recipient: "fr-aphp",
		Actor: [32]byte{3}, Profession: 4, Purpose: 5, Categories: []uint8{6, 7}, Action: 12, Permit: "fi-0042",
		OccurredAt: 1_790_000_000, Resource: [32]byte{9}, Salt: [16]byte{10}, Effect: 1, Basis: 11, Marks: 0b101,
	}
}

func mustBytes(t *testing.T, r translog.Record) []byte {
	t.Helper()
	b, err := r.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// drawRecord draws any record that the layout can hold.
func drawRecord(t *rapid.T) translog.Record {
	text := rapid.StringN(0, -1, translog.MaxString)
	fixed := func(n int) *rapid.Generator[[]byte] { return rapid.SliceOfN(rapid.Byte(), n, n) }
	digest := func(label string) [32]byte { return [32]byte(fixed(32).Draw(t, label)) }
	r := translog.Record{
		ChainID:    text.Draw(t, "chain id"),
		Trail:      text.Draw(t, "trail"),
		Index:      rapid.Uint64().Draw(t, "index"),
		Height:     rapid.Int64().Draw(t, "height"),
		Time:       rapid.Int64().Draw(t, "time"),
		Side:       rapid.Uint8().Draw(t, "side"),
		Exchange:   digest("exchange"),
		Subject:    [20]byte(fixed(20).Draw(t, "subject")),
		Controller: text.Draw(t, "controller"),
		Recipient:  text.Draw(t, "recipient"),
		Actor:      digest("actor"),
		Profession: rapid.Uint8().Draw(t, "profession"),
		Purpose:    rapid.Uint8().Draw(t, "purpose"),
		Categories: rapid.SliceOfN(rapid.Uint8(), 0, translog.MaxCategories).Draw(t, "categories"),
		Action:     rapid.Uint8().Draw(t, "action"),
		Permit:     text.Draw(t, "permit"),
		OccurredAt: rapid.Int64().Draw(t, "occurred at"),
		Resource:   digest("resource"),
		Salt:       [16]byte(fixed(16).Draw(t, "salt")),
		Effect:     rapid.Uint8().Draw(t, "effect"),
		Basis:      rapid.Uint8().Draw(t, "basis"),
		Marks:      rapid.Uint32().Draw(t, "marks"),
	}
	if rapid.Bool().Draw(t, "asked") {
		r.Asked = &translog.Asked{
			IssuedAt: rapid.Int64().Draw(t, "issued at"), ExpiresAt: rapid.Int64().Draw(t, "expires at"),
			Signature: [65]byte(fixed(65).Draw(t, "signature")),
		}
	}
	if len(r.Categories) == 0 {
		r.Categories = nil // an empty list and none are the same record
	}
	return r
}

func TestParseRecordReturnsWhatBytesWrote(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawRecord(t)
		b, err := want.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		got, err := translog.ParseRecord(b)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		leaf, err := want.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		if leaf != translog.LeafHash(b) {
			t.Fatal("Leaf is not the leaf hash of Bytes")
		}
	})
}

func TestDifferentRecordsHaveDifferentBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRecord(t), drawRecord(t)
		bytesA, errA := a.Bytes()
		bytesB, errB := b.Bytes()
		if errA != nil || errB != nil {
			t.Fatal(errA, errB)
		}
		if same := reflect.DeepEqual(a, b); same != bytes.Equal(bytesA, bytesB) {
			t.Fatalf("records the same: %t; bytes %x and %x", same, bytesA, bytesB)
		}
	})
}

// Each alteration moves something between neighbouring fields or alters one field:
// where lengths were not written down, some would go unnoticed.
func TestEveryFieldIsInTheBytes(t *testing.T) {
	alterations := map[string]func(*translog.Record){
		"none":                   func(*translog.Record) {},
		"chain id":               func(r *translog.Record) { r.ChainID = "assent-2" },
		"chain id to trail":      func(r *translog.Record) { r.ChainID, r.Trail = "assent-", "1de-charite/ris" },
		"trail":                  func(r *translog.Record) { r.Trail = "de-charite/pacs" },
		"index":                  func(r *translog.Record) { r.Index++ },
		"height":                 func(r *translog.Record) { r.Height = -r.Height },
		"time":                   func(r *translog.Record) { r.Time++ },
		"height and time":        func(r *translog.Record) { r.Height, r.Time = r.Time, r.Height },
		"side":                   func(r *translog.Record) { r.Side = 2 },
		"exchange":               func(r *translog.Record) { r.Exchange[31] = 1 },
		"subject":                func(r *translog.Record) { r.Subject[19] = 1 },
		"controller":             func(r *translog.Record) { r.Controller = "" },
		"controller, recipient":  func(r *translog.Record) { r.Controller, r.Recipient = r.Recipient, r.Controller },
		"recipient":              func(r *translog.Record) { r.Recipient += "\x00" },
		"actor":                  func(r *translog.Record) { r.Actor[0] = 0 },
		"profession":             func(r *translog.Record) { r.Profession = 0 },
		"purpose":                func(r *translog.Record) { r.Purpose = 255 },
		"categories":             func(r *translog.Record) { r.Categories = []uint8{7, 6} },
		"fewer categories":       func(r *translog.Record) { r.Categories = []uint8{6} },
		"no categories":          func(r *translog.Record) { r.Categories = nil },
		"categories from action": func(r *translog.Record) { r.Categories, r.Action = []uint8{6, 7, 12}, 7 },
		"action":                 func(r *translog.Record) { r.Action = 9 },
		"permit":                 func(r *translog.Record) { r.Permit = "" },
		"occurred at":            func(r *translog.Record) { r.OccurredAt-- },
		"resource":               func(r *translog.Record) { r.Resource[15] = 1 },
		"salt":                   func(r *translog.Record) { r.Salt[15] = 1 },
		"asked":                  func(r *translog.Record) { r.Asked = &translog.Asked{} },
		"asked at another time":  func(r *translog.Record) { r.Asked = &translog.Asked{IssuedAt: 1} },
		"asked until":            func(r *translog.Record) { r.Asked = &translog.Asked{ExpiresAt: 1} },
		"asked by another":       func(r *translog.Record) { r.Asked = &translog.Asked{Signature: [65]byte{64: 1}} },
		"effect":                 func(r *translog.Record) { r.Effect = 0 },
		"basis":                  func(r *translog.Record) { r.Basis = 1 },
		"marks":                  func(r *translog.Record) { r.Marks = 1 << 31 },
	}
	seen := map[translog.Hash]string{}
	for name, alter := range alterations {
		r := sample()
		alter(&r)
		leaf, err := r.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[leaf]; ok {
			t.Errorf("%q and %q have the same leaf hash", name, other)
		}
		seen[leaf] = name
	}
}

func TestRecordBoundsAreKept(t *testing.T) {
	long := strings.Repeat("x", translog.MaxString)
	r := sample()
	r.ChainID, r.Trail, r.Controller, r.Recipient, r.Permit = long, long, long, long, long
	r.Categories, r.Asked = make([]uint8, translog.MaxCategories), &translog.Asked{}
	if got := len(mustBytes(t, r)); got != translog.MaxRecordSize {
		t.Errorf("the longest record has %d bytes, MaxRecordSize is %d", got, translog.MaxRecordSize)
	}

	for name, alter := range map[string]func(*translog.Record){
		"chain id too long":      func(r *translog.Record) { r.ChainID = long + "x" },
		"trail too long":         func(r *translog.Record) { r.Trail = long + "x" },
		"controller too long":    func(r *translog.Record) { r.Controller = long + "x" },
		"recipient too long":     func(r *translog.Record) { r.Recipient = long + "x" },
		"permit of 256 bytes":    func(r *translog.Record) { r.Permit = strings.Repeat("x", 256) },
		"trail not UTF-8":        func(r *translog.Record) { r.Trail = "de\xff" },
		"nine categories":        func(r *translog.Record) { r.Categories = make([]uint8, translog.MaxCategories+1) },
		"256 categories":         func(r *translog.Record) { r.Categories = make([]uint8, 256) },
		"surrogate in recipient": func(r *translog.Record) { r.Recipient = "\xed\xa0\x80" },
	} {
		t.Run(name, func(t *testing.T) {
			r := sample()
			alter(&r)
			if _, err := r.Bytes(); !errors.Is(err, translog.ErrRecordField) {
				t.Errorf("Bytes: %v", err)
			}
			if _, err := r.Leaf(); !errors.Is(err, translog.ErrRecordField) {
				t.Errorf("Leaf: %v", err)
			}
		})
	}
}

func TestParseRecordRefusesWhatBytesDoesNotWrite(t *testing.T) {
	good := mustBytes(t, sample())
	const (
		tag     = 14
		chainID = len("assent-1")
		// The category count stands after three texts, three numbers, and the fields
		// of fixed width between them.
		categories = tag + 1 + chainID + 1 + len("de-charite/ris") + 3*8 + 1 + 32 + 20 +
			1 + len("de-charite") + 1 + len("fr-aphp") + 32 + 1 + 1
	)
	if good[categories] != 2 || good[categories+1] != 6 {
		t.Fatal("the category list is not where this test expects it")
	}
	patch := func(at int, with ...byte) []byte {
		b := bytes.Clone(good)
		copy(b[at:], with)
		return b
	}
	for name, b := range map[string][]byte{
		"nothing":                    nil,
		"another tag":                patch(0, 'A'),
		"version 0":                  patch(tag-1, 0),
		"version 2":                  patch(tag-1, 2),
		"a trailing byte":            append(bytes.Clone(good), 0),
		"twice":                      append(bytes.Clone(good), good...),
		"a leaf prefix":              append([]byte{0}, good...),
		"text length one too small":  patch(tag, byte(chainID-1)),
		"text length one too great":  patch(tag, byte(chainID+1)),
		"text length above bound":    append(patch(tag, translog.MaxString+1), make([]byte, 300)...),
		"text length 255":            append(patch(tag, 255), make([]byte, 300)...),
		"text not UTF-8":             patch(tag+1, 0xff),
		"category count too small":   patch(categories, 1),
		"category count too great":   patch(categories, 3),
		"category count above bound": append(patch(categories, translog.MaxCategories+1), make([]byte, 7)...),
	} {
		t.Run(name, func(t *testing.T) {
			if r, err := translog.ParseRecord(b); !errors.Is(err, translog.ErrRecordMalformed) {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
	for n := range good {
		if _, err := translog.ParseRecord(good[:n]); !errors.Is(err, translog.ErrRecordMalformed) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}

func TestParsedRecordSharesNoMemoryWithTheBytes(t *testing.T) {
	b := mustBytes(t, sample())
	r, err := translog.ParseRecord(b)
	if err != nil {
		t.Fatal(err)
	}
	clear(b)
	if !reflect.DeepEqual(r, sample()) {
		t.Errorf("%+v", r)
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, r := range []translog.Record{
		{},
		sample(),
		{Index: math.MaxUint64, Height: math.MinInt64, Time: -1, Marks: math.MaxUint32, Categories: []uint8{0}},
	} {
		b, err := r.Bytes()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
		f.Add(append(b, 0))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := translog.ParseRecord(b)
		if err != nil {
			if !errors.Is(err, translog.ErrRecordMalformed) || !reflect.DeepEqual(r, translog.Record{}) {
				t.Fatalf("%+v, %v", r, err)
			}
			return
		}
		again, err := r.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again, b) {
			t.Fatalf("%x was accepted, but its record has the bytes %x", b, again)
		}
	})
}

func BenchmarkRecordLeaf(b *testing.B) {
	r := sample()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Leaf(); err != nil {
			b.Fatal(err)
		}
	}
}
