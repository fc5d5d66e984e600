package types

// Bounds of the voting period, in seconds.
const (
	minVotingPeriod = 60
	maxVotingPeriod = 365 * 24 * 60 * 60
	// maxDenominator keeps a threshold readable, and its arithmetic small.
	maxDenominator = 1_000
)

// DefaultParams accept by two thirds of the members, within 14 days.
func DefaultParams() Params {
	return Params{ThresholdNumerator: 2, ThresholdDenominator: 3, VotingPeriod: 14 * 24 * 60 * 60}
}

// Validate refuses a threshold that is not above one half and at most all, and a
// voting period of less than a minute or more than a year.
func (p Params) Validate() error {
	n, d := p.ThresholdNumerator, p.ThresholdDenominator
	if d == 0 || d > maxDenominator || n > d || 2*uint64(n) <= uint64(d) {
		return ErrParamsInvalid.Wrapf("threshold %d/%d, want more than 1/2 and at most 1, with a denominator of at most %d", n, d, maxDenominator)
	}
	if p.VotingPeriod < minVotingPeriod || p.VotingPeriod > maxVotingPeriod {
		return ErrParamsInvalid.Wrapf("voting period of %d seconds, want %d to %d", p.VotingPeriod, minVotingPeriod, maxVotingPeriod)
	}
	return nil
}

// Needed is the number of yes votes that accepts a proposal on which so many
// members have a vote: the threshold's part of them, rounded up, at least one.
func (p Params) Needed(members int) int {
	d := int(p.ThresholdDenominator)
	return max(1, (members*int(p.ThresholdNumerator)+d-1)/d)
}
