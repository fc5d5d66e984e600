package types

import (
	"bytes"
	"cmp"
	"slices"
)

// Change is what came of something that the subject said.
type Change struct {
	// Given is the id of the directive that was given; nil if there is none.
	Given []byte
	// Standing is the id of the directive that says what was said: the one given,
	// or an older one that it repeats; nil for a withdrawal.
	Standing []byte
	// Ended are the ids of the directives that ended by it, in order of granting.
	Ended [][]byte
	// Archived are the directives that the subject no longer holds.
	Archived []Directive
}

// Give takes a directive that somebody signed for the subject as granted at the
// moment, and ends what it supersedes.
//
// A refusal of everything also ends an older one of the same source, which it says
// again. Limits of number do not apply to it; so that it cannot be used to fill
// the state, it is taken without being kept where the older one stands as the last
// thing said and the day's changes are used up.
func (s Subject) Give(d Directive, by Speaker, sequence uint64, at int64) (Subject, Change, error) {
	if err := s.follows(by, sequence); err != nil {
		return Subject{}, Change{}, err
	}
	if !d.Live(at) {
		return Subject{}, Change{}, ErrDirectiveExpired
	}
	d.Source, d.Representative = s.source(by)
	if by != Self {
		d.Id = RepresentedID(d.Id, d.Representative)
	}
	if s.find(d.Id) >= 0 {
		return Subject{}, Change{}, ErrDirectiveExists
	}
	if err := s.mayGive(&d, by, at); err != nil {
		return Subject{}, Change{}, err
	}
	superseded, err := s.superseded(&d, by, at)
	if err != nil {
		return Subject{}, Change{}, err
	}
	older := -1
	if d.RefusesEverything() {
		older = s.liveRefusal(d.Source, at)
	}
	if older >= 0 && s.changesOn(by, at) >= MaxDayChanges && s.repeats(superseded, older, at) {
		next := s.writable()
		next.speak(by, sequence)
		return next, Change{Standing: s.Directives[older].Id}, nil
	}
	d.GrantedAt = at
	if err := d.fits(); err != nil {
		return Subject{}, Change{}, err
	}
	next := s.changed(by, sequence, at)
	next.end(superseded, DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, at)
	next.end(older, DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, at)
	next.Directives = append(next.Directives, d)
	if err := next.withinLimits(&d, by, at); err != nil {
		return Subject{}, Change{}, err
	}
	return next.settle(s, &d, at)
}

// superseded is the index of the directive that another one is to replace, -1 if
// it names none.
func (s Subject) superseded(d *Directive, by Speaker, at int64) (int, error) {
	if len(d.Supersedes) == 0 {
		return -1, nil
	}
	i := s.find(d.Supersedes)
	if i < 0 || !s.Directives[i].Live(at) || s.mayEnd(&s.Directives[i], by) != nil {
		return 0, ErrSupersedes
	}
	return i, nil
}

// settle archives what no longer stays with the subject, and says what changed.
func (s Subject) settle(before Subject, given *Directive, at int64) (Subject, Change, error) {
	change := Change{Ended: s.endedSince(before)}
	if given != nil {
		change.Given, change.Standing = given.Id, given.Id
	}
	change.Archived = s.archive(at)
	return s, change, nil
}

// Withdraw ends a live directive at the moment, on the word of somebody who signed
// for the subject. It counts as a change of the day but is not refused for there
// having been too many: it can only be as often as something was given. The
// exception is a refusal of everything, which is taken beyond every limit: else
// giving and withdrawing it in turn would fill the state.
func (s Subject) Withdraw(id []byte, by Speaker, sequence uint64, at int64) (Subject, Change, error) {
	if err := s.follows(by, sequence); err != nil {
		return Subject{}, Change{}, err
	}
	i, err := s.live(id, at)
	if err != nil {
		return Subject{}, Change{}, err
	}
	if err := s.mayEnd(&s.Directives[i], by); err != nil {
		return Subject{}, Change{}, err
	}
	if s.Directives[i].RefusesEverything() && s.changesOn(by, at) >= MaxDayChanges {
		return Subject{}, Change{}, ErrTooManyChanges
	}
	next := s.changed(by, sequence, at)
	next.end(i, DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN, at)
	return next.settle(s, nil, at)
}

// live is the index of a directive that has not ended.
func (s Subject) live(id []byte, at int64) (int, error) {
	i := s.find(id)
	switch {
	case i < 0:
		return 0, ErrDirectiveUnknown
	case !s.Directives[i].Live(at):
		return 0, ErrDirectiveEnded
	default:
		return i, nil
	}
}

// Directive is one of those that are live or ended lately; false if it is not
// among them.
func (s Subject) Directive(id []byte) (Directive, bool) {
	i := s.find(id)
	if i < 0 {
		return Directive{}, false
	}
	return s.Directives[i], true
}

// Ended is a directive that a change ended: it stays with the subject, or was archived
// by that change.
func (s Subject) Ended(id []byte, change Change) (Directive, bool) {
	for _, d := range change.Archived {
		if bytes.Equal(d.Id, id) {
			return d, true
		}
	}
	return s.Directive(id)
}

// find is the index of a directive, or -1.
func (s Subject) find(id []byte) int {
	return slices.IndexFunc(s.Directives, func(d Directive) bool { return bytes.Equal(d.Id, id) })
}

// liveRefusal is the index of the live refusal of everything from a source, or -1.
// There is never more than one.
func (s Subject) liveRefusal(source DirectiveSource, at int64) int {
	return slices.IndexFunc(s.Directives, func(d Directive) bool {
		return d.Source == source && d.Live(at) && d.RefusesEverything()
	})
}

// repeats says whether a refusal of everything would change nothing that is decided: it
// supersedes nothing but a refusal of everything, and nothing else that is live was said after
// the older one. Refusals of another source do not count: else two voices that refuse in
// turn would fill the state.
func (s Subject) repeats(superseded, older int, at int64) bool {
	if superseded >= 0 && !s.Directives[superseded].RefusesEverything() {
		return false
	}
	said := s.Directives[older].GrantedAt
	return !slices.ContainsFunc(s.Directives, func(other Directive) bool {
		return other.Live(at) && other.GrantedAt > said && !other.RefusesEverything()
	})
}

// writable is a copy whose directives and representatives can be written to.
func (s Subject) writable() Subject {
	s.Directives = slices.Clone(s.Directives)
	s.Representatives = slices.Clone(s.Representatives)
	return s
}

// changed is a copy that can be written to, with the speaker's next change counted.
func (s Subject) changed(by Speaker, sequence uint64, at int64) Subject {
	count := DayCount{Day: at / secondsPerDay, Count: s.changesOn(by, at) + 1}
	s = s.writable()
	s.speak(by, sequence)
	if by == Self {
		s.Changes = count
	} else {
		s.Representatives[by].Changes = count
	}
	return s
}

// end ends a directive that has not ended; an index below 0 is none.
func (s *Subject) end(i int, as DirectiveEnding, at int64) {
	if i >= 0 && s.Directives[i].EndedAt == 0 {
		s.Directives[i].EndedAt, s.Directives[i].EndedAs = at, as
	}
}

// endedSince are the ids of directives that had not ended in the subject before.
func (s *Subject) endedSince(before Subject) [][]byte {
	var ids [][]byte
	for i, d := range before.Directives {
		if d.EndedAt == 0 && s.Directives[i].EndedAt != 0 {
			ids = append(ids, d.Id)
		}
	}
	return ids
}

// withinLimits looks at what is live after a directive was given. A refusal of
// everything is neither refused nor counted, and what holders attested has limits
// of its own.
func (s *Subject) withinLimits(given *Directive, by Speaker, at int64) error {
	if given.RefusesEverything() {
		return nil
	}
	live, nodes, bytes := 0, 0, 0
	for i := range s.Directives {
		if d := &s.Directives[i]; d.Live(at) && d.Source != DirectiveSource_DIRECTIVE_SOURCE_ATTESTED && !d.RefusesEverything() {
			live++
			nodes += d.Provision.Nodes()
			bytes += d.Size()
		}
	}
	switch {
	case live > MaxLive:
		return ErrTooManyDirectives
	case nodes > MaxLiveNodes:
		return ErrTooManyNodes
	case bytes > MaxLiveBytes:
		return ErrTooLarge.Wrapf("%d bytes in all that is live, want at most %d", bytes, MaxLiveBytes)
	case s.changesOn(by, at) > MaxDayChanges:
		return ErrTooManyChanges
	default:
		return nil
	}
}

// archive takes out the directives that ended before the last MaxEnded ones, or before
// those that fill MaxEndedBytes, and notes the moment before which the subject no longer
// tells its whole history.
func (s *Subject) archive(at int64) []Directive {
	var ended []Directive
	for _, d := range s.Directives {
		if !d.Live(at) {
			ended = append(ended, d)
		}
	}
	slices.SortStableFunc(ended, func(a, b Directive) int { return cmp.Compare(a.End(), b.End()) })
	out := ended[:len(ended)-staying(ended)]
	if len(out) == 0 {
		return nil
	}
	s.Directives = slices.DeleteFunc(s.Directives, func(d Directive) bool {
		return slices.ContainsFunc(out, func(o Directive) bool { return bytes.Equal(o.Id, d.Id) })
	})
	// What was invalidated from a past moment may have an end before that.
	s.HistoryFrom = max(s.HistoryFrom, out[len(out)-1].End())
	return out
}

// staying is how many of the directives that ended, oldest end first, stay with their
// subject: the last ones.
func staying(ended []Directive) int {
	room := MaxEndedBytes
	for n := range min(len(ended), MaxEnded) {
		if room -= ended[len(ended)-1-n].Size(); room < 0 {
			return n
		}
	}
	return min(len(ended), MaxEnded)
}
