package types

import (
	"bytes"
	"slices"
)

// Rotate gives the subject's voice from the key that speaks to another one.
func (s Subject) Rotate(newKey []byte, sequence uint64, at int64) (Subject, error) {
	if err := s.follows(Self, sequence); err != nil {
		return Subject{}, err
	}
	if s.ReplacementPending(at) {
		return Subject{}, ErrReplacementPending
	}
	if s.changesOn(Self, at) >= MaxDayChanges {
		return Subject{}, ErrTooManyChanges
	}
	if err := s.mayHave(newKey, at); err != nil {
		return Subject{}, err
	}
	return s.changed(Self, sequence, at).handedTo(newKey, at), nil
}

// mayHave refuses a key that the subject had before, or that is a representative's.
func (s Subject) mayHave(newKey []byte, at int64) error {
	switch {
	case len(s.Keys) >= MaxKeys:
		return ErrTooManyKeys
	case bytes.Equal(newKey, s.Id),
		slices.ContainsFunc(s.Keys, func(k SubjectKey) bool { return bytes.Equal(k.Address, newKey) }),
		s.representative(newKey, at) >= 0:
		return ErrKeyUsed
	default:
		return nil
	}
}

// handedTo ends the keys that speak and lets a new one speak from the moment on.
func (s Subject) handedTo(newKey []byte, at int64) Subject {
	s.Keys = slices.Clone(s.Keys)
	for i := range s.Keys {
		if s.Keys[i].Until == 0 {
			s.Keys[i].Until = at
		}
	}
	s.Keys = append(s.Keys, SubjectKey{Address: newKey, Since: at})
	return s
}

// Replace begins to replace the subject's key: the new one speaks after the delay,
// in seconds, unless the old one objects. After an objection a holder has to confirm
// what the authority begins again. A replacement that was begun is begun anew.
func (s Subject) Replace(newKey []byte, delay, at int64) (Subject, error) {
	if err := s.mayHave(newKey, at); err != nil {
		return Subject{}, err
	}
	s.Replacement = &KeyReplacement{NewKey: newKey, OpensAt: at + delay, Contested: s.Replacement != nil && s.Replacement.Contested}
	return s, nil
}

// Object ends a replacement on the word of the key that would be replaced. It is
// heard once: then a holder stands by the authority, or nothing comes of it.
func (s Subject) Object(newKey []byte, sequence uint64, at int64) (Subject, error) {
	if err := s.follows(Self, sequence); err != nil {
		return Subject{}, err
	}
	if !s.ReplacementPending(at) || !bytes.Equal(s.Replacement.NewKey, newKey) {
		return Subject{}, ErrReplacementUnknown
	}
	if s.Replacement.Contested {
		return Subject{}, ErrObjectedBefore
	}
	s.Sequence = sequence
	s.Replacement = &KeyReplacement{Contested: true}
	return s, nil
}

// Confirm is a holder's word for a replacement that was objected to once.
func (s Subject) Confirm(newKey []byte, holder string, at int64) (Subject, error) {
	switch {
	case !s.HeldBy(holder):
		return Subject{}, ErrSubjectUnknown
	case !s.ReplacementPending(at) || !bytes.Equal(s.Replacement.NewKey, newKey):
		return Subject{}, ErrReplacementUnknown
	case !s.Replacement.Contested || s.Replacement.ConfirmedAt != 0:
		return Subject{}, ErrReplacementConfirmed
	}
	replacement := *s.Replacement
	replacement.ConfirmedAt, replacement.ConfirmedBy = at, holder
	s.Replacement = &replacement
	return s, nil
}

// ReplacementPending says whether a replacement has begun that has not taken effect
// at a moment.
func (s Subject) ReplacementPending(at int64) bool {
	if s.Replacement == nil || len(s.Replacement.NewKey) == 0 {
		return false
	}
	_, due := s.Replacement.effective(at)
	return !due
}

// effective is the moment at which the new key speaks, if that has come.
func (r *KeyReplacement) effective(at int64) (since int64, due bool) {
	if r.Contested && r.ConfirmedAt == 0 {
		return 0, false
	}
	since = max(r.OpensAt, r.ConfirmedAt)
	return since, since <= at
}

// Current is the subject at a moment: a replacement whose time has come is a change
// of key. Nothing happens at that time; whoever reads the subject afterwards does it.
func (s Subject) Current(at int64) Subject {
	if s.Replacement == nil || len(s.Replacement.NewKey) == 0 {
		return s
	}
	since, due := s.Replacement.effective(at)
	if !due {
		return s
	}
	newKey := s.Replacement.NewKey
	s.Replacement = nil
	return s.handedTo(newKey, since)
}
