package types

const (
	day  int64 = 24 * 60 * 60
	year int64 = 365 * day

	// minHandoverLifetime lets a successor be told before its time is over.
	minHandoverLifetime int64 = 60
)

// DefaultParams of the registry.
func DefaultParams() Params {
	return Params{
		ProfileNotice:    7 * day,
		ReplacementDelay: 14 * day,
		HandoverLifetime: 14 * day,

		Quota:             DefaultQuota(),
		StateAllowance:    DefaultStateAllowance,
		MaxStateAllowance: DefaultMaxStateAllowance,
	}
}

// Validate refuses a parameter that is out of its bounds.
func (p Params) Validate() error {
	for _, bound := range []struct {
		name            string
		value, min, max int64
	}{
		{"profile_notice", p.ProfileNotice, 1, year},
		{"replacement_delay", p.ReplacementDelay, 1, year},
		{"handover_lifetime", p.HandoverLifetime, minHandoverLifetime, year},
	} {
		if bound.value < bound.min || bound.value > bound.max {
			return ErrParamsInvalid.Wrapf("%s is %d, want %d to %d", bound.name, bound.value, bound.min, bound.max)
		}
	}
	if err := p.Quota.Validate(); err != nil {
		return err
	}
	return p.checkStateAllowances()
}
