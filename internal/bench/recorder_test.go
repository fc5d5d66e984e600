package bench

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// second is a moment of a test.
func second(n int) time.Time { return time.Unix(since+int64(n), 0) }

func sightingAt(n int, size uint64) sighting {
	return sighting{sizes: map[string]uint64{"a/b": size}, total: size, at: second(n)}
}

func TestAWaitEndsWithTheFirstSightOfABlockThatHoldsTheMessage(t *testing.T) {
	r := recorder{trail: "a/b", sent: []sent{
		{first: 0, n: 10, at: second(1)},
		{first: 10, n: 10, at: second(2)},
		{first: 20, n: 10, at: second(3)},
		{first: 30, n: 10, at: second(6)},
	}}
	sightings := []sighting{sightingAt(4, 10), sightingAt(8, 30), sightingAt(13, 40)}
	whole := window{from: mark{sighting: sightingAt(0, 0)}, to: mark{sighting: sightings[2]}}
	require.Equal(t, []time.Duration{3 * time.Second, 6 * time.Second, 5 * time.Second, 7 * time.Second}, r.waits(sightings, whole))

	// What was sent before the window, or seen after it, does not count.
	part := window{from: mark{sighting: sightingAt(2, 0)}, to: mark{sighting: sightings[1]}}
	require.Equal(t, []time.Duration{6 * time.Second, 5 * time.Second}, r.waits(sightings, part))

	// Nor what was never seen.
	require.Len(t, r.waits(sightings[:2], whole), 3)
}

func TestARecorderThatIsToldToStopWaitsForNoBlock(t *testing.T) {
	r := recorder{shared: newProgress()}
	stop := make(chan struct{})
	close(stop)
	stopped, err := r.pause(t.Context(), stop)
	require.NoError(t, err)
	require.True(t, stopped)
}

func TestOnlyWhatPassesByItselfIsSentAgain(t *testing.T) {
	waiting, behind := errors.New("too much waits"), errors.New("the node is behind")
	r := recorder{options: &WriteOptions{Busy: []error{waiting, behind}}}
	require.True(t, r.busy(fmt.Errorf("1 MB: %w", waiting)))
	require.True(t, r.busy(behind))
	require.False(t, r.busy(errors.New("malformed")))
}
