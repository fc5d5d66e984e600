package types

import (
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/pkg/policy"
)

// Compact is the participant within its bounds, with the page for the archive
// that takes what went beyond them, or nil. Only what says nothing of the given
// moment, in Unix seconds, or of later ones is archived; p stays as it was.
func (p Participant) Compact(at int64) (Participant, *ParticipantArchivePage) {
	page := ParticipantArchivePage{Participant: p.Id, Number: p.ArchivePages}
	if n := len(p.History); n > MaxHistory {
		page.History, p.History = p.History[:n-historyPage], slices.Clone(p.History[n-historyPage:])
		p.HistoryFrom = max(p.HistoryFrom, p.History[0].Since)
	}
	if n := len(p.Roles); n > MaxRoleGrants {
		page.Roles, p.Roles = takeEnded(p.Roles, max(n-MaxRoleGrants, rolePage), at)
		p.HistoryFrom = max(p.HistoryFrom, lastEnd(page.Roles))
	}
	if n := p.ended(at); n > MaxEndedAccreditations {
		page.Accreditations, p.Accreditations = takeEnded(p.Accreditations, n-accreditationsKept, at)
		p.HistoryFrom = max(p.HistoryFrom, lastEnd(page.Accreditations))
	}
	if len(page.History) == 0 && len(page.Roles) == 0 && len(page.Accreditations) == 0 {
		return p, nil
	}
	p.ArchivePages++
	return p, &page
}

// ended is the number of accreditations that have ended at a moment.
func (p Participant) ended(at int64) int {
	n := 0
	for i := range p.Accreditations {
		if p.Accreditations[i].Ended(at) {
			n++
		}
	}
	return n
}

// ending is what holds for a time.
type ending interface {
	Ended(at int64) bool
	End() int64
}

// End is the moment, in Unix seconds, from which the role is not held; 0 if there
// is none.
func (g RoleGrant) End() int64 { return g.Until }

// takeEnded parts a list into those that ended first, at most n of those that have
// ended at a moment, in that order, and the rest in the order of the list.
func takeEnded[E ending](list []E, n int, at int64) (taken, rest []E) {
	order := make([]int, 0, len(list))
	for i := range list {
		if list[i].Ended(at) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(list[a].End(), list[b].End()) })
	order = order[:min(n, len(order))]
	away := make([]bool, len(list))
	for _, i := range order {
		taken = append(taken, list[i])
		away[i] = true
	}
	for i := range list {
		if !away[i] {
			rest = append(rest, list[i])
		}
	}
	return taken, rest
}

// lastEnd of a list in order of ends.
func lastEnd[E ending](list []E) int64 {
	if len(list) == 0 {
		return 0
	}
	return list[len(list)-1].End()
}

// Recall is the participant with the newest page of its archive back, and with
// the moment from which that is complete, as of a moment now that is not before
// the last change, in Unix seconds. It is for reading: it may be beyond the bounds
// of what is stored.
func (p Participant) Recall(page ParticipantArchivePage, now int64) Participant {
	p.History = slices.Concat(page.History, p.History)
	p.Roles = slices.Concat(page.Roles, p.Roles)
	p.Accreditations = slices.Concat(page.Accreditations, p.Accreditations)
	p.ArchivePages = page.Number
	from := int64(0)
	if page.Number > 0 {
		from = max(p.History[0].Since, firstEnd(p.Roles, now), firstEnd(p.Accreditations, now))
	}
	p.HistoryFrom = min(p.HistoryFrom, from)
	return p
}

// firstEnd is the earliest end of what has ended at a moment, or 0 if nothing has.
// What is archived of a list ended no later: the oldest goes first, and some of
// what has ended always stays.
func firstEnd[E ending](list []E, now int64) int64 {
	first := int64(0)
	for i := range list {
		if list[i].Ended(now) {
			first = earlier(first, list[i].End())
		}
	}
	return first
}

// Validate checks all that can be said of a page alone.
func (p ParticipantArchivePage) Validate() error {
	if err := CheckParticipantID(p.Participant); err != nil {
		return err
	}
	if len(p.History) == 0 && len(p.Roles) == 0 && len(p.Accreditations) == 0 {
		return ErrParticipantInvalid.Wrapf("%s: archive page %d is empty", p.Participant, p.Number)
	}
	if len(p.History) > 0 {
		if err := checkHistory(p.policyHistory()); err != nil {
			return ErrParticipantInvalid.Wrapf("%s: archive page %d: %s", p.Participant, p.Number, err)
		}
	}
	if len(p.Roles) > MaxRoleGrants || len(p.Accreditations) > MaxLiveAccreditations+MaxEndedAccreditations {
		return ErrParticipantInvalid.Wrapf("%s: archive page %d is too long", p.Participant, p.Number)
	}
	for i := range p.Roles {
		if err := p.Roles[i].check(); err != nil {
			return ErrParticipantInvalid.Wrapf("%s: archive page %d: role %d: %s", p.Participant, p.Number, i, err)
		}
	}
	for i := range p.Accreditations {
		if err := p.Accreditations[i].Validate(); err != nil {
			return err
		}
	}
	if !inOrderOfEnd(p.Roles) || !inOrderOfEnd(p.Accreditations) {
		return ErrParticipantInvalid.Wrapf("%s: archive page %d: not in order of what ended first", p.Participant, p.Number)
	}
	return nil
}

// inOrderOfEnd reports whether all that a list holds ends, the first first.
func inOrderOfEnd[E ending](list []E) bool {
	last := int64(1)
	for i := range list {
		if list[i].End() < last {
			return false
		}
		last = list[i].End()
	}
	return true
}

func (p ParticipantArchivePage) policyHistory() policy.History {
	return Participant{History: p.History}.policyHistory()
}

// checkArchive refuses pages, all of the participant's archive in order, that do
// not fit before what it holds itself.
func (p Participant) checkArchive(pages []ParticipantArchivePage) error {
	if len(pages) != int(p.ArchivePages) {
		return ErrGenesisInvalid.Wrapf("participant %s: %d archive pages, want %d", p.Id, len(pages), p.ArchivePages)
	}
	from, history := int64(0), p.History[0].Since
	for i, page := range slices.Backward(pages) {
		if page.Number != uint32(i) {
			return ErrGenesisInvalid.Wrapf("participant %s: archive page %d has the number %d", p.Id, i, page.Number)
		}
		from = max(from, lastEnd(page.Roles), lastEnd(page.Accreditations))
		n := len(page.History)
		if n == 0 {
			continue
		}
		from = max(from, history)
		if page.History[n-1].Since > history {
			return ErrGenesisInvalid.Wrapf("participant %s: archive page %d: history goes back after it", p.Id, i)
		}
		history = page.History[0].Since
	}
	if from != p.HistoryFrom {
		return ErrGenesisInvalid.Wrapf("participant %s: history from %d, its archive says %d", p.Id, p.HistoryFrom, from)
	}
	return nil
}
