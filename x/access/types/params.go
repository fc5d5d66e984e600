package types

const (
	minLag     = 60 * 60
	defaultLag = 24 * minLag
	maxLag     = 30 * defaultLag
)

// DefaultParams has a lag of 24 hours.
func DefaultParams() Params { return Params{Lag: defaultLag} }

// Validate checks the bounds: a lag of 1 hour to 30 days.
func (p Params) Validate() error {
	if p.Lag < minLag || p.Lag > maxLag {
		return ErrParamsInvalid.Wrapf("lag of %d seconds, want %d to %d", p.Lag, minLag, maxLag)
	}
	return nil
}
