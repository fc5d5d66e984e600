package corrupt

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/assent-ledger/assent/test/fault/check"
	"github.com/assent-ledger/assent/test/fault/record"
	"github.com/assent-ledger/assent/test/fault/schedule"
	"github.com/assent-ledger/assent/test/fault/synthetic"
)

func TestTheOracleNoticesEveryCorruption(t *testing.T) {
	for _, corruption := range All {
		t.Run(corruption.Name, func(t *testing.T) {
			for seed := range uint64(20) {
				run, err := synthetic.Run(schedule.Smoke, 0, 100)
				require.NoError(t, err)
				require.NoError(t, corruption.spoil(&run, rand.New(rand.NewPCG(seed, 0))))
				kinds := map[check.Kind]bool{}
				for _, violation := range check.Check(run) {
					kinds[violation.Kind] = true
				}
				require.Contains(t, kinds, corruption.Want, "seed %d", seed)
			}
		})
	}
}

func TestEveryKindOfViolationHasACorruption(t *testing.T) {
	wanted := map[check.Kind]bool{}
	for _, corruption := range All {
		wanted[corruption.Want] = true
	}
	for _, kind := range check.Kinds {
		require.True(t, wanted[kind], kind)
	}
}

func TestWhatTheOracleDoesNotNoticeFailsTheTrial(t *testing.T) {
	fresh := func() (record.Run, error) { return synthetic.Run(schedule.Soak, 3, 12) }
	outcome, err := Try(fresh, 1)
	require.NoError(t, err)
	require.Equal(t, Outcome{Noticed: len(All)}, outcome)

	harmless := Corruption{"nothing is done", check.TxLost, func(*record.Run, *rand.Rand) error { return nil }}
	All = append(All, harmless)
	defer func() { All = All[:len(All)-1] }()
	_, err = Try(fresh, 1)
	require.ErrorContains(t, err, "nothing is done")
}
