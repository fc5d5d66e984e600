package translog_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/assent-ledger/assent/pkg/translog"
)

var update = flag.Bool("update", false, "rewrite testdata/vectors.json")

// vectors is the file that other implementations check themselves against.
type vectors struct {
	Records []vector `json:"records"`
	// Roots[n] is the root of the log of the first n records.
	Roots []string `json:"roots"`
	// Exchanges are ids of exchanges.
	Exchanges []exchangeJSON `json:"exchanges"`
}

// exchangeJSON is an exchange as the vector file has it, in hexadecimal.
type exchangeJSON struct {
	Controller     string `json:"controller"`
	Recipient      string `json:"recipient"`
	DiscloserNonce string `json:"discloser_nonce"`
	RecipientNonce string `json:"recipient_nonce"`
	ID             string `json:"id"`
}

// askedJSON is a subject's request as the vector file has it.
type askedJSON struct {
	IssuedAt  int64  `json:"issued_at,string"`
	ExpiresAt int64  `json:"expires_at,string"`
	Signature string `json:"signature"`
}

type vector struct {
	Name   string     `json:"name"`
	Record recordJSON `json:"record"`
	Bytes  string     `json:"bytes"`
	Leaf   string     `json:"leaf"`
}

// recordJSON is a record as the vector file has it: bytes in hexadecimal, and
// 64-bit numbers as text, since not every language reads them from JSON.
type recordJSON struct {
	ChainID    string     `json:"chain_id"`
	Trail      string     `json:"trail"`
	Index      uint64     `json:"index,string"`
	Height     int64      `json:"height,string"`
	Time       int64      `json:"time,string"`
	Side       uint8      `json:"side"`
	Exchange   string     `json:"exchange"`
	Subject    string     `json:"subject"`
	Controller string     `json:"controller"`
	Recipient  string     `json:"recipient"`
	Actor      string     `json:"actor"`
	Profession uint8      `json:"profession"`
	Purpose    uint8      `json:"purpose"`
	Categories []int      `json:"categories"`
	Action     uint8      `json:"action"`
	Permit     string     `json:"permit"`
	OccurredAt int64      `json:"occurred_at,string"`
	Resource   string     `json:"resource"`
	Salt       string     `json:"salt"`
	Asked      *askedJSON `json:"asked"`
	Effect     uint8      `json:"effect"`
	Basis      uint8      `json:"basis"`
	Marks      uint32     `json:"marks"`
}

func toJSON(r translog.Record) recordJSON {
	categories := make([]int, len(r.Categories))
	for i, code := range r.Categories {
		categories[i] = int(code)
	}
	var asked *askedJSON
	if r.Asked != nil {
		asked = &askedJSON{r.Asked.IssuedAt, r.Asked.ExpiresAt, hex.EncodeToString(r.Asked.Signature[:])}
	}
	return recordJSON{
		Asked:   asked,
		ChainID: r.ChainID, Trail: r.Trail, Index: r.Index, Height: r.Height, Time: r.Time,
		Side: r.Side, Exchange: hex.EncodeToString(r.Exchange[:]), Subject: hex.EncodeToString(r.Subject[:]),
		Controller: r.Controller, Recipient: r.Recipient, Actor: hex.EncodeToString(r.Actor[:]),
		Profession: r.Profession, Purpose: r.Purpose, Categories: categories, Action: r.Action, Permit: r.Permit,
		OccurredAt: r.OccurredAt, Resource: hex.EncodeToString(r.Resource[:]), Salt: hex.EncodeToString(r.Salt[:]),
		Effect: r.Effect, Basis: r.Basis, Marks: r.Marks,
	}
}

func fromJSON(t *testing.T, v recordJSON) translog.Record {
	t.Helper()
	bin := func(s string, n int) []byte {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != n {
			t.Fatalf("%q is not %d bytes in hexadecimal", s, n)
		}
		return b
	}
	var categories []uint8
	for _, code := range v.Categories {
		categories = append(categories, uint8(code))
	}
	var asked *translog.Asked
	if v.Asked != nil {
		asked = &translog.Asked{
			IssuedAt: v.Asked.IssuedAt, ExpiresAt: v.Asked.ExpiresAt, Signature: [65]byte(bin(v.Asked.Signature, 65)),
		}
	}
	return translog.Record{
		Asked:   asked,
		ChainID: v.ChainID, Trail: v.Trail, Index: v.Index, Height: v.Height, Time: v.Time,
		Side: v.Side, Exchange: [32]byte(bin(v.Exchange, 32)), Subject: [20]byte(bin(v.Subject, 20)),
		Controller: v.Controller, Recipient: v.Recipient, Actor: [32]byte(bin(v.Actor, 32)),
		Profession: v.Profession, Purpose: v.Purpose, Categories: categories, Action: v.Action, Permit: v.Permit,
		OccurredAt: v.OccurredAt, Resource: [32]byte(bin(v.Resource, 32)), Salt: [16]byte(bin(v.Salt, 16)),
		Effect: v.Effect, Basis: v.Basis, Marks: v.Marks,
	}
}

// vectorRecords are the records of the vector file.
func vectorRecords() (names []string, records []translog.Record) {
	fill := func(b []byte, start byte) {
		for i := range b {
			b[i] = start + byte(i)
		}
	}
	full := sample()
	fill(full.Exchange[:], 0x10)
	fill(full.Subject[:], 0x30)
	fill(full.Actor[:], 0x50)
	fill(full.Resource[:], 0x70)
	fill(full.Salt[:], 0x90)

	refused := full
	refused.Index, refused.Effect, refused.Basis, refused.Marks = 8, 0, 0, 0b11
	refused.Permit, refused.Categories = "", []uint8{3}

	greatest := translog.Record{
		ChainID: strings.Repeat("c", translog.MaxString), Trail: strings.Repeat("t", translog.MaxString),
		Index: math.MaxUint64, Height: math.MaxInt64, Time: math.MaxInt64, Side: 255,
		Controller: strings.Repeat("k", translog.MaxString), Recipient: strings.Repeat("r", translog.MaxString),
		Profession: 255, Purpose: 255, Categories: []uint8{255, 254, 253, 252, 251, 250, 249, 248}, Action: 255,
		Permit: strings.Repeat("p", translog.MaxString), OccurredAt: math.MaxInt64,
		Effect: 255, Basis: 255, Marks: math.MaxUint32,
	}
	negative := full
	negative.Height, negative.Time, negative.OccurredAt = math.MinInt64, -1, -62_135_596_800

	wide := full
	wide.Controller, wide.Recipient = "at-wien-süd", "jp-東京"

	asked := full
	asked.Asked = &translog.Asked{IssuedAt: 1_789_999_000, ExpiresAt: 1_790_003_600}
	fill(asked.Asked.Signature[:], 0xB0)
	greatest.Asked = &translog.Asked{IssuedAt: math.MaxInt64, ExpiresAt: math.MinInt64}

	names = []string{
		"every field set", "refused, no permit, one category", "zero", "greatest", "negative numbers", "beyond ASCII", "the subject asked",
	}
	return names, []translog.Record{full, refused, {}, greatest, negative, wide, asked}
}

func vectorPath() string { return filepath.Join("testdata", "vectors.json") }

func writeVectors(t *testing.T) {
	t.Helper()
	names, records := vectorRecords()
	var file vectors
	var head translog.Head
	file.Roots = append(file.Roots, head.Root().String())
	for i, r := range records {
		leaf, err := r.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		if head, err = head.Append(leaf); err != nil {
			t.Fatal(err)
		}
		file.Records = append(file.Records, vector{names[i], toJSON(r), hex.EncodeToString(mustBytes(t, r)), leaf.String()})
		file.Roots = append(file.Roots, head.Root().String())
	}
	for i, pair := range [][2]string{{"de-charite", "fr-aphp"}, {"fr-aphp", "de-charite"}, {"", "at-wien-süd"}} {
		file.Exchanges = append(file.Exchanges, newExchange(t, pair[0], pair[1], byte(i)))
	}
	b, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vectorPath(), append(b, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}

func newExchange(t *testing.T, controller, recipient string, seed byte) exchangeJSON {
	t.Helper()
	discloser, receiver := [32]byte{seed}, [32]byte{31: seed}
	id, err := translog.ExchangeID(controller, recipient, discloser, receiver)
	if err != nil {
		t.Fatal(err)
	}
	return exchangeJSON{controller, recipient, hex.EncodeToString(discloser[:]), hex.EncodeToString(receiver[:]), id.String()}
}

func TestExchangeIDsHaveNoOtherForm(t *testing.T) {
	ids := map[translog.Hash]bool{}
	for _, c := range []struct {
		controller, recipient string
		discloser, receiver   byte
	}{{"a", "b", 1, 2}, {"b", "a", 1, 2}, {"a", "b", 2, 1}, {"ab", "", 1, 2}, {"", "ab", 1, 2}} {
		id, err := translog.ExchangeID(c.controller, c.recipient, [32]byte{c.discloser}, [32]byte{c.receiver})
		if err != nil {
			t.Fatal(err)
		}
		if ids[id] {
			t.Errorf("%+v has the id of another", c)
		}
		ids[id] = true
	}
	for _, id := range []string{strings.Repeat("a", translog.MaxString+1), "\xff"} {
		if _, err := translog.ExchangeID("a", id, [32]byte{}, [32]byte{}); !errors.Is(err, translog.ErrRecordField) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	b, err := os.ReadFile(vectorPath())
	if err != nil {
		t.Fatal(err)
	}
	var file vectors
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Records) == 0 || len(file.Roots) != len(file.Records)+1 {
		t.Fatalf("%d records, %d roots", len(file.Records), len(file.Roots))
	}
	var log translog.Log
	for _, v := range file.Records {
		r := fromJSON(t, v.Record)
		if got := hex.EncodeToString(mustBytes(t, r)); got != v.Bytes {
			t.Errorf("%s: bytes %s, want %s", v.Name, got, v.Bytes)
		}
		leaf, err := r.Leaf()
		if err != nil {
			t.Fatal(err)
		}
		if leaf.String() != v.Leaf {
			t.Errorf("%s: leaf %s, want %s", v.Name, leaf, v.Leaf)
		}
		log.Append(leaf)
	}
	if len(file.Exchanges) == 0 {
		t.Fatal("no exchanges")
	}
	for i, want := range file.Exchanges {
		if got := newExchange(t, want.Controller, want.Recipient, byte(i)); got != want {
			t.Errorf("exchange %d: %+v, want %+v", i, got, want)
		}
	}
	for n, want := range file.Roots {
		if got, err := log.RootAt(uint64(n)); err != nil || got.String() != want {
			t.Errorf("root of %d records: %s, %v, want %s", n, got, err, want)
		}
	}
}

// The same file, recomputed from the README's table by another language.
func TestVectorsInPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not on PATH")
	}
	script := filepath.Join("testdata", "recompute.py")
	if out, err := exec.Command(python, script, vectorPath()).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}

	// The script must be able to fail.
	b, err := os.ReadFile(vectorPath())
	if err != nil {
		t.Fatal(err)
	}
	altered := strings.Replace(string(b), `"marks": 5`, `"marks": 4`, 1)
	if altered == string(b) {
		t.Fatal("nothing to alter in the vector file")
	}
	path := filepath.Join(t.TempDir(), "altered.json")
	if err := os.WriteFile(path, []byte(altered), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(python, script, path).CombinedOutput(); err == nil {
		t.Errorf("an altered record passed\n%s", out)
	}
}
