package bench

import (
	"slices"
	"time"
)

// Spread of a number of durations, in milliseconds; zero if there are none. The value at
// a percentile is the least that so many percent do not exceed.
type Spread struct {
	Count  int     `json:"count"`
	Median float64 `json:"p50_ms"`
	P95    float64 `json:"p95_ms"`
	P99    float64 `json:"p99_ms"`
	Most   float64 `json:"max_ms"`
}

func newSpread(all []time.Duration) Spread {
	if len(all) == 0 {
		return Spread{}
	}
	sorted := slices.Sorted(slices.Values(all))
	at := func(percent int) float64 {
		rank := (len(sorted)*percent + 99) / 100
		return float64(sorted[max(rank, 1)-1]) / float64(time.Millisecond)
	}
	return Spread{Count: len(sorted), Median: at(50), P95: at(95), P99: at(99), Most: at(100)}
}
