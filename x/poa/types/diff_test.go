package types

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func announced(_ require.TestingT, key int, power int64) Announced {
	return Announced{Key: keyNo(key), Power: power}
}

func desired(t require.TestingT, key int, power int64, status ValidatorStatus) Validator {
	a := announced(t, key, power)
	return Validator{Participant: fmt.Sprintf("de-%d", key), Key: a.Key, Power: power, Status: status}
}

func update(key int, power int64) abci.ValidatorUpdate {
	return abci.Ed25519ValidatorUpdate(keyNo(key).Key, power)
}

func TestDiff(t *testing.T) {
	const (
		active = ValidatorStatus_VALIDATOR_STATUS_ACTIVE
		jailed = ValidatorStatus_VALIDATOR_STATUS_JAILED
	)
	tests := []struct {
		name      string
		announced []Announced
		desired   []Validator
		want      []abci.ValidatorUpdate
	}{
		{"a new chain is told everybody", nil, []Validator{desired(t, 1, 1000, active), desired(t, 2, 2000, active)}, []abci.ValidatorUpdate{update(1, 1000), update(2, 2000)}},
		{"what is known is not told", []Announced{announced(t, 1, 1000)}, []Validator{desired(t, 1, 1000, active)}, nil},
		{"another power is told", []Announced{announced(t, 1, 1000)}, []Validator{desired(t, 1, 1001, active)}, []abci.ValidatorUpdate{update(1, 1001)}},
		{
			"who is jailed is removed",
			[]Announced{announced(t, 1, 1000), announced(t, 2, 1000)},
			[]Validator{desired(t, 1, 1000, active), desired(t, 2, 1000, jailed)},
			[]abci.ValidatorUpdate{update(2, 0)},
		},
		{"who was never announced is not removed", []Announced{announced(t, 1, 1000)}, []Validator{desired(t, 1, 1000, active), desired(t, 2, 1000, jailed)}, nil},
		{"the last one stays", []Announced{announced(t, 1, 1000)}, []Validator{desired(t, 1, 1000, jailed)}, nil},
		{"nobody at all says nothing", nil, nil, nil},
		{"a key that is wanted twice is told once", nil, []Validator{desired(t, 1, 1000, active), desired(t, 1, 2000, active)}, []abci.ValidatorUpdate{update(1, 1000)}},
		{
			"a key changes hands",
			[]Announced{announced(t, 1, 1000)},
			[]Validator{desired(t, 1, 1000, jailed), desired(t, 1, 3000, active)},
			[]abci.ValidatorUpdate{update(1, 3000)},
		},
		{"no power is not wanted", []Announced{announced(t, 1, 1000)}, []Validator{desired(t, 1, 0, active)}, nil},
		{"no key is not wanted", nil, []Validator{{Participant: "de-1", Power: 1000, Status: active}}, nil},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			got := Diff(tc.announced, tc.desired, both)
			require.ElementsMatch(t, tc.want, got)
			require.True(t, slices.IsSortedFunc(got, byAddress))
		})
	}
}

var both = KeyTypes{Ed25519, MLDSA65}

func TestOfAKeyThatIsNotAllowedNothingIsSaid(t *testing.T) {
	quantum := quantumKey(t, 1)
	newcomer := Validator{Participant: "de-q", Key: quantum, Power: 1000, Status: ValidatorStatus_VALIDATOR_STATUS_ACTIVE}
	known := desired(t, 1, 1000, ValidatorStatus_VALIDATOR_STATUS_ACTIVE)
	told := []Announced{announced(t, 1, 1000)}
	require.Empty(t, Diff(told, []Validator{known, newcomer}, KeyTypes{Ed25519}), "it may not come in")
	require.Len(t, Diff(told, []Validator{known, newcomer}, both), 1)

	told = append(told, Announced{Key: quantum, Power: 1000})
	newcomer.Power = 2000
	require.Empty(t, Diff(told, []Validator{known, newcomer}, KeyTypes{Ed25519}), "it stays as it was told")
	removed := Diff(told, []Validator{known}, KeyTypes{Ed25519})
	require.Len(t, removed, 1, "a removal is always allowed")
	require.Zero(t, removed[0].Power)
	require.Empty(t, Diff(nil, []Validator{newcomer}, KeyTypes{Ed25519}), "and empties nothing")
}

func byAddress(a, b abci.ValidatorUpdate) int {
	return bytes.Compare(addressOf(a), addressOf(b))
}

func addressOf(u abci.ValidatorUpdate) []byte {
	a, err := Announcement(u)
	if err != nil {
		panic(err)
	}
	return a.Key.Address()
}

// Applied to what was announced, a difference gives what is desired; it is
// sorted, names each key once and removes only what is there. The order of the
// lists does not matter.
func TestDiffLeadsFromTheAnnouncedSetToTheDesiredOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.SliceOfDistinct(rapid.IntRange(1, 40), rapid.ID[int])
		powers := rapid.Int64Range(MinPower, MinPower+3)
		told := map[string]int64{}
		var before []Announced
		for _, n := range keys.Draw(t, "announced") {
			a := announced(t, n, powers.Draw(t, "power"))
			before = append(before, a)
			told[string(keyNo(n).Address())] = a.Power
		}
		wanted := map[string]int64{}
		var validators []Validator
		for _, n := range keys.Draw(t, "desired") {
			status := ValidatorStatus(rapid.IntRange(1, 4).Draw(t, "status"))
			v := desired(t, n, powers.Draw(t, "power"), status)
			validators = append(validators, v)
			if v.Active() {
				wanted[string(keyNo(n).Address())] = v.Power
			}
		}

		updates := Diff(before, validators, both)
		if len(wanted) == 0 {
			require.Empty(t, updates)
			return
		}
		for i, u := range updates {
			if i > 0 {
				require.Negative(t, byAddress(updates[i-1], u))
			}
			address := string(addressOf(u))
			if u.Power == 0 {
				require.Contains(t, told, address)
				delete(told, address)
				continue
			}
			require.NotEqual(t, told[address], u.Power)
			told[address] = u.Power
		}
		require.Equal(t, wanted, told)

		slices.Reverse(before)
		slices.SortFunc(validators, func(a, b Validator) int { return -cmp.Compare(a.Participant, b.Participant) })
		require.Equal(t, updates, Diff(before, validators, both))
	})
}

func TestAnnouncementOfAnotherKeyTypeIsRefused(t *testing.T) {
	_, err := Announcement(abci.ValidatorUpdate{Power: 1})
	require.ErrorIs(t, err, ErrKeyInvalid)
	_, err = Announcement(abci.UpdateValidator(make([]byte, 33), 1, "secp256k1"))
	require.ErrorIs(t, err, ErrKeyInvalid)
}
