package types

const (
	day                    = 24 * 60 * 60
	defaultReplacementWait = 14 * day
	minReplacementWait     = 60
	maxReplacementWait     = 365 * day
)

// DefaultParams give the key of a subject 14 days to object to its replacement.
func DefaultParams() Params { return Params{ReplacementDelay: defaultReplacementWait} }

// Validate checks the bounds: a delay of 1 minute to 365 days.
func (p Params) Validate() error {
	if p.ReplacementDelay < minReplacementWait || p.ReplacementDelay > maxReplacementWait {
		return ErrParamsInvalid.Wrapf("replacement_delay is %d seconds, want %d to %d", p.ReplacementDelay, minReplacementWait, maxReplacementWait)
	}
	return nil
}
