package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is kept of absences counts them like a list of all heights, and its size is
// that of the number of turns, not of blocks.
func TestAbsencesCountLikeAListOfHeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		window := rapid.Int64Range(2, 50).Draw(t, "window")
		a := Absences{Participant: "de-charite"}
		missed := map[int64]bool{}
		height, turns := int64(0), 0
		for range rapid.IntRange(1, 40).Draw(t, "stretches") {
			for range rapid.IntRange(1, 10).Draw(t, "signed") {
				height++
			}
			turns++
			for range rapid.IntRange(1, 10).Draw(t, "missed") {
				height++
				missed[height] = true
				a = a.Miss(height, window)
				require.NoError(t, a.Validate())
			}
			for later := range int64(3) {
				count := int64(0)
				for h := height + later; h > height+later-window; h-- {
					if missed[h] {
						count++
					}
				}
				require.Equal(t, count, a.Missed(height+later, window))
			}
			require.LessOrEqual(t, len(a.Spans), turns)
			require.LessOrEqual(t, int64(len(a.Spans)), window/2+1)
		}
	})
}

func TestAnAbsenceLeavesTheOneBeforeAsItWas(t *testing.T) {
	before := Absences{Participant: "de-charite"}.Miss(5, 10)
	after := before.Miss(6, 10)
	require.Equal(t, []Span{{5, 5}}, before.Spans)
	require.Equal(t, []Span{{5, 6}}, after.Spans)
	require.Equal(t, after, after.Miss(6, 10), "a height counts once")
}
