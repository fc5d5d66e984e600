package types

import "time"

// latestEnd is the last moment at which a permit that was issued at a moment may end,
// in Unix seconds: ten calendar years (UTC) after its not_before or its issue, whichever
// comes first. The issue counts too, since from then on later objections may not reach
// it: a permit for a far future would be deaf to them for longer than it is good for.
func (p *Permit) latestEnd(issued int64) int64 {
	from := issued
	if p.NotBefore != 0 {
		from = min(from, p.NotBefore)
	}
	return time.Unix(from, 0).UTC().AddDate(MaxYears, 0, 0).Unix()
}

// checkDuration refuses a permit, issued at a moment, that would end too late.
func (p *Permit) checkDuration(issued int64) error {
	if latest := p.latestEnd(issued); p.NotAfter > latest {
		return ErrValidityTooLong.Wrapf("not after %d, at most %d: %d years", p.NotAfter, latest, MaxYears)
	}
	return nil
}

// expired reports whether the validity has ended at a moment.
func (p *Permit) expired(at int64) bool { return at >= p.NotAfter }
