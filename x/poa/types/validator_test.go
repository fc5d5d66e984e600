package types

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/cometbft/cometbft/crypto/mldsa65"
	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"
)

func keyNo(n int) ConsensusKey {
	key := make([]byte, 32)
	key[0], key[1] = byte(n), byte(n>>8)
	return ConsensusKey{Type: Ed25519, Key: key}
}

// quantumKey is one of the other type.
func quantumKey(t require.TestingT, seed byte) ConsensusKey {
	secret, err := mldsa65.GenPrivKeyFromSeed(bytes.Repeat([]byte{seed}, mldsa65.SeedSize))
	require.NoError(t, err)
	key, err := NewConsensusKey(secret.PubKey())
	require.NoError(t, err)
	return key
}

func validator(t *testing.T, participant string, key int, power int64) Validator {
	t.Helper()
	v, err := NewValidator(participant, keyNo(key), power)
	require.NoError(t, err)
	return v
}

// many validators of one status, each of another participant.
func many(t *testing.T, n int, status ValidatorStatus) []Validator {
	t.Helper()
	list := make([]Validator, n)
	for i := range list {
		list[i] = validator(t, fmt.Sprintf("de-%04d", i), i+1, 1000)
		list[i].Status = status
	}
	return list
}

func TestGreatestSetIsFarBelowTheEnginesLimit(t *testing.T) {
	require.Less(t, MaxPower*MaxValidators, cmttypes.MaxTotalVotingPower/1_000_000)
}

func TestValidatorRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*Validator)
		want  error
	}{
		{"no participant", func(v *Validator) { v.Participant = "" }, ErrValidatorInvalid},
		{"a participant that cannot be one", func(v *Validator) { v.Participant = "DE" }, ErrValidatorInvalid},
		{"a participant that is too long", func(v *Validator) { v.Participant = strings.Repeat("a", 65) }, ErrValidatorInvalid},
		{"an unspecified status", func(v *Validator) { v.Status = 0 }, ErrValidatorInvalid},
		{"an unknown status", func(v *Validator) { v.Status = 5 }, ErrValidatorInvalid},
		{"too little power", func(v *Validator) { v.Power = MinPower - 1 }, ErrPowerInvalid},
		{"too much power", func(v *Validator) { v.Power = MaxPower + 1 }, ErrPowerInvalid},
		{"negative power", func(v *Validator) { v.Power = -1 }, ErrPowerInvalid},
		{"no key", func(v *Validator) { v.Key = ConsensusKey{} }, ErrKeyInvalid},
		{"a key of another type", func(v *Validator) { v.Key.Type = "secp256k1" }, ErrKeyInvalid},
		{"a key of another size", func(v *Validator) { v.Key.Key = v.Key.Key[1:] }, ErrKeyInvalid},
		{"a key of the other type's size", func(v *Validator) { v.Key.Type = MLDSA65 }, ErrKeyInvalid},
		{"an active one with a time in jail", func(v *Validator) { v.JailedUntil = 1 }, ErrValidatorInvalid},
		{"a jailed one without", func(v *Validator) { v.Status = ValidatorStatus_VALIDATOR_STATUS_JAILED }, ErrValidatorInvalid},
		{"one that left and is to be removed", func(v *Validator) {
			v.Status, v.Equivocated = ValidatorStatus_VALIDATOR_STATUS_LEFT, true
		}, ErrValidatorInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			v := validator(t, "de-charite", 1, MinPower)
			tc.spoil(&v)
			require.ErrorIs(t, v.Validate(), tc.want)
		})
	}
	_, err := NewValidator("de-charite", ConsensusKey{}, MinPower)
	require.ErrorIs(t, err, ErrKeyInvalid)
}

func TestPowerOfAnActiveValidatorAlone(t *testing.T) {
	v := validator(t, "de-charite", 1, MinPower)
	w, err := v.WithPower(MaxPower)
	require.NoError(t, err)
	require.Equal(t, MaxPower, w.Power)
	require.Equal(t, MinPower, v.Power)
	_, err = v.WithPower(MinPower - 1)
	require.ErrorIs(t, err, ErrPowerInvalid)
	v.Status = ValidatorStatus_VALIDATOR_STATUS_JAILED
	_, err = v.WithPower(MaxPower)
	require.ErrorIs(t, err, ErrValidatorNotActive)
}

func TestGenesisRefusals(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(*GenesisState)
		want  error
	}{
		{"nobody", func(g *GenesisState) { g.Validators = nil }, ErrGenesisInvalid},
		{"nobody active", func(g *GenesisState) {
			for i := range g.Validators {
				g.Validators[i].Status = ValidatorStatus_VALIDATOR_STATUS_LEFT
			}
		}, ErrGenesisInvalid},
		{"out of order", func(g *GenesisState) { slices.Reverse(g.Validators) }, ErrGenesisInvalid},
		{"a participant twice", func(g *GenesisState) { g.Validators[1].Participant = g.Validators[0].Participant }, ErrGenesisInvalid},
		{"a key twice", func(g *GenesisState) { g.Validators[1].Key = g.Validators[0].Key }, ErrGenesisInvalid},
		{"a malformed validator", func(g *GenesisState) { g.Validators[1].Power = 0 }, ErrPowerInvalid},
		{"parameters out of bounds", func(g *GenesisState) { g.Params.Window = 0 }, ErrParamsInvalid},
		{"a change before the beginning", func(g *GenesisState) { g.LastChange = -1 }, ErrGenesisInvalid},
		{"a retired key that is in use", func(g *GenesisState) {
			g.RetiredKeys = []KeyUse{{Address: g.Validators[0].Key.Address(), Participant: "cn-31-ruijin", RetiredAt: 1}}
		}, ErrGenesisInvalid},
		{"a retired key that is not retired", func(g *GenesisState) {
			g.RetiredKeys = []KeyUse{{Address: keyNo(9).Address(), Participant: "cn-31-ruijin"}}
		}, ErrGenesisInvalid},
		{"a retired key twice", func(g *GenesisState) {
			use := KeyUse{Address: keyNo(9).Address(), Participant: "cn-31-ruijin", RetiredAt: 1}
			g.RetiredKeys = []KeyUse{use, use}
		}, ErrGenesisInvalid},
		{"a retired key of no address", func(g *GenesisState) { g.RetiredKeys = []KeyUse{{Participant: "cn-31-ruijin", RetiredAt: 1}} }, ErrKeyInvalid},
		{"a retired key of nobody's validator", func(g *GenesisState) {
			g.RetiredKeys = []KeyUse{{Address: keyNo(9).Address(), Participant: "de-nobody", RetiredAt: 1}}
		}, ErrGenesisInvalid},
		{"a key that equivocated and is another's", func(g *GenesisState) {
			g.Validators[0].Equivocated = true
			g.RetiredKeys = []KeyUse{{Address: g.Validators[0].Key.Address(), Participant: "de-charite", Tombstoned: true}}
		}, ErrGenesisInvalid},
		{"absences of nobody", func(g *GenesisState) {
			g.Absences = []Absences{{Participant: "de-nobody", Last: 2, Missed: []byte{3}}}
		}, ErrGenesisInvalid},
		{"absences that do not end at the last", func(g *GenesisState) {
			g.Absences = []Absences{{Participant: "de-charite", Last: 9, Missed: []byte{2}}}
		}, ErrGenesisInvalid},
		{"absences with zeros in front", func(g *GenesisState) {
			g.Absences = []Absences{{Participant: "de-charite", Last: 9, Missed: []byte{0, 1}}}
		}, ErrGenesisInvalid},
		{"absences before the beginning", func(g *GenesisState) {
			g.Absences = []Absences{{Participant: "de-charite", Last: 1, Missed: []byte{7}}}
		}, ErrGenesisInvalid},
		{"absences of more than a window", func(g *GenesisState) {
			g.Absences = []Absences{{Participant: "de-charite", Last: 1 << 40, Missed: bytes.Repeat([]byte{255}, maxWindow/8+1)}}
		}, ErrGenesisInvalid},
		{"absences without any", func(g *GenesisState) { g.Absences = []Absences{{Participant: "de-charite", Last: 2}} }, ErrGenesisInvalid},
		{"a rotation before the beginning", func(g *GenesisState) { g.Validators[0].RotatedHeight = -1 }, ErrValidatorInvalid},
		{"too many who are present", func(g *GenesisState) {
			g.Validators = many(t, MaxValidators+1, ValidatorStatus_VALIDATOR_STATUS_ACTIVE)
		}, ErrGenesisInvalid},
		{"too many on record", func(g *GenesisState) {
			gone := many(t, MaxRecords, ValidatorStatus_VALIDATOR_STATUS_LEFT)
			gone[0].Status = ValidatorStatus_VALIDATOR_STATUS_ACTIVE
			gone = append(gone, validator(t, "zz-last", 1_000, 1000))
			g.Validators = gone
		}, ErrGenesisInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := GenesisState{Params: DefaultParams(), Validators: []Validator{validator(t, "cn-31-ruijin", 1, 1000), validator(t, "de-charite", 2, 1000)}}
			require.NoError(t, g.Validate())
			tc.spoil(&g)
			require.ErrorIs(t, g.Validate(), tc.want)
		})
	}
	require.ErrorIs(t, DefaultGenesis().Validate(), ErrGenesisInvalid)
}

func TestSortPutsAGenesisInOrder(t *testing.T) {
	g := GenesisState{Params: DefaultParams(), Validators: []Validator{validator(t, "de-charite", 2, 1000), validator(t, "cn-31-ruijin", 1, 1000)}}
	g.Sort()
	require.NoError(t, g.Validate())
}

func TestAStateBeginsAtTheHeightOfItsChain(t *testing.T) {
	g := GenesisState{Params: DefaultParams(), LastChange: 900, Validators: []Validator{validator(t, "cn-31-ruijin", 1, 1000), validator(t, "de-charite", 2, 1000)}}
	g.Validators[0].RotatedHeight, g.Validators[1].RotatedHeight = 800, 40
	g.Absences = []Absences{{Participant: "cn-31-ruijin", Last: 950, Missed: []byte{1}}, {Participant: "de-charite", Last: 50, Missed: []byte{1}}}
	g.RetiredKeys = []KeyUse{{Address: keyNo(9).Address(), Participant: "de-charite", RetiredAt: 1, RetiredHeight: 900}}
	require.NoError(t, g.Validate())
	require.Equal(t, &g, g.AsOf(1_000), "an export goes on as it was")
	begun := g.AsOf(60)
	require.NoError(t, begun.Validate())
	require.Zero(t, begun.LastChange)
	require.Zero(t, begun.Validators[0].RotatedHeight)
	require.EqualValues(t, 40, begun.Validators[1].RotatedHeight)
	require.Equal(t, g.Absences[1:], begun.Absences)
	require.EqualValues(t, 60, begun.RetiredKeys[0].RetiredHeight)
	require.EqualValues(t, 900, g.RetiredKeys[0].RetiredHeight, "what was exported is as it was")
}
