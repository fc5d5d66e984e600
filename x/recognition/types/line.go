package types

import "slices"

// NewLine is the line that begins when all parties have certified a first version.
func NewLine(a Agreement) Line {
	return Line{Id: a.Line, Versions: []LineVersion{{Agreement: a.Id, BeginsAt: a.BeginsAt()}}}
}

// Newest is the id of the version that was certified last.
func (l Line) Newest() string {
	if len(l.Versions) == 0 {
		return ""
	}
	return l.Versions[len(l.Versions)-1].Agreement
}

// Has reports whether a version was certified in the line.
func (l Line) Has(id string) bool {
	return slices.ContainsFunc(l.Versions, func(v LineVersion) bool { return v.Agreement == id })
}

// Extend is the line with one more version, which all have certified.
func (l Line) Extend(a Agreement) Line {
	l.Versions = append(slices.Clip(l.Versions), LineVersion{Agreement: a.Id, BeginsAt: a.BeginsAt()})
	return l
}

// CheckAmendable refuses to amend anything but the newest version, what has ended at a
// moment, in Unix seconds, and a line without room for another version.
func (l Line) CheckAmendable(amended Agreement, at int64) error {
	switch {
	case l.Newest() != amended.Id:
		return ErrNotNewest.Wrapf("%s, that is %s", amended.Id, l.Newest())
	case len(l.Versions) >= MaxVersions:
		return ErrVersionsFull.Wrapf("%s has %d", l.Id, MaxVersions)
	default:
		return l.checkAlive(amended, at)
	}
}

// Suspend is the line after a party of the newest version has stopped, from a moment
// on, in Unix seconds, every rule that touches it. There is always room for it.
func (l Line) Suspend(newest Agreement, party string, at int64) (Line, error) {
	if err := l.checkAct(newest, party, at); err != nil {
		return Line{}, err
	}
	if _, open := l.suspension(party); open {
		return Line{}, ErrSuspendedAlready.Wrapf("%s by %s", l.Id, party)
	}
	l.Suspensions = append(slices.Clip(l.Suspensions), Suspension{Party: party, Since: at})
	return l, nil
}

// Resume is the line after a party has ended its own suspension. It is refused where
// there would be no room for the party's next one.
func (l Line) Resume(newest Agreement, party string, at int64) (Line, error) {
	if err := l.checkAct(newest, party, at); err != nil {
		return Line{}, err
	}
	i, open := l.suspension(party)
	if !open {
		return Line{}, ErrNotSuspended.Wrapf("%s by %s", l.Id, party)
	}
	if l.suspensionsOf(party) >= MaxSuspensions {
		return Line{}, ErrSuspensionsFull.Wrapf("%s has suspended %s %d times", party, l.Id, MaxSuspensions)
	}
	l.Suspensions = slices.Clone(l.Suspensions)
	l.Suspensions[i].Until = at
	return l, nil
}

// GiveNotice is the line after a party has given notice at a moment, in Unix seconds.
// The period is that of the given version, which is the one in force.
func (l Line) GiveNotice(newest, governing Agreement, party string, at int64) (Line, error) {
	if err := l.checkAct(newest, party, at); err != nil {
		return Line{}, err
	}
	if l.Notice != nil {
		return Line{}, ErrNoticeGiven.Wrapf("%s by %s, ends at %d", l.Id, l.Notice.Party, l.Notice.EndsAt)
	}
	l.Notice = &Notice{Party: party, GivenAt: at, EndsAt: at + governing.NoticePeriod}
	return l, nil
}

// Governing is the id of the version whose terms hold at a moment, in Unix seconds:
// the last certified one that has begun, or the newest where none has.
func (l Line) Governing(at int64) string {
	for _, v := range slices.Backward(l.Versions) {
		if v.BeginsAt <= at {
			return v.Agreement
		}
	}
	return l.Newest()
}

// SuspendedBy names the parties that suspend at a moment, in Unix seconds, ascending.
func (l Line) SuspendedBy(at int64) []string {
	var parties []string
	for _, s := range l.Suspensions {
		if s.holds(at) {
			parties = append(parties, s.Party)
		}
	}
	return slices.Sorted(slices.Values(parties))
}

// EndOf is the moment at which a version of the line ends before its validity does, in
// Unix seconds: by the notice, or because a later version begins. False if by neither.
func (l Line) EndOf(id string) (int64, bool) {
	var (
		end   int64
		ends  = l.Notice != nil
		later bool
	)
	if ends {
		end = l.Notice.EndsAt
	}
	for _, v := range l.Versions {
		if later && (!ends || v.BeginsAt < end) {
			end, ends = v.BeginsAt, true
		}
		later = later || v.Agreement == id
	}
	return end, ends
}

// StatusAt is the status of a certified version of the line at a moment, in Unix
// seconds. What came after that moment has no part in it.
func (l Line) StatusAt(a Agreement, at int64) AgreementStatus {
	status := a.StatusAt(at)
	end, ends := l.EndOf(a.Id)
	switch {
	case at < a.CertifiedAt():
		return status
	case ends && end <= at && !a.ended(end):
		return AgreementStatus_AGREEMENT_STATUS_TERMINATED
	case status == AgreementStatus_AGREEMENT_STATUS_IN_FORCE && l.stopsAll(a, at):
		return AgreementStatus_AGREEMENT_STATUS_SUSPENDED
	default:
		return status
	}
}

// stopsAll reports whether every rule touches a party that suspends at a moment.
func (l Line) stopsAll(a Agreement, at int64) bool {
	by := l.SuspendedBy(at)
	for i := range a.Rules {
		if !slices.Contains(by, a.Rules[i].From) && !slices.Contains(by, a.Rules[i].To) {
			return false
		}
	}
	return true
}

// checkAct refuses who is no party of the newest version, and what has ended.
func (l Line) checkAct(newest Agreement, party string, at int64) error {
	if !slices.Contains(newest.Parties, party) {
		return ErrSenderNotParty.Wrapf("%s of %s", party, newest.Id)
	}
	return l.checkAlive(newest, at)
}

// checkAlive refuses a line that has ended: by the newest version's expiry or by notice.
func (l Line) checkAlive(newest Agreement, at int64) error {
	switch {
	case newest.ended(at):
		return ErrAgreementEnded.Wrapf("%s expired at %d", newest.Id, newest.NotAfter)
	case l.Notice != nil && l.Notice.EndsAt <= at:
		return ErrAgreementEnded.Wrapf("%s at %d, by the notice of %s", l.Id, l.Notice.EndsAt, l.Notice.Party)
	default:
		return nil
	}
}

// suspension is the place of a party's suspension that it has not ended.
func (l Line) suspension(party string) (int, bool) {
	i := slices.IndexFunc(l.Suspensions, func(s Suspension) bool { return s.Party == party && s.Until == 0 })
	return i, i >= 0
}

func (l Line) suspensionsOf(party string) int {
	n := 0
	for i := range l.Suspensions {
		if l.Suspensions[i].Party == party {
			n++
		}
	}
	return n
}

// holds reports whether a moment lies in the suspension. One that began and ended
// within a second holds at none.
func (s Suspension) holds(at int64) bool { return s.Since <= at && (s.Until == 0 || at < s.Until) }
