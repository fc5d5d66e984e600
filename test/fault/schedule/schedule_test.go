package schedule

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func take(t *testing.T, profile Profile, seed uint64, n int) []Step {
	t.Helper()
	steps, err := New(profile, seed)
	require.NoError(t, err)
	var taken []Step
	for range n {
		step, ok := steps.Next()
		if !ok {
			break
		}
		taken = append(taken, step)
	}
	return taken
}

func TestASeedGivesTheSameStepsAgain(t *testing.T) {
	require.Equal(t, take(t, Soak, 7, 100), take(t, Soak, 7, 100))
	require.NotEqual(t, take(t, Soak, 7, 100), take(t, Soak, 8, 100))
}

func TestTheSmokeScriptIsTheSameWhateverTheSeedAndEnds(t *testing.T) {
	require.Equal(t, take(t, Smoke, 1, 100), take(t, Smoke, 2, 100))
	require.Len(t, take(t, Smoke, 1, 100), len(smoke))
}

func TestTheSmokeScriptAndASoakHoldEveryKind(t *testing.T) {
	for _, steps := range [][]Step{take(t, Smoke, 0, 100), take(t, Soak, 1, 100)} {
		kinds := map[Kind]int{}
		for _, step := range steps {
			kinds[step.Kind]++
		}
		for _, kind := range []Kind{Kill, Restart, Pause, Isolate, Split, Mute} {
			require.NotZero(t, kinds[kind], kind)
		}
	}
}

func TestOneTwoAndAllAreKilled(t *testing.T) {
	killed := map[int]bool{}
	for _, step := range take(t, Soak, 1, 100) {
		if step.Kind == Kill {
			killed[len(step.Nodes)] = true
		}
	}
	require.Equal(t, map[int]bool{1: true, 2: true, Nodes: true}, killed)
}

func TestAStepCutsExactlyTheLinksThatItNames(t *testing.T) {
	require.ElementsMatch(t, []Link{{3, 0}, {3, 1}, {3, 2}, {0, 3}, {1, 3}, {2, 3}}, Step{Kind: Isolate, Nodes: []int{3}}.Cuts(4))
	require.ElementsMatch(t, []Link{{3, 0}, {3, 1}, {3, 2}}, Step{Kind: Mute, Nodes: []int{3}}.Cuts(4))
	require.Len(t, Step{Kind: Split, Nodes: []int{0, 1}}.Cuts(4), 8)
	require.Empty(t, Step{Kind: Kill, Nodes: []int{0, 1}}.Cuts(4))
}

func TestAnUnknownProfileIsRefused(t *testing.T) {
	_, err := New("smok", 1)
	require.ErrorContains(t, err, "smok")
}
