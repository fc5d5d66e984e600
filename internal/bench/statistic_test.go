package bench

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAPercentileIsTheLeastValueThatSoManyDoNotExceed(t *testing.T) {
	var waits []time.Duration
	for _, i := range rand.Perm(200) {
		waits = append(waits, time.Duration(i+1)*time.Millisecond)
	}
	require.Equal(t, Spread{Count: 200, Median: 100, P95: 190, P99: 198, Most: 200}, newSpread(waits))
	require.Equal(t, Spread{Count: 3, Median: 2, P95: 3, P99: 3, Most: 3}, newSpread([]time.Duration{3e6, 1e6, 2e6}))
}

func TestASpreadOfNothingIsZero(t *testing.T) {
	require.Zero(t, newSpread(nil))
}
