package types

import "math"

// Bounds of what a participant may occupy, in bytes.
const (
	// DefaultStateAllowance of a participant: some 200,000 patients with a
	// directive each.
	DefaultStateAllowance = 256 << 20
	// DefaultMaxStateAllowance is the most that an authority may allow one.
	DefaultMaxStateAllowance = 64 << 30

	minStateAllowance = 1 << 20
	maxStateAllowance = 1 << 50
)

func (p Params) checkStateAllowances() error {
	if p.StateAllowance < minStateAllowance || p.StateAllowance > p.MaxStateAllowance {
		return ErrParamsInvalid.Wrapf("state_allowance is %d, want %d to max_state_allowance %d",
			p.StateAllowance, minStateAllowance, p.MaxStateAllowance)
	}
	if p.MaxStateAllowance > maxStateAllowance {
		return ErrParamsInvalid.Wrapf("max_state_allowance is %d, want at most %d", p.MaxStateAllowance, uint64(maxStateAllowance))
	}
	return nil
}

// Allowance is the state, in bytes, that the payer may occupy: what its authority
// said, within the parameter's bound of today, or the parameter's.
func (u Usage) Allowance(p Params) uint64 {
	if u.StateAllowance == 0 {
		return p.StateAllowance
	}
	return min(u.StateAllowance, p.MaxStateAllowance)
}

// Room is the state, in bytes, that the payer may occupy still.
func (u Usage) Room(p Params) uint64 {
	allowance := u.Allowance(p)
	if u.State >= allowance {
		return 0
	}
	return allowance - u.State
}

// Occupy is the usage with more state, or ErrStateAllowanceExhausted if there is
// no room for it.
func (u Usage) Occupy(p Params, bytes uint64) (Usage, error) {
	if room := u.Room(p); bytes > room {
		return Usage{}, ErrStateAllowanceExhausted.Wrapf("%s may occupy %d bytes more, this needs %d: its authority can raise the allowance",
			u.Payer, room, bytes)
	}
	return u.OccupyAnyway(bytes), nil
}

// OccupyAnyway is the usage with more state, whether there is room for it or not.
// It is for what must always be accepted.
func (u Usage) OccupyAnyway(bytes uint64) Usage {
	if bytes > math.MaxUint64-u.State {
		bytes = math.MaxUint64 - u.State
	}
	u.State += bytes
	return u
}

// Allow is the usage with another allowance, in bytes; 0 is the parameter's. It may
// be less than what is occupied: then nothing more is accepted.
func (u Usage) Allow(p Params, allowance uint64) (Usage, error) {
	if allowance > p.MaxStateAllowance {
		return Usage{}, ErrUsageInvalid.Wrapf("state allowance of %d bytes for %s, at most %d", allowance, u.Payer, p.MaxStateAllowance)
	}
	u.StateAllowance = allowance
	return u, nil
}
