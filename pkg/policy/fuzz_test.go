package policy

import (
	"errors"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// FuzzDecodeWorld reads a world from any bytes. What is read is read the same again,
// holds nothing that the vocabulary does not have, and ends where it ends.
func FuzzDecodeWorld(f *testing.F) {
	f.Add([]byte(everything))
	f.Add([]byte(`{"directives": [{"id": "d", "subject": "s", "granted_at": 1, "provision": {"effect": "DENY", "match": {"recipients": ["jurisdiction:DE"]}}}]}`))
	for _, part := range []string{"jurisdictions", "participants", "agreements", "directives", "permits"} {
		f.Add([]byte(`{"` + part + `": []}`))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		w, err := DecodeWorld(data)
		if (w == nil) != (err != nil) || (err != nil && !errors.Is(err, ErrFile)) {
			t.Fatalf("%v, %v", w, err)
		}
		if err != nil {
			return
		}
		if again, err := DecodeWorld(append([]byte(" "), data...)); err != nil || !reflect.DeepEqual(w, again) {
			t.Fatalf("first %+v, then %+v, %v", w, again, err)
		}
		if _, err := DecodeWorld(append(data, '0')); err == nil {
			t.Fatal("more than the document is read")
		}
		for i := range w.Directives {
			wellFormed(t, &w.Directives[i].Provision)
		}
	})
}

// wellFormed checks that a provision has nothing unspecified in it.
func wellFormed(t *testing.T, p *Provision) {
	t.Helper()
	m := &p.Match
	if !p.Effect.Valid() || m.Purposes&1 != 0 || m.Categories&1 != 0 || m.Actions&1 != 0 {
		t.Fatalf("read: %+v", p)
	}
	for _, s := range m.Recipients {
		if (s.Kind == SelectorRole) != s.Role.Valid() || (s.Kind == SelectorRole) != (s.ID == "") || !s.Kind.Valid() {
			t.Fatalf("read: %+v", s)
		}
	}
	for i := range p.Exceptions {
		wellFormed(t, &p.Exceptions[i])
	}
}

// FuzzTheLiteralReading draws worlds from any bytes and compares with the literal reading.
func FuzzTheLiteralReading(f *testing.F) {
	f.Add([]byte{})
	f.Fuzz(rapid.MakeFuzz(func(rt *rapid.T) {
		d := draw{rt}
		w := d.world()
		r := d.atBoundary(w, d.request())
		if got, want := Decide(w, r), literally(w, r); !reflect.DeepEqual(got, want) {
			rt.Fatalf("%+v\n got %s until %v\nwant %s until %v", r, outcome(got), got.ValidUntil, outcome(want), want.ValidUntil)
		}
	}))
}

// FuzzDecide reads a world and a request from any bytes and decides. Nothing may
// panic, the same input gives the same decision, prepared and explained too, and a
// permission has no reason.
// The seeds are small: the fuzzer would spend its time on shrinking large ones.
func FuzzDecide(f *testing.F) {
	const request = `{"subject": "s", "controller": "p", "recipient": "p", "purpose": "RESEARCH", "category": "EHR", "action": "USE", "at": 16}`
	f.Add([]byte(everything), []byte(request))
	f.Add([]byte(`{}`), []byte(`{}`))
	for _, part := range []string{"jurisdictions", "participants", "agreements", "directives", "permits"} {
		f.Add([]byte(`{"`+part+`": []}`), []byte(request))
	}
	f.Fuzz(func(t *testing.T, world, request []byte) {
		w, err := DecodeWorld(world)
		if (w == nil) != (err != nil) {
			t.Fatalf("%v, %v", w, err)
		}
		r, err := DecodeRequest(request)
		if err == nil {
			if err := r.Validate(); err != nil {
				t.Fatalf("read, yet %v", err)
			}
		}
		d := Decide(w, r)
		if d.Permitted() != d.Reasons.Empty() {
			t.Fatalf("%s", outcome(d))
		}
		if again := Prepare(w).Decide(r); !reflect.DeepEqual(d, again) {
			t.Fatalf("first %s, then %s", outcome(d), outcome(again))
		}
		explained(t, w, r)
	})
}
