package linkage

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// result of a strategy about the subjects of a class, at all other holders together.
type result struct{ guesses, right, among int }

func (r result) bound() int { return upperBound(r.guesses, r.among) }

func (r result) caught() bool { return r.right > r.bound() }

// play counts what a strategy gets right.
func (p *population) play(a *attacker, s strategy, c class) result {
	var r result
	truth := map[id][]id{}
	for _, subjects := range p.subjects {
		truth[subjects[0]] = subjects
	}
	for h := 1; h < len(holders); h++ {
		r.among = len(a.of(h, c))
		for own, guess := range s.guess(a, h, c) {
			r.guesses++
			if truth[own][h] == guess {
				r.right++
			}
		}
	}
	return r
}

func TestNobodyLinksTheSubjectsOfAPersonBetterThanByGuessing(t *testing.T) {
	p := newPopulation(t, setting{wallets: 600, custodial: 400})
	a := p.attacker()
	require.Len(t, a.state.Subjects, 5*1000, "each person is another subject at each holder")
	for _, c := range classes {
		for _, s := range strategies {
			r := p.play(a, s, c)
			t.Logf("%s, %s: %d right of n = %d with p = 1/%d, bound %d", c.name, s.name, r.right, r.guesses, r.among, r.bound())
			require.False(t, r.caught(), "%s, %s", c.name, s.name)
		}
	}
}

func TestWhatLinksPersonsIsCaught(t *testing.T) {
	for _, control := range []struct {
		name    string
		setting setting
		class   class
		by      []string
	}{
		{"one key for all holders", setting{wallets: 100, oneKey: true}, classes[0], []string{
			"derive sibling keys", "nearest number", "fewest bits apart", "sorted ids",
		}},
		{"keys that are not hardened", setting{wallets: 100, soft: true}, classes[0], []string{"derive sibling keys"}},
		{"pseudonyms without the holder, under one key", setting{custodial: 100, plain: true}, classes[1], []string{"recompute pseudonyms"}},
		{"one order of enrolment, with wallets", setting{wallets: 100, oneOrder: true}, classes[0], []string{"order of enrolment"}},
		{"one order of enrolment, in custody", setting{custodial: 100, oneOrder: true}, classes[1], []string{"order of enrolment"}},
		{"something unusual said everywhere, with wallets", setting{wallets: 100, saysUnusual: true}, classes[0], []string{
			"sequences and directives",
		}},
		{"something unusual said everywhere, in custody", setting{custodial: 100, saysUnusual: true}, classes[1], []string{
			"sequences and directives",
		}},
	} {
		t.Run(control.name, func(t *testing.T) {
			p := newPopulation(t, control.setting)
			a := p.attacker()
			caught := map[string]bool{}
			for _, s := range strategies {
				r := p.play(a, s, control.class)
				t.Logf("%s: %d right of n = %d with p = 1/%d, bound %d", s.name, r.right, r.guesses, r.among, r.bound())
				caught[s.name] = r.caught()
			}
			for _, s := range strategies {
				wanted := false
				for _, name := range control.by {
					wanted = wanted || name == s.name
				}
				if wanted {
					require.True(t, caught[s.name], "%s has to catch it", s.name)
				}
			}
		})
	}
}
