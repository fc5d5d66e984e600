package types

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/assent-ledger/assent/internal/permission"
)

const then int64 = 1_700_000_000

// quotas are all that Validate accepts, the extremes among them.
func quotas() *rapid.Generator[Quota] {
	return rapid.Custom(func(t *rapid.T) Quota {
		rate := func(name string, least uint64) uint64 { return rapid.Uint64Range(least, 1<<40).Draw(t, name) }
		burst := func(name string, least uint64) uint64 { return rapid.Uint64Range(least, 1<<50).Draw(t, name) }
		return Quota{
			BytesPerSecond: rate("bytes a second", 1<<10), BytesBurst: burst("bytes", LargestTxBytes),
			GasPerSecond: rate("gas a second", 100_000), GasBurst: burst("gas", LargestTxGas),
		}
	})
}

// usages are any within the burst of the quota, at the then.
func usages(q Quota) *rapid.Generator[Usage] {
	return rapid.Custom(func(t *rapid.T) Usage {
		return Usage{
			Payer: "de-charite", At: then,
			Bytes: rapid.Uint64Range(0, q.BytesBurst).Draw(t, "bytes left"),
			Gas:   rapid.Uint64Range(0, q.GasBurst).Draw(t, "gas left"),
		}
	})
}

// take is what one transaction asks for.
type take struct{ bytes, gas uint64 }

func takes() *rapid.Generator[[]take] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) take {
		return take{
			bytes: rapid.Uint64Range(0, LargestTxBytes).Draw(t, "bytes"),
			gas:   rapid.Uint64Range(0, LargestTxGas).Draw(t, "gas"),
		}
	}), 0, 60)
}

// admitted takes what it can, in order, and returns what it took.
func admitted(u Usage, q Quota, asked []take, at int64) (Usage, []take) {
	var got []take
	for _, one := range asked {
		if next, err := u.Take(q, one.bytes, one.gas, at); err == nil {
			u, got = next, append(got, one)
		}
	}
	return u, got
}

func TestABucketNeverHoldsMoreThanItsBurst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := quotas().Draw(t, "quota")
		require.NoError(t, q.Validate())
		u := usages(q).Draw(t, "usage")
		at := then
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			at += rapid.Int64Range(0, math.MaxInt64/64).Draw(t, "elapsed")
			u = u.FilledTo(q, at)
			one := takes().Draw(t, "takes")
			u, _ = admitted(u, q, one, at)
			u = u.GiveBack(q, rapid.Uint64().Draw(t, "given back"))
			require.LessOrEqual(t, u.Bytes, q.BytesBurst)
			require.LessOrEqual(t, u.Gas, q.GasBurst)
			require.Equal(t, at, u.At)
		}
	})
}

func TestSplittingAStepOfTimeFillsNoMoreAndNoLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := quotas().Draw(t, "quota")
		u := usages(q).Draw(t, "usage")
		end := then + rapid.Int64Range(0, 1<<40).Draw(t, "elapsed")
		split := u
		for at := then; at < end; {
			at = rapid.Int64Range(at+1, end).Draw(t, "stop")
			split = split.FilledTo(q, at)
			if rapid.Bool().Draw(t, "rest at once") {
				break
			}
		}
		require.Equal(t, u.FilledTo(q, end), split.FilledTo(q, end))
	})
}

func TestOfOneSecondTheOrderIsIrrelevant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := quotas().Draw(t, "quota")
		u := usages(q).Draw(t, "usage")
		after, got := admitted(u, q, takes().Draw(t, "takes"), then)
		other := rapid.Permutation(got).Draw(t, "another order")
		again, all := admitted(u, q, other, then)
		require.Len(t, all, len(got))
		require.Equal(t, after, again)
	})
}

// What came while a block was made is executed in a later block, at the same time
// or later, perhaps in part, and gives back what it did not use.
func TestWhatIsAdmittedWhenItComesIsAdmittedWhenItIsExecuted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := quotas().Draw(t, "quota")
		u := usages(q).Draw(t, "usage")
		_, waiting := admitted(u, q, takes().Draw(t, "takes"), then)
		at := then + rapid.Int64Range(0, 10).Draw(t, "later")
		for _, one := range waiting {
			if rapid.Bool().Draw(t, "not in this block") {
				continue
			}
			var err error
			u, err = u.Take(q, one.bytes, one.gas, at)
			require.NoError(t, err)
			u = u.GiveBack(q, rapid.Uint64Range(0, one.gas).Draw(t, "unused"))
		}
	})
}

func TestNobodyGetsMoreThanRateAndBurstGive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := quotas().Draw(t, "quota")
		u := NewUsage("de-charite", q, then)
		var bytes, gas uint64
		at, steps := then, rapid.IntRange(1, 10).Draw(t, "steps")
		for range steps {
			at += rapid.Int64Range(0, 5).Draw(t, "elapsed")
			var got []take
			u, got = admitted(u, q, takes().Draw(t, "takes"), at)
			for _, one := range got {
				bytes, gas = bytes+one.bytes, gas+one.gas
			}
		}
		require.LessOrEqual(t, bytes, q.BytesBurst+q.BytesPerSecond*uint64(at-then))
		require.LessOrEqual(t, gas, q.GasBurst+q.GasPerSecond*uint64(at-then))
	})
}

func TestTimeThatRunsBackAddsNothingAndIsNotForgotten(t *testing.T) {
	q := DefaultQuota()
	u := Usage{Payer: "DE", At: then}
	require.Equal(t, u, u.FilledTo(q, then-1000))
	_, err := u.Take(q, 1, 0, then-1)
	require.ErrorIs(t, err, ErrQuotaExhausted)
}

func TestARefusedTakeNeedsBothBytesAndGas(t *testing.T) {
	q := DefaultQuota()
	u := Usage{Payer: "de-charite", Bytes: 10, Gas: 10, At: then}
	for _, c := range []struct {
		bytes, gas uint64
		want       error
	}{
		{10, 10, nil},
		{11, 10, ErrQuotaExhausted},
		{10, 11, ErrQuotaExhausted},
		{math.MaxUint64, math.MaxUint64, ErrQuotaExhausted},
	} {
		after, err := u.Take(q, c.bytes, c.gas, then)
		require.ErrorIs(t, err, c.want)
		if c.want == nil {
			require.Equal(t, Usage{Payer: "de-charite", At: then}, after)
		}
	}
}

func TestALowerBurstCutsWhatIsLeftAndAHigherOneIsFilledInTime(t *testing.T) {
	low, high := DefaultQuota(), DefaultQuota()
	low.GasBurst, high.GasBurst = LargestTxGas, 2*low.GasBurst
	full := NewUsage("DE", DefaultQuota(), then)
	require.Equal(t, low.GasBurst, full.FilledTo(low, then).Gas)
	require.Equal(t, full.Gas, full.FilledTo(high, then).Gas)
	require.Equal(t, full.Gas+high.GasPerSecond, full.FilledTo(high, then+1).Gas)
}

func TestAQuotaThatCouldKeepOutATransactionForGoodIsRefused(t *testing.T) {
	require.NoError(t, DefaultQuota().Validate())
	for name, change := range map[string]func(*Quota){
		"no bytes":            func(q *Quota) { q.BytesPerSecond = 0 },
		"too few bytes":       func(q *Quota) { q.BytesPerSecond = 1<<10 - 1 },
		"too many bytes":      func(q *Quota) { q.BytesPerSecond = 1<<40 + 1 },
		"burst below a tx":    func(q *Quota) { q.BytesBurst = LargestTxBytes - 1 },
		"burst without end":   func(q *Quota) { q.BytesBurst = math.MaxUint64 },
		"no gas":              func(q *Quota) { q.GasPerSecond = 0 },
		"too little gas":      func(q *Quota) { q.GasPerSecond = 99_999 },
		"too much gas":        func(q *Quota) { q.GasPerSecond = 1<<40 + 1 },
		"gas below a tx":      func(q *Quota) { q.GasBurst = LargestTxGas - 1 },
		"gas burst above all": func(q *Quota) { q.GasBurst = 1<<50 + 1 },
	} {
		p := DefaultParams()
		change(&p.Quota)
		require.ErrorIs(t, p.Validate(), ErrParamsInvalid, name)
	}
}

func TestAPayersIdSaysWhatItIs(t *testing.T) {
	for id, want := range map[string]permission.Standing{
		"DE": permission.Authority, "CN-31": permission.Authority, "de-charite": permission.Account,
		"DE/successor": permission.Successor, "CN-31/successor": permission.Successor,
		"": permission.Nobody, "/successor": permission.Nobody, "de-charite/successor": permission.Nobody, "DE/other": permission.Nobody,
		"Hans Meier": permission.Nobody,
	} {
		require.Equal(t, want, PayerStanding(id), id)
	}
	require.Equal(t, permission.Successor, PayerStanding(SuccessorPayer("CN-31")))
}

func TestAGenesisWithAUsageThatNobodyCanHaveIsRefused(t *testing.T) {
	for name, usage := range map[string]Usage{
		"of nobody":                  {Payer: "xx-nobody"},
		"of what is no id":           {Payer: "Hans Meier"},
		"of a then before 1970":      {Payer: "DE", At: -1},
		"more bytes than any quota":  {Payer: "DE", Bytes: 1<<50 + 1},
		"more gas than any quota":    {Payer: "DE", Gas: 1<<50 + 1},
		"an authority's state":       {Payer: "DE", State: 1},
		"an authority's allowance":   {Payer: "DE", StateAllowance: 1 << 20},
		"a successor's state":        {Payer: "DE/successor", State: 1},
		"an allowance without bound": {Payer: "de-charite", StateAllowance: 1<<50 + 1},
	} {
		g := genesis()
		g.Usages = []Usage{usage}
		require.Error(t, g.Validate(), name)
	}
	g := genesis()
	g.Usages = []Usage{{Payer: "de-charite", State: 5}, {Payer: "DE"}}
	require.ErrorIs(t, g.Validate(), ErrGenesisInvalid, "out of order")
	g.Sort()
	require.NoError(t, g.Validate())
	require.True(t, slices.IsSortedFunc(g.Usages, func(a, b Usage) int { return len(a.Payer) - len(b.Payer) }))
	g.Usages = append(g.Usages, g.Usages[1])
	require.ErrorIs(t, g.Validate(), ErrGenesisInvalid, "twice")
}
