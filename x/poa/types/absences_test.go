package types

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// What is kept of absences counts them like a list of all heights, and is never larger
// than the window, whatever the window was before.
func TestAbsencesCountLikeAListOfHeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Absences{Participant: "de-charite"}
		missed := map[int64]bool{}
		height := int64(0)
		for range rapid.IntRange(1, 40).Draw(t, "stretches") {
			window := rapid.Int64Range(2, 50).Draw(t, "window")
			height += rapid.Int64Range(1, 60).Draw(t, "signed")
			for range rapid.IntRange(1, 10).Draw(t, "missed") {
				height++
				missed[height] = true
				a = a.Miss(height, window)
				require.NoError(t, a.Validate())
				for h := range missed {
					if h <= height-window {
						delete(missed, h) // A window that grows does not bring back what left it.
					}
				}
			}
			for later := range int64(3) {
				count := int64(0)
				for h := range missed {
					if h > height+later-window {
						count++
					}
				}
				require.Equal(t, count, a.Count(height+later, window))
			}
			require.Len(t, a.Heights(), len(missed))
			for _, h := range a.Heights() {
				require.True(t, missed[h])
			}
			require.LessOrEqual(t, int64(len(a.Missed)), (window+7)/8)
		}
	})
}

func TestAnAbsenceLeavesTheOneBeforeAsItWas(t *testing.T) {
	before := Absences{Participant: "de-charite"}.Miss(5, 10)
	after := before.Miss(6, 10)
	require.Equal(t, []int64{5}, before.Heights())
	require.Equal(t, []int64{5, 6}, after.Heights())
	require.Equal(t, after, after.Miss(6, 10), "a height counts once")
}

func TestAbsencesOfAHeightThatIsStillToComeAreAnotherChains(t *testing.T) {
	a := Absences{Participant: "de-charite"}.Miss(1_000, 100)
	require.Zero(t, a.Count(5, 100))
	require.Equal(t, []int64{5}, a.Miss(5, 100).Heights())
}

// The largest write about a validator that misses every other block.
func TestAnAbsenceIsSmall(t *testing.T) {
	a := Absences{Participant: "de-charite"}
	for height := int64(1); height < 4*maxWindow; height += 2 {
		a = a.Miss(height, maxWindow)
	}
	require.LessOrEqual(t, a.Size(), maxWindow/8+32)
	for height := int64(1); height < 4_000; height += 2 {
		a = a.Miss(height, DefaultParams().Window)
	}
	require.LessOrEqual(t, a.Size(), 160)
}
