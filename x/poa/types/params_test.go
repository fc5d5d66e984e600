package types

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParamsRefusals(t *testing.T) {
	require.NoError(t, DefaultParams().Validate())
	for name, spoil := range map[string]func(*Params){
		"no interval":               func(p *Params) { p.ChangeInterval = 0 },
		"too long an interval":      func(p *Params) { p.ChangeInterval = maxChangeInterval + 1 },
		"rotations sooner":          func(p *Params) { p.RotationInterval = p.ChangeInterval - 1 },
		"too long for a key":        func(p *Params) { p.RotationInterval = maxRotationInterval + 1 },
		"nobody at least":           func(p *Params) { p.MinValidators = 0 },
		"more than there can be":    func(p *Params) { p.MinValidators = MaxValidators + 1 },
		"too little power":          func(p *Params) { p.Power = MinPower - 1 },
		"a window of one block":     func(p *Params) { p.Window = 1 },
		"too long a window":         func(p *Params) { p.Window = maxWindow + 1 },
		"no block may be missed":    func(p *Params) { p.MaxMissed = 0 },
		"every block may be missed": func(p *Params) { p.MaxMissed = p.Window },
		"no time in jail":           func(p *Params) { p.JailDuration = 0 },
		"a life in jail":            func(p *Params) { p.JailDuration = maxJailDuration + 1 },
	} {
		t.Run(name, func(t *testing.T) {
			p := DefaultParams()
			spoil(&p)
			require.ErrorIs(t, p.Validate(), ErrParamsInvalid)
		})
	}
}

func TestOneChangeInAnInterval(t *testing.T) {
	p := DefaultParams()
	require.NoError(t, p.CheckChange(0, 1))
	require.ErrorIs(t, p.CheckChange(10, 10), ErrChangeTooSoon)
	require.ErrorIs(t, p.CheckChange(10, 10+p.ChangeInterval-1), ErrChangeTooSoon)
	require.NoError(t, p.CheckChange(10, 10+p.ChangeInterval))
	require.NoError(t, p.CheckChange(1_000_000, 5), "a height to come was another chain's")
}

func TestOneRotationInAnInterval(t *testing.T) {
	p := DefaultParams()
	v := validator(t, "de-charite", 1, 1000)
	require.NoError(t, p.CheckRotation(v, 1))
	v.RotatedHeight = 10
	require.ErrorIs(t, p.CheckRotation(v, 10), ErrRotationTooSoon)
	require.ErrorIs(t, p.CheckRotation(v, 10+p.RotationInterval-1), ErrRotationTooSoon)
	require.NoError(t, p.CheckRotation(v, 10+p.RotationInterval))
	require.NoError(t, p.CheckRotation(v, 9), "a height to come was another chain's")
}
