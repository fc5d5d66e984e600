package types

const (
	day = 24 * 60 * 60

	maxChangeInterval = 1_000_000
	maxWindow         = 100_000
	maxJailDuration   = 365 * day
)

// DefaultParams let one validator change in 100 blocks, keep one at least, and jail
// for ten minutes who misses half of the last 1,000 blocks.
func DefaultParams() Params {
	return Params{
		ChangeInterval: 100, MinValidators: 1, Power: MinPower,
		Window: 1_000, MaxMissed: 500, JailDuration: 600,
	}
}

// Validate checks the bounds: an interval of 1 to 1,000,000 blocks, 1 to 64
// validators, a power, a window of 2 to 100,000 blocks of which at least 1 and not all
// may be missed, and a jail of 1 second to 365 days.
func (p Params) Validate() error {
	if err := checkPower(p.Power); err != nil {
		return ErrParamsInvalid.Wrap(err.Error())
	}
	for _, bound := range []struct {
		name            string
		value, min, max int64
	}{
		{"change_interval", p.ChangeInterval, 1, maxChangeInterval},
		{"min_validators", int64(p.MinValidators), 1, MaxValidators},
		{"window", p.Window, 2, maxWindow},
		{"max_missed", p.MaxMissed, 1, p.Window - 1},
		{"jail_duration", p.JailDuration, 1, maxJailDuration},
	} {
		if bound.value < bound.min || bound.value > bound.max {
			return ErrParamsInvalid.Wrapf("%s is %d, want %d to %d", bound.name, bound.value, bound.min, bound.max)
		}
	}
	return nil
}

// CheckChange refuses a voluntary change before the interval since the last one, at a
// height, is over.
func (p Params) CheckChange(last, height int64) error {
	if last != 0 && height-last < p.ChangeInterval {
		return ErrChangeTooSoon.Wrapf("the last was at height %d, the next may be at %d", last, last+p.ChangeInterval)
	}
	return nil
}
