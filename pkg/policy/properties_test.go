package policy

import (
	"flag"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestMain raises the number of worlds that each property is tried on, unless the
// command line says otherwise. With ASSENT_MUTATING set, as make mutate does, they are
// few and the same each time, and what fails is not made smaller.
func TestMain(m *testing.M) {
	settings := map[string]string{"rapid.checks": "4000"}
	if os.Getenv("ASSENT_MUTATING") != "" {
		settings = map[string]string{"rapid.checks": "200", "rapid.seed": "1", "rapid.shrinktime": "0s", "rapid.nofailfile": "true"}
	}
	for name, value := range settings {
		if err := flag.Set(name, value); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// tally counts what a property met, so that one that never met anything fails.
type tally struct{ runs, met int }

func (c *tally) count(met bool) {
	c.runs++
	if met {
		c.met++
	}
}

// atLeast demands that the property meant something in one run of so many.
func (c *tally) atLeast(t *testing.T, oneIn int) {
	t.Helper()
	t.Logf("met in %d of %d runs", c.met, c.runs)
	if c.runs >= 1000 && c.met*oneIn < c.runs {
		t.Errorf("the property means too little: met in %d of %d runs", c.met, c.runs)
	}
}

func TestADecisionHoldsTogether(t *testing.T) {
	var permitted tally
	rapid.Check(t, func(rt *rapid.T) {
		w, r := draw{rt}.world(), draw{rt}.request()
		d := Decide(w, r)
		permitted.count(d.Permitted())
		switch {
		case d.Permitted() != d.Reasons.Empty():
			rt.Fatalf("%s", outcome(d))
		case d.Effect != EffectPermit && d.Effect != EffectDeny:
			rt.Fatalf("effect %v", d.Effect)
		case !d.Basis.Valid():
			rt.Fatalf("basis %v", d.Basis)
		case !d.Permitted() && !d.Obligations.Empty():
			rt.Fatalf("a refusal with duties: %s", outcome(d))
		case d.Lifted&d.Reasons != 0:
			rt.Fatalf("lifted and yet a reason: %s", outcome(d))
		case !slices.IsSorted(d.Directives):
			rt.Fatalf("not sorted: %s", outcome(d))
		case d.ValidUntil.Set && d.ValidUntil.At <= r.At:
			rt.Fatalf("valid until %d, asked at %d", d.ValidUntil.At, r.At)
		case !d.Permitted() && d.Outward() != (Outward{Effect: EffectDeny, Code: NotAvailable}):
			rt.Fatalf("%v", d.Outward())
		}
	})
	permitted.atLeast(t, 10)
}

func TestAddingARefusalNeverOpens(t *testing.T) {
	var closed tally
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w, r := d.world(), d.request()
		before := Decide(w, r)
		refusal := d.directive("added", EffectDeny)
		refusal.Subject = r.Subject
		w.Directives = append(w.Directives, refusal)
		after := Decide(w, r)
		closed.count(before.Permitted() && !after.Permitted())
		if !before.Permitted() && after.Permitted() {
			rt.Fatalf("before %s\nafter  %s", outcome(before), outcome(after))
		}
	})
	closed.atLeast(t, 200)
}

func TestOrderMeansNothing(t *testing.T) {
	var carried tally
	rapid.Check(t, func(rt *rapid.T) {
		d := draw{rt}
		w, r := d.world(), d.request()
		want := Decide(w, r)
		carried.count(len(want.Directives) > 0 || want.Agreement != "")
		if got := Decide(d.shuffled(w), r); !reflect.DeepEqual(got, want) {
			rt.Fatalf("\n got %s\nwant %s", outcome(got), outcome(want))
		}
	})
	carried.atLeast(t, 10)
}

func TestOnlyDifferencesOfTimeMatter(t *testing.T) {
	var ends tally
	rapid.Check(t, func(rt *rapid.T) {
		w, r := draw{rt}.world(), draw{rt}.request()
		want := Decide(w, r)
		by := rapid.Int64Range(-1<<40, 1<<40).Draw(rt, "by")
		r.At += by
		if want.ValidUntil.Set {
			want.ValidUntil.At += by
		}
		ends.count(want.ValidUntil.Set)
		if got := Decide(later(w, by), r); !reflect.DeepEqual(got, want) {
			rt.Fatalf("\n got %s\nwant %s", outcome(got), outcome(want))
		}
	})
	ends.atLeast(t, 5)
}

func TestADecisionHoldsUntilItsEnd(t *testing.T) {
	var lasting tally
	rapid.Check(t, func(rt *rapid.T) {
		w, r := draw{rt}.world(), draw{rt}.request()
		want := Decide(w, r)
		end := int64(horizon + 3)
		if want.ValidUntil.Set {
			end = want.ValidUntil.At
		}
		lasting.count(end-r.At > 1)
		for r.At++; r.At < end; r.At++ {
			if got := Decide(w, r); !reflect.DeepEqual(got, want) {
				rt.Fatalf("at %d, before %d\n got %s\nwant %s", r.At, end, outcome(got), outcome(want))
			}
		}
	})
	lasting.atLeast(t, 4)
}

func TestUnknownCodesNeverPermit(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		w, r := draw{rt}.world(), draw{rt}.request()
		stray := rapid.Uint8().Draw(rt, "stray")
		if stray <= uint8(CategorySexualHealth) {
			stray = 0
		}
		switch rapid.IntRange(0, 2).Draw(rt, "dimension") {
		case 0:
			r.Purpose = Purpose(stray)
		case 1:
			r.Category = Category(stray)
		case 2:
			r.Action = Action(stray)
		}
		if d := Decide(w, r); d.Permitted() || d.Basis != BasisNone {
			rt.Fatalf("%+v: %s", r, outcome(d))
		}
	})
}

// The world may hold codes outside the vocabulary, if whoever assembled it was
// careless. A permission, a rule, a permit or an accreditation made of them is
// good for nothing.
func TestUnspecifiedCodesInTheWorldFitNothing(t *testing.T) {
	for _, c := range []uint8{0, 64, 200, 255} {
		purposes, categories := SetOf(Purpose(c)), SetOf(Category(c))
		for _, p := range Purposes() {
			if purposes.Fits(p) {
				t.Errorf("a set of purpose %d fits %s", c, p)
			}
		}
		for _, k := range Categories() {
			if categories.Fits(k) {
				t.Errorf("a set of category %d fits %s", c, k)
			}
		}
	}
}
