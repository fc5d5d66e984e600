package policy

// Bound is one end of a period, in Unix seconds (UTC). The zero value is no
// bound at all, which is not the same as a bound at second 0.
type Bound struct {
	At  int64
	Set bool
}

// At is the bound at the given Unix second.
func At(secs int64) Bound { return Bound{At: secs, Set: true} }

// Period is the half-open interval From <= t < Until. An unset bound is
// unbounded, so the zero value holds every moment.
type Period struct {
	From, Until Bound
}

// Contains reports whether the moment, in Unix seconds, lies in the period.
func (p Period) Contains(at int64) bool {
	return (!p.From.Set || p.From.At <= at) && (!p.Until.Set || at < p.Until.At)
}
