package policy

import (
	"reflect"
	"testing"
)

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
