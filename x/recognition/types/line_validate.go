package types

import "slices"

// validate checks a line with the certified agreements that it names, in its order.
func (l Line) validate(versions []Agreement) error {
	for i, a := range versions {
		switch {
		case a.Line != l.Id || int(a.Version) != i+1:
			return ErrLineInvalid.Wrapf("%s is version %d of %s, not %d of %s", a.Id, a.Version, a.Line, i+1, l.Id)
		case l.Versions[i].BeginsAt != a.BeginsAt():
			return ErrLineInvalid.Wrapf("%s begins at %d, not %d", a.Id, a.BeginsAt(), l.Versions[i].BeginsAt)
		case i > 0 && a.Amends != versions[i-1].Id:
			return ErrLineInvalid.Wrapf("%s does not amend %s", a.Id, versions[i-1].Id)
		case i > 0 && versions[i-1].ended(a.CertifiedAt()):
			return ErrLineInvalid.Wrapf("%s was certified after the end of %s", a.Id, versions[i-1].Id)
		case l.Notice != nil && a.CertifiedAt() >= l.Notice.EndsAt && a.CertifiedAt() > l.Notice.GivenAt:
			return ErrLineInvalid.Wrapf("%s was certified after the notice had run out", a.Id)
		}
	}
	if err := l.validateNotice(versions); err != nil {
		return err
	}
	return l.validateSuspensions(versions)
}

func (l Line) validateNotice(versions []Agreement) error {
	if l.Notice == nil {
		return nil
	}
	n := *l.Notice
	if err := l.checkActor(versions, n.Party, n.GivenAt); err != nil {
		return err
	}
	period := n.EndsAt - n.GivenAt
	if !slices.ContainsFunc(versions, func(a Agreement) bool { return a.NoticePeriod == period && a.CertifiedAt() <= n.GivenAt }) {
		return ErrLineInvalid.Wrapf("%s: notice of %d seconds, which no version has", l.Id, period)
	}
	return nil
}

// validateSuspensions plays the suspensions again: each has its turn before the
// party's next one, none lies outside the life of the line.
func (l Line) validateSuspensions(versions []Agreement) error {
	for i, s := range l.Suspensions {
		if i > 0 && s.Since < l.Suspensions[i-1].Since {
			return ErrLineInvalid.Wrapf("%s: suspension %d goes back in time", l.Id, i)
		}
		if s.Until != 0 && s.Until < s.Since {
			return ErrLineInvalid.Wrapf("%s: suspension %d ends before it begins", l.Id, i)
		}
		for _, at := range []int64{s.Since, s.Until} {
			if at == 0 {
				continue
			}
			if err := l.checkActor(versions, s.Party, at); err != nil {
				return err
			}
			if l.Notice != nil && at >= l.Notice.EndsAt && at > l.Notice.GivenAt {
				return ErrLineInvalid.Wrapf("%s: suspension %d lies after the notice had run out", l.Id, i)
			}
		}
		earlier := Line{Suspensions: l.Suspensions[:i]}
		n := earlier.suspensionsOf(s.Party)
		switch {
		case n >= MaxSuspensions:
			return ErrSuspensionsFull.Wrapf("%s by %s", l.Id, s.Party)
		case n == MaxSuspensions-1 && s.Until != 0:
			return ErrLineInvalid.Wrapf("%s: the last suspension by %s has ended", l.Id, s.Party)
		case slices.ContainsFunc(earlier.Suspensions, func(e Suspension) bool {
			return e.Party == s.Party && (e.Until == 0 || e.Until > s.Since)
		}):
			return ErrLineInvalid.Wrapf("%s: suspension %d by %s begins within another", l.Id, i, s.Party)
		}
	}
	return nil
}

// checkActor refuses an act of who was no party at that moment, in Unix seconds, or
// when all that was certified had expired.
func (l Line) checkActor(versions []Agreement, party string, at int64) error {
	for i := range versions {
		a := &versions[i]
		// Whoever was a party stays one: versions only add parties.
		if slices.Contains(a.Parties, party) && a.CertifiedAt() <= at && !a.ended(at) {
			return nil
		}
	}
	return ErrLineInvalid.Wrapf("%s: %s was no party of it at %d", l.Id, party, at)
}
