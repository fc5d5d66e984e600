package policy

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestSets(t *testing.T) {
	var empty Set[Purpose]
	if !empty.Empty() || !empty.Fits(PurposeResearch) || empty.Has(PurposeResearch) || empty.Codes() != nil {
		t.Error("the empty set is not any")
	}
	s := SetOf(PurposeResearch, PurposeTreatment, PurposeResearch)
	if s.Empty() || !s.Has(PurposeTreatment) || !s.Fits(PurposeResearch) || s.Fits(PurposePayment) {
		t.Errorf("%v", s.Codes())
	}
	if want := []Purpose{PurposeTreatment, PurposeResearch}; !slices.Equal(s.Codes(), want) {
		t.Errorf("%v, want %v", s.Codes(), want)
	}
	if !empty.SubsetOf(s) || !s.SubsetOf(s) || s.SubsetOf(empty) || !SetOf(PurposeResearch).SubsetOf(s) {
		t.Error("subsets")
	}
}

func TestASetOfWhatIsNoCodeFitsNothing(t *testing.T) {
	for _, c := range []Purpose{0, 64, 255} {
		s := SetOf(c)
		if s.Empty() || s.Has(c) || s.Fits(c) || s.Fits(PurposeTreatment) {
			t.Errorf("a set of %d fits", c)
		}
		if !slices.Equal(s.Codes(), []Purpose{0}) {
			t.Errorf("%v", s.Codes())
		}
		if with := s.Add(PurposeTreatment); !with.Fits(PurposeTreatment) || with.Fits(0) {
			t.Errorf("a set of %d and another code", c)
		}
	}
	if !SetOf(Purpose(63)).Has(63) {
		t.Error("63 does not fit in a set")
	}
}

func TestSetsAreSets(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		codes := rapid.SliceOf(rapid.Map(rapid.Uint8Range(1, 63), func(n uint8) Category { return Category(n) }))
		a, b := codes.Draw(rt, "a"), codes.Draw(rt, "b")
		s, u := SetOf(a...), SetOf(b...)
		inside := true
		for _, c := range a {
			inside = inside && slices.Contains(b, c)
		}
		slices.Sort(a)
		a = slices.Compact(a)
		if !slices.Equal(s.Codes(), a) || s.SubsetOf(u) != inside {
			rt.Fatalf("%v, %v: %v, %v", a, b, s.Codes(), s.SubsetOf(u))
		}
	})
}

func TestPeriods(t *testing.T) {
	for _, c := range []struct {
		period Period
		at     int64
		want   bool
	}{
		{Period{}, -1 << 63, true},
		{Period{}, 1<<63 - 1, true},
		{Period{From: At(5)}, 4, false},
		{Period{From: At(5)}, 5, true},
		{Period{Until: At(5)}, 4, true},
		{Period{Until: At(5)}, 5, false},
		{Period{Until: At(0)}, 0, false},
		{Period{At(5), At(6)}, 5, true},
		{Period{At(5), At(5)}, 5, false},
		{Period{At(6), At(5)}, 5, false},
	} {
		if got := c.period.Contains(c.at); got != c.want {
			t.Errorf("%v contains %d: %v", c.period, c.at, got)
		}
	}
}
