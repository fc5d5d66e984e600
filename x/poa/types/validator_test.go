package types

import (
	"slices"
	"strings"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"
	"github.com/stretchr/testify/require"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"
	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
)

func keyNo(n int) *ed25519.PubKey {
	key := make([]byte, ed25519.PubKeySize)
	key[0], key[1] = byte(n), byte(n>>8)
	return &ed25519.PubKey{Key: key}
}

func validator(t *testing.T, participant string, key int, power int64) Validator {
	t.Helper()
	v, err := NewValidator(participant, keyNo(key), power)
	require.NoError(t, err)
	return v
}

func TestGreatestSetIsFarBelowTheEnginesLimit(t *testing.T) {
	require.Less(t, MaxPower*MaxValidators, cmttypes.MaxTotalVotingPower/1_000_000)
}

func TestValidatorRefusals(t *testing.T) {
	other, err := codectypes.NewAnyWithValue(secp256k1.GenPrivKey().PubKey())
	require.NoError(t, err)
	short, err := codectypes.NewAnyWithValue(&ed25519.PubKey{Key: []byte{1}})
	require.NoError(t, err)
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
		{"no key", func(v *Validator) { v.PubKey = nil }, ErrKeyInvalid},
		{"a key that was not decoded", func(v *Validator) { v.PubKey = &codectypes.Any{TypeUrl: v.PubKey.TypeUrl, Value: v.PubKey.Value} }, ErrKeyInvalid},
		{"a key of another type", func(v *Validator) { v.PubKey = other }, ErrKeyInvalid},
		{"a key of another size", func(v *Validator) { v.PubKey = short }, ErrKeyInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			v := validator(t, "de-charite", 1, MinPower)
			tc.spoil(&v)
			require.ErrorIs(t, v.Validate(), tc.want)
		})
	}
	_, err = NewValidator("de-charite", nil, MinPower)
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
		{"a key twice", func(g *GenesisState) { g.Validators[1].PubKey = g.Validators[0].PubKey }, ErrGenesisInvalid},
		{"a malformed validator", func(g *GenesisState) { g.Validators[1].Power = 0 }, ErrPowerInvalid},
		{"too many", func(g *GenesisState) { g.Validators = slices.Repeat(g.Validators, 33) }, ErrGenesisInvalid},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			g := GenesisState{Validators: []Validator{validator(t, "cn-31-ruijin", 1, 1000), validator(t, "de-charite", 2, 1000)}}
			require.NoError(t, g.Validate())
			tc.spoil(&g)
			require.ErrorIs(t, g.Validate(), tc.want)
		})
	}
	require.ErrorIs(t, DefaultGenesis().Validate(), ErrGenesisInvalid)
}

func TestSortPutsAGenesisInOrder(t *testing.T) {
	g := GenesisState{Validators: []Validator{validator(t, "de-charite", 2, 1000), validator(t, "cn-31-ruijin", 1, 1000)}}
	g.Sort()
	require.NoError(t, g.Validate())
}
