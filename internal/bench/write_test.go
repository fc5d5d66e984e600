package bench

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func writeOptions() WriteOptions {
	return WriteOptions{Options: Options{Population: populationOf(10, 1)}, EventsPerMessage: 1000, Duration: time.Second}
}

func TestAsManyMessagesAreInFlightAsANodeTakes(t *testing.T) {
	for events, most := range map[int]int{1: 6001, 100: 61, 1000: 7, 1999: 4, 2000: 4} {
		for _, asked := range []int{0, most, most + 1} {
			o := writeOptions()
			o.EventsPerMessage, o.InFlight = events, asked
			require.NoError(t, o.check())
			require.Equal(t, most, o.InFlight)
		}
	}
	o := writeOptions()
	o.InFlight = 2
	require.NoError(t, o.check())
	require.Equal(t, 2, o.InFlight)
}

func TestOptionsThatCannotBeAreRefusedWithTheirBounds(t *testing.T) {
	for wanted, change := range map[string]func(*WriteOptions){
		"events per message: 1 to 2000, not 2001": func(o *WriteOptions) { o.EventsPerMessage = 2001 },
		"messages in flight: 1 or more":           func(o *WriteOptions) { o.InFlight = -1 },
		"duration: 1s or more":                    func(o *WriteOptions) { o.Duration = 0 },
		"directives: 1 to 32, not 0":              func(o *WriteOptions) { o.Population.Directives = 0 },
	} {
		o := writeOptions()
		change(&o)
		require.ErrorContains(t, o.check(), wanted)
	}
}

func TestAReportNamesWhatItCounted(t *testing.T) {
	report := WriteReport{
		Network: Network{Validators: 4, CommitTimeout: "1s", BlockBytes: 10, BlockGas: 20}, EventsPerSecond: 1234, NodeMicros: 56.78,
		Verdicts: map[string]int{"EFFECT_DENY by BASIS_CONSENT": 9}, Disk: map[string]float64{"blockstore.db": 150, "cs.wal": 190},
	}
	var text, document strings.Builder
	require.NoError(t, report.WriteText(&text))
	for _, wanted := range []string{"4 validators, 1s after each block, blocks of 10 bytes and 20 gas, without an index of records", "1234 events/s", "56.8 µs", "340.0 bytes an event"} {
		require.Contains(t, text.String(), wanted)
	}
	require.Less(t, strings.Index(text.String(), "cs.wal"), strings.Index(text.String(), "blockstore.db"))
	require.NoError(t, report.WriteJSON(&document))
	require.Contains(t, document.String(), `"events_per_second": 1234`)
}
