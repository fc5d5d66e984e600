package types

const (
	day = 24 * 60 * 60

	maxChangeInterval   = 1_000_000
	maxRotationInterval = 10_000_000
	maxWindow           = 10_000
	maxJailDuration     = 365 * day
)

// DefaultParams let one validator change in 100 blocks and each take another key once
// in 1,000, keep four at least, so that one may fail, and jail for ten minutes who misses
// half of the last 1,000 blocks.
func DefaultParams() Params {
	return Params{
		ChangeInterval: 100, RotationInterval: 1_000, MinValidators: 4, Power: MinPower,
		Window: 1_000, MaxMissed: 500, JailDuration: 600,
	}
}

// Validate checks the bounds: an interval of 1 to 1,000,000 blocks between changes and
// of no less to 10,000,000 between rotations of one validator, 1 to 64 validators, a
// power, a window of 2 to 10,000 blocks of which at least 1 and not all may be missed, and
// a jail of 1 second to 365 days.
func (p Params) Validate() error {
	if err := checkPower(p.Power); err != nil {
		return ErrParamsInvalid.Wrap(err.Error())
	}
	for _, bound := range []struct {
		name            string
		value, min, max int64
	}{
		{"change_interval", p.ChangeInterval, 1, maxChangeInterval},
		{"rotation_interval", p.RotationInterval, p.ChangeInterval, maxRotationInterval},
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
	if next := after(last, p.ChangeInterval, height); height < next {
		return ErrChangeTooSoon.Wrapf("the last was at height %d, the next may be at %d", last, next)
	}
	return nil
}

// CheckRotation refuses a validator another key before the interval since it last took
// one is over, so that nobody spends everybody's changes on keys.
func (p Params) CheckRotation(v Validator, height int64) error {
	if next := after(v.RotatedHeight, p.RotationInterval, height); height < next {
		return ErrRotationTooSoon.Wrapf("%s rotated at height %d, and may again at %d", v.Participant, v.RotatedHeight, next)
	}
	return nil
}

// after is the height at which an interval ends that began at a height; 0 if it never
// began, or in a height that is still to come: that was one of the chain from which the
// state was imported.
func after(begun, interval, height int64) int64 {
	if begun == 0 || begun > height {
		return 0
	}
	return begun + interval
}
