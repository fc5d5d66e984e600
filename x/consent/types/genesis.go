package types

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"

	"github.com/assent-ledger/assent/pkg/directive"
)

// DefaultGenesis has no subjects.
func DefaultGenesis() *GenesisState { return &GenesisState{} }

// Validate refuses every state that the messages could not have made, as far as
// the state can tell. It is the invariant of the module as well: what is
// exported passes.
func (gs *GenesisState) Validate() error {
	for i := range gs.Subjects {
		s := &gs.Subjects[i]
		if i > 0 && bytes.Compare(gs.Subjects[i-1].Id, s.Id) >= 0 {
			return errors.New("subjects: sort them by id and name each once")
		}
		if err := s.Validate(); err != nil {
			return fmt.Errorf("subject %s: %w", SubjectID(s.Id), err)
		}
	}
	return gs.validateArchive()
}

// validateArchive walks subjects and archive side by side: both are in order of
// subject, and the last entry of a subject says from when its history is whole.
func (gs *GenesisState) validateArchive() error {
	rest := gs.Archive
	for i := range gs.Subjects {
		s := &gs.Subjects[i]
		latest := int64(0)
		for ; len(rest) > 0 && bytes.Equal(rest[0].Subject, s.Id); rest = rest[1:] {
			if err := s.validateArchived(&rest[0].Directive); err != nil {
				return fmt.Errorf("archive of %s: %w", SubjectID(s.Id), err)
			}
			if len(rest) > 1 && compareArchived(&rest[0], &rest[1]) >= 0 {
				return errors.New("archive: sort it by subject, end and id")
			}
			latest = rest[0].Directive.End()
		}
		if latest != s.HistoryFrom {
			return fmt.Errorf("subject %s: history_from is %d, the archive ends at %d", SubjectID(s.Id), s.HistoryFrom, latest)
		}
	}
	if len(rest) > 0 {
		return errors.New("archive: sort it by subject, and keep it for enrolled subjects only")
	}
	return nil
}

func compareArchived(a, b *ArchivedDirective) int {
	return cmp.Or(
		bytes.Compare(a.Subject, b.Subject),
		cmp.Compare(a.Directive.End(), b.Directive.End()),
		bytes.Compare(a.Directive.Id, b.Directive.Id),
	)
}

func (s *Subject) validateArchived(d *Directive) error {
	if d.End() == 0 {
		return errors.New("a directive without an end is not archived")
	}
	if s.find(d.Id) >= 0 {
		return fmt.Errorf("directive %s stands with the subject too", DirectiveID(d.Id))
	}
	return d.validate(s.Id)
}

// Validate refuses a subject that the messages could not have made.
func (s *Subject) Validate() error {
	id, err := address(s.Id)
	if err != nil {
		return err
	}
	if err := s.validateHolders(id); err != nil {
		return err
	}
	if err := s.validateKeys(); err != nil {
		return err
	}
	if s.Custodial() && (s.Sequence != 0 || len(s.Directives) != 0 || s.HistoryFrom != 0) {
		return errors.New("a subject in custody has signed nothing")
	}
	return s.validateDirectives()
}

func (s *Subject) validateHolders(id [SubjectIDLength]byte) error {
	if len(s.Holders) == 0 || len(s.Holders) > MaxHolders {
		return fmt.Errorf("%d holders: a subject has 1 to %d", len(s.Holders), MaxHolders)
	}
	for i, h := range s.Holders {
		enrolment := directive.Enrolment{Subject: id, Holder: h.Participant, HomeJurisdiction: s.HomeJurisdiction}
		if err := enrolment.Check(); err != nil {
			return err
		}
		for _, earlier := range s.Holders[:i] {
			if earlier.Participant == h.Participant || earlier.Since > h.Since {
				return errors.New("holders: sort them by since and name each once")
			}
		}
	}
	return nil
}

func (s *Subject) validateKeys() error {
	if len(s.Keys) > MaxKeys {
		return fmt.Errorf("%d keys: a subject has at most %d", len(s.Keys), MaxKeys)
	}
	for i, key := range s.Keys {
		if _, err := address(key.Address); err != nil {
			return err
		}
		if i == 0 && !bytes.Equal(key.Address, s.Id) {
			return errors.New("the first key of a subject is that of its id")
		}
		if i > 0 && s.Keys[i-1].Since > key.Since {
			return errors.New("keys: sort them by since")
		}
		if key.Until != 0 && key.Until <= key.Since {
			return errors.New("a key ends after it begins")
		}
	}
	return nil
}

func (s *Subject) validateDirectives() error {
	ended, refusals := 0, 0
	for i := range s.Directives {
		d := &s.Directives[i]
		if err := d.validate(s.Id); err != nil {
			return fmt.Errorf("directive %s: %w", DirectiveID(d.Id), err)
		}
		if s.find(d.Id) != i || (i > 0 && s.Directives[i-1].GrantedAt > d.GrantedAt) {
			return errors.New("directives: sort them by granting and name each once")
		}
		if end := d.End(); end != 0 && end < s.HistoryFrom {
			return fmt.Errorf("directive %s ended before history_from: it belongs into the archive", DirectiveID(d.Id))
		}
		if d.EndedAt != 0 {
			ended++
		} else if d.RefusesEverything() {
			refusals++
		}
	}
	switch {
	case ended > MaxEnded:
		return fmt.Errorf("%d ended directives: at most %d stay with a subject", ended, MaxEnded)
	case refusals > 1:
		return errors.New("a second refusal of everything ends the first")
	case len(s.Directives) > MaxLive+1+MaxEnded:
		return fmt.Errorf("%d directives: at most %d are live or stay with a subject", len(s.Directives), MaxLive+1+MaxEnded)
	default:
		return nil
	}
}

// validate refuses a directive that the subject's messages could not have made.
func (m *Directive) validate(subject []byte) error {
	if len(m.Id) != DirectiveIDLength {
		return errors.New("a directive id is 32 bytes")
	}
	signed := SignedDirective{
		Subject: subject, Controller: m.Controller, Provision: m.Provision,
		NotBefore: m.NotBefore, NotAfter: m.NotAfter, DocumentDigest: m.DocumentDigest, Supersedes: m.Supersedes,
	}
	message, err := signed.Message()
	if err != nil {
		return err
	}
	if err := message.Check(); err != nil {
		return err
	}
	if m.Source != DirectiveSource_DIRECTIVE_SOURCE_SIGNED {
		return fmt.Errorf("source %s: only what subjects sign is accepted", m.Source)
	}
	return m.validateLife()
}

// validateLife looks at when the directive was granted, expired and ended.
func (m *Directive) validateLife() error {
	if m.GrantedAt <= 0 || (m.NotAfter != 0 && m.NotAfter <= m.GrantedAt) {
		return errors.New("a directive is granted after 1970 and before its validity is over")
	}
	switch m.EndedAs {
	case DirectiveEnding_DIRECTIVE_ENDING_UNSPECIFIED:
		if m.EndedAt != 0 {
			return errors.New("ended_at without ended_as")
		}
	case DirectiveEnding_DIRECTIVE_ENDING_WITHDRAWN, DirectiveEnding_DIRECTIVE_ENDING_SUPERSEDED:
		if m.EndedAt < m.GrantedAt || (m.NotAfter != 0 && m.EndedAt >= m.NotAfter) {
			return errors.New("a directive ends after it was granted and before it expires")
		}
	default:
		return fmt.Errorf("ended_as %s: directives end by withdrawal or a successor", m.EndedAs)
	}
	return nil
}
