package types

const (
	hour = 60 * 60
	day  = 24 * hour
	year = 365 * day
)

// DefaultParams has a lag of 24 hours, a checkpoint every hour, 72 hours to justify an
// emergency, 30 days to review it, 30 to answer a dispute and 90 to resolve it.
func DefaultParams() Params {
	return Params{
		Lag: day, CheckpointInterval: hour,
		JustifyWithin: 3 * day, ReviewWithin: 30 * day, AnswerWithin: 30 * day, ResolveWithin: 90 * day,
	}
}

// Validate checks the bounds: a lag of 1 hour to 30 days, an interval of 1 minute to 1 day,
// deadlines of 1 minute to 1 year, and that a dispute is to be resolved no earlier than it
// is to be answered.
func (p Params) Validate() error {
	for _, bound := range []struct {
		name            string
		value           int64
		least, greatest int64
	}{
		{"lag", p.Lag, hour, 30 * day},
		{"checkpoint_interval", p.CheckpointInterval, 60, day},
		{"justify_within", p.JustifyWithin, 60, year},
		{"review_within", p.ReviewWithin, 60, year},
		{"answer_within", p.AnswerWithin, 60, year},
		{"resolve_within", p.ResolveWithin, 60, year},
	} {
		if bound.value < bound.least || bound.value > bound.greatest {
			return ErrParamsInvalid.Wrapf("%s of %d seconds, want %d to %d", bound.name, bound.value, bound.least, bound.greatest)
		}
	}
	if p.ResolveWithin < p.AnswerWithin {
		return ErrParamsInvalid.Wrapf("resolve_within of %d seconds is less than answer_within of %d", p.ResolveWithin, p.AnswerWithin)
	}
	return nil
}
