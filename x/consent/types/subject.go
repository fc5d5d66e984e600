package types

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/assent-ledger/assent/internal/permission"
	"github.com/assent-ledger/assent/internal/secp"
)

// This file is the state machine of a subject. Its functions are pure: they take
// a subject and a moment, in Unix seconds, and give another subject. What they
// refuse changes nothing.

// NewSubject enrols the subject whose id is the address of its key.
func NewSubject(id []byte, holder permission.Member, at int64) Subject {
	return Subject{
		Id:               id,
		HomeJurisdiction: holder.Jurisdiction,
		Holders:          []Holder{{Participant: holder.Participant, Since: at}},
		Keys:             []SubjectKey{{Address: id, Since: at}},
	}
}

// NewCustodialSubject enrols a subject without a key, under a keyed hash of its
// holder's.
func NewCustodialSubject(hash []byte, holder permission.Member, at int64) Subject {
	return Subject{
		Id:               CustodialID(holder.Participant, hash),
		HomeJurisdiction: holder.Jurisdiction,
		Holders:          []Holder{{Participant: holder.Participant, Since: at}},
	}
}

// Custodial says whether the subject has no key, so that its holder keeps it.
func (s Subject) Custodial() bool { return len(s.Keys) == 0 }

// Join enrols the subject with one more holder.
func (s Subject) Join(holder permission.Member, at int64) (Subject, error) {
	enrolled := func(h Holder) bool { return h.Participant == holder.Participant }
	switch {
	case s.Custodial():
		return Subject{}, ErrCustodial
	case slices.ContainsFunc(s.Holders, enrolled):
		return Subject{}, ErrSubjectEnrolled
	case s.HomeJurisdiction != holder.Jurisdiction:
		return Subject{}, ErrJurisdictionForeign
	case len(s.Holders) >= MaxHolders:
		return Subject{}, ErrTooManyHolders
	}
	s.Holders = append(slices.Clone(s.Holders), Holder{Participant: holder.Participant, Since: at})
	return s, nil
}

// CheckTurn says whether something that the subject signed comes in turn and in
// time. It does not look at the signature.
func (s Subject) CheckTurn(sequence uint64, deadline, at int64) error {
	if s.Custodial() {
		return ErrCustodial
	}
	if err := s.follows(sequence); err != nil {
		return err
	}
	return CheckDeadline(deadline, at)
}

func (s Subject) follows(sequence uint64) error {
	if sequence <= s.Sequence {
		return ErrSequenceTooLow.Wrapf("%d after %d", sequence, s.Sequence)
	}
	return nil
}

// CheckDeadline refuses a deadline that is reached at the moment, or is more
// than a day ahead of it.
func CheckDeadline(deadline, at int64) error {
	switch {
	case deadline <= at:
		return ErrDeadlinePassed
	case deadline > at+MaxAhead:
		return ErrDeadlineTooFar
	default:
		return nil
	}
}

// Verify says whether a key of the subject that is live at the moment signed the
// digest.
func (s Subject) Verify(digest [32]byte, signature []byte, at int64) error {
	if err := secp.CheckSignature(signature); err != nil {
		return ErrSignatureMalformed.Wrap(err.Error())
	}
	signer, err := secp.Recover(digest, signature)
	if err != nil {
		return ErrSignatureWrong.Wrap(err.Error())
	}
	for _, key := range s.Keys {
		if bytes.Equal(key.Address, signer[:]) && key.Since <= at && (key.Until == 0 || at < key.Until) {
			return nil
		}
	}
	return ErrSignatureWrong
}

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

// Give takes a directive as granted at the moment, and ends what it supersedes.
// A refusal of everything also ends an older one, which it says again. Limits of
// number do not apply to it; so that it cannot be used to fill the state, it is
// taken without being kept where the older one stands as the last thing said and
// the day's changes are used up.
func (s Subject) Give(d Directive, sequence uint64, at int64) (Subject, Change, error) {
	if err := s.follows(sequence); err != nil {
		return Subject{}, Change{}, err
	}
	if !d.Live(at) {
		return Subject{}, Change{}, ErrDirectiveExpired
	}
	if s.find(d.Id) >= 0 {
		return Subject{}, Change{}, ErrDirectiveExists
	}
	older := -1
	if d.RefusesEverything() {
		older = s.liveRefusal(at)
	}
	if older >= 0 && s.changesOn(at) >= MaxDayChanges && s.repeats(d, older, at) {
		s.Sequence = sequence
		return s, Change{Standing: s.Directives[older].Id}, nil
	}
	superseded := -1
	if len(d.Supersedes) > 0 {
		if superseded = s.find(d.Supersedes); superseded < 0 || !s.Directives[superseded].Live(at) {
			return Subject{}, Change{}, ErrSupersedes
		}
	}
	next := s.changed(sequence, at)
	next.end(superseded, DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, at)
	next.end(older, DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED, at)
	d.Source, d.GrantedAt = DirectiveSource_DIRECTIVE_SOURCE_SIGNED, at
	next.Directives = append(next.Directives, d)
	if err := next.withinLimits(d, at); err != nil {
		return Subject{}, Change{}, err
	}
	change := Change{Given: d.Id, Standing: d.Id, Ended: next.endedSince(s)}
	change.Archived = next.archive(at)
	return next, change, nil
}

// Withdraw ends a live directive at the moment. It counts as a change of the day
// but is not refused for there having been too many: it can only be as often as
// something was given. The exception is a refusal of everything, which is taken
// beyond every limit: else giving and withdrawing it in turn would fill the state.
func (s Subject) Withdraw(id []byte, sequence uint64, at int64) (Subject, Change, error) {
	if err := s.follows(sequence); err != nil {
		return Subject{}, Change{}, err
	}
	i := s.find(id)
	if i < 0 {
		return Subject{}, Change{}, ErrDirectiveUnknown
	}
	if !s.Directives[i].Live(at) {
		return Subject{}, Change{}, ErrDirectiveEnded
	}
	if s.Directives[i].RefusesEverything() && s.changesOn(at) >= MaxDayChanges {
		return Subject{}, Change{}, ErrTooManyChanges
	}
	next := s.changed(sequence, at)
	next.end(i, DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN, at)
	change := Change{Ended: [][]byte{id}}
	change.Archived = next.archive(at)
	return next, change, nil
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

// find is the index of a directive, or -1.
func (s Subject) find(id []byte) int {
	return slices.IndexFunc(s.Directives, func(d Directive) bool { return bytes.Equal(d.Id, id) })
}

// liveRefusal is the index of the live refusal of everything, or -1. There is
// never more than one.
func (s Subject) liveRefusal(at int64) int {
	return slices.IndexFunc(s.Directives, func(d Directive) bool { return d.Live(at) && d.RefusesEverything() })
}

// repeats says whether a refusal of everything would change nothing: it ends
// nothing but the older one, and nothing that is live was said after that.
func (s Subject) repeats(d Directive, older int, at int64) bool {
	said := s.Directives[older]
	if len(d.Supersedes) > 0 && !bytes.Equal(d.Supersedes, said.Id) {
		return false
	}
	return !slices.ContainsFunc(s.Directives, func(other Directive) bool {
		return other.Live(at) && other.GrantedAt > said.GrantedAt
	})
}

// changesOn is how many changes were made on the day of the moment.
func (s Subject) changesOn(at int64) uint32 {
	if s.Changes.Day != at/secondsPerDay {
		return 0
	}
	return s.Changes.Count
}

// changed is a copy with the next change counted, whose directives can be
// written to.
func (s Subject) changed(sequence uint64, at int64) Subject {
	s.Changes = DayCount{Day: at / secondsPerDay, Count: s.changesOn(at) + 1}
	s.Sequence = sequence
	s.Directives = slices.Clone(s.Directives)
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
// everything is neither refused nor counted.
func (s *Subject) withinLimits(given Directive, at int64) error {
	if given.RefusesEverything() {
		return nil
	}
	live, nodes := 0, 0
	for i := range s.Directives {
		if d := &s.Directives[i]; d.Live(at) && !d.RefusesEverything() {
			live++
			nodes += d.Provision.Nodes()
		}
	}
	switch {
	case live > MaxLive:
		return ErrTooManyDirectives
	case nodes > MaxLiveNodes:
		return ErrTooManyNodes
	case s.Changes.Count > MaxDayChanges:
		return ErrTooManyChanges
	default:
		return nil
	}
}

// archive takes out the directives that ended before the last MaxEnded ones, and
// notes the moment before which the subject no longer tells its whole history.
func (s *Subject) archive(at int64) []Directive {
	var ended []Directive
	for _, d := range s.Directives {
		if !d.Live(at) {
			ended = append(ended, d)
		}
	}
	if len(ended) <= MaxEnded {
		return nil
	}
	slices.SortStableFunc(ended, func(a, b Directive) int { return cmp.Compare(a.End(), b.End()) })
	out := ended[:len(ended)-MaxEnded]
	s.Directives = slices.DeleteFunc(s.Directives, func(d Directive) bool {
		return slices.ContainsFunc(out, func(o Directive) bool { return bytes.Equal(o.Id, d.Id) })
	})
	s.HistoryFrom = out[len(out)-1].End()
	return out
}
