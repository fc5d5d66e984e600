package policy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// vector is one entry of a file of decision vectors.
type vector struct {
	Name  string          `json:"name"` // Of a vector that was written by hand.
	World json.RawMessage `json:"world"`
	Cases []struct {
		Name     string          `json:"name"`
		Request  json.RawMessage `json:"request"`
		Decision map[string]any  `json:"decision"`
	} `json:"cases"`
}

func readVectors(t testing.TB, file string) []vector {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(data, &vectors); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return vectors
}

func mustWorld(t testing.TB, data []byte) *World {
	t.Helper()
	w, err := DecodeWorld(data)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func mustRequest(t testing.TB, data []byte) Request {
	t.Helper()
	r, err := DecodeRequest(data)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// asVector is the decision as a vector holds it: decoded JSON without valid_until.
func asVector(t testing.TB, d Decision) map[string]any {
	t.Helper()
	data, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "valid_until")
	return m
}

// TestVectors decides every case of every vector file and compares the whole
// decision but valid_until with the expected one.
func TestVectors(t *testing.T) {
	folders := []string{"testdata"}
	if folder := os.Getenv("ASSENT_VECTORS"); folder != "" {
		folders = append(folders, folder)
	}
	decided := 0
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Errorf("no vectors in %s", folder)
		}
		for _, file := range files {
			for i, v := range readVectors(t, file) {
				w := mustWorld(t, v.World)
				p := Prepare(w)
				for j, c := range v.Cases {
					want := c.Decision
					delete(want, "valid_until")
					r := mustRequest(t, c.Request)
					d := explained(t, w, r).Decision
					if got := asVector(t, d); !reflect.DeepEqual(got, want) {
						t.Errorf("%s: world %d %s, case %d %s: %s\n got %v\nwant %v", file, i, v.Name, j, c.Name, c.Request, got, want)
					}
					if again := p.Decide(r); !reflect.DeepEqual(again, d) {
						t.Errorf("%s: world %d, case %d: prepared %s, else %s", file, i, j, outcome(again), outcome(d))
					}
					decided++
				}
			}
		}
	}
	t.Logf("decided %d cases", decided)
}

// The vectors that were written by hand say what they are about, and reach every
// code that a request or a decision can have.
func TestNamedVectorsReachEveryCode(t *testing.T) {
	var purposes Set[Purpose]
	var categories Set[Category]
	var actions Set[Action]
	var professions Set[Profession]
	var reasons, lifted Set[Reason]
	var obligations Set[Obligation]
	var bases Set[Basis]
	for _, v := range readVectors(t, "testdata/named.json") {
		p := Prepare(mustWorld(t, v.World))
		for _, c := range v.Cases {
			if v.Name == "" || c.Name == "" {
				t.Errorf("a vector without a name: %q, %q", v.Name, c.Name)
			}
			r := mustRequest(t, c.Request)
			d := p.Decide(r)
			purposes, categories, actions, professions = purposes.Add(r.Purpose), categories.Add(r.Category), actions.Add(r.Action), professions.Add(r.Profession)
			reasons, lifted, obligations, bases = reasons|d.Reasons, lifted|d.Lifted, obligations|d.Obligations, bases.Add(d.Basis)
		}
	}
	reach(t, purposes, Purposes())
	reach(t, categories, Categories())
	reach(t, actions, Actions())
	reach(t, professions, Professions())
	reach(t, reasons, Reasons())
	reach(t, lifted, []Reason{ReasonSubjectDenied, ReasonAccreditationMissing, ReasonProfessionNotEntitled, ReasonNoRecognitionAgreement})
	reach(t, obligations, Obligations())
	reach(t, bases, Bases())
}

func reach[C named](t *testing.T, reached Set[C], all []C) {
	t.Helper()
	for _, c := range all {
		if !reached.Has(c) {
			t.Errorf("no named vector has %s", c)
		}
	}
}
