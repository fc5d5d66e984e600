package types

// A moment of 0 stands for none: what ends then never does.

// past reports whether an end has come at a moment.
func past(end, at int64) bool { return end != 0 && end <= at }

// earlier of two ends.
func earlier(a, b int64) int64 {
	if a == 0 || (b != 0 && b < a) {
		return b
	}
	return a
}
