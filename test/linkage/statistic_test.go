package linkage

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
)

// upperBound is the upper end of the central 99 % interval of the number of right ones
// among n guesses of which each is right with probability 1/m. It is exact: both sides
// of the comparison are multiplied by m^n.
func upperBound(n, m int) int {
	if n == 0 {
		return 0
	}
	others := big.NewInt(int64(m - 1))
	limit := new(big.Int).Exp(big.NewInt(int64(m)), big.NewInt(int64(n)), nil)
	limit.Mul(limit, big.NewInt(995))
	sum, term := new(big.Int), new(big.Int)
	for k := range n {
		term.Exp(others, big.NewInt(int64(n-k)), nil)
		term.Mul(term, new(big.Int).Binomial(int64(n), int64(k)))
		sum.Add(sum, term)
		if new(big.Int).Mul(sum, big.NewInt(1000)).Cmp(limit) >= 0 {
			return k
		}
	}
	return n
}

func TestTheBoundIsThatOfTheBinomialDistribution(t *testing.T) {
	for _, c := range []struct{ n, m, want int }{
		{0, 7, 0},
		{1, 1, 1},   // Whoever guesses among one is always right.
		{1, 2, 1},   // 1/2 < 0.995.
		{1, 200, 0}, // 199/200 = 0.995.
		{1, 199, 1},
		{2, 2, 2},       // 3/4 < 0.995.
		{10, 2, 9},      // 1013/1024 = 0.98926 at 8 and 1023/1024 at 9.
		{100, 100, 4},   // 0.98163 at 3 and 0.99657 at 4.
		{1000, 1000, 4}, // 0.98106 at 3 and 0.99636 at 4.
	} {
		require.Equal(t, c.want, upperBound(c.n, c.m), "%d guesses among %d", c.n, c.m)
	}
}
