package types

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/assent-ledger/assent/pkg/directive"
)

// DefaultGenesis has no subjects.
func DefaultGenesis() *GenesisState { return &GenesisState{Params: DefaultParams()} }

// Validate refuses every state that the messages could not have made, as far as
// the state can tell. It is the invariant of the module as well: what is
// exported passes.
func (gs *GenesisState) Validate() error {
	if err := gs.Params.Validate(); err != nil {
		return err
	}
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
	if s.Custodial() && s.Sequence != 0 {
		return errors.New("a subject in custody has signed nothing")
	}
	if err := s.validateRepresentatives(); err != nil {
		return err
	}
	if err := s.validateReplacement(); err != nil {
		return err
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
		if i == 0 && bytes.Equal(key.Address, s.Id) != (key.Since == s.Holders[0].Since) {
			return errors.New("the key that a subject is enrolled with is that of its id, a later one is not")
		}
		if slices.ContainsFunc(s.Keys[:i], func(k SubjectKey) bool { return bytes.Equal(k.Address, key.Address) }) {
			return errors.New("no key of a subject comes back")
		}
		if i > 0 && (s.Keys[i-1].Since > key.Since || s.Keys[i-1].Until == 0 || s.Keys[i-1].Until > key.Since) {
			return errors.New("keys: sort them by since, one after the other")
		}
		if key.Until != 0 && key.Until < key.Since {
			return errors.New("a key ends after it begins")
		}
	}
	return nil
}

func (s *Subject) validateRepresentatives() error {
	if len(s.Representatives) > MaxRepresentatives {
		return fmt.Errorf("%d representatives: a subject has at most %d", len(s.Representatives), MaxRepresentatives)
	}
	for i := range s.Representatives {
		r := &s.Representatives[i]
		if _, err := r.Mandate.Appointment(s.Id); err != nil {
			return err
		}
		if r.Appointer != Appointer_APPOINTER_SUBJECT && r.Appointer != Appointer_APPOINTER_AUTHORITY {
			return fmt.Errorf("representative appointed by %s", r.Appointer)
		}
		if r.AppointedAt <= 0 || (r.EndedAt != 0 && r.EndedAt < r.AppointedAt) {
			return errors.New("a mandate is given after 1970 and ends after that")
		}
		if i > 0 && s.Representatives[i-1].AppointedAt > r.AppointedAt {
			return errors.New("representatives: sort them by appointed_at")
		}
	}
	return nil
}

func (s *Subject) validateReplacement() error {
	r := s.Replacement
	switch {
	case r == nil:
		return nil
	case len(r.NewKey) == 0:
		if !r.Contested || r.OpensAt != 0 || r.ConfirmedAt != 0 || r.ConfirmedBy != "" {
			return errors.New("a replacement without a key is one that was objected to")
		}
		return nil
	case r.OpensAt <= 0 || (r.ConfirmedAt == 0) != (r.ConfirmedBy == "") || (!r.Contested && r.ConfirmedAt != 0):
		return errors.New("a replacement opens after 1970, and is confirmed by a holder once it is contested")
	default:
		_, err := address(r.NewKey)
		return err
	}
}

func (s *Subject) validateDirectives() error {
	ended, bytes := 0, 0
	refusals := map[DirectiveSource]int{} // Looked up, never ranged.
	for i := range s.Directives {
		d := &s.Directives[i]
		if err := d.validate(s.Id); err != nil {
			return fmt.Errorf("directive %s: %w", DirectiveID(d.Id), err)
		}
		if s.find(d.Id) != i || (i > 0 && s.Directives[i-1].GrantedAt > d.GrantedAt) {
			return errors.New("directives: sort them by granting and name each once")
		}
		if end := d.End(); end != 0 && end < s.HistoryFrom && d.EndedAs != DirectiveEnding_DIRECTIVE_ENDING_INVALIDATED {
			return fmt.Errorf("directive %s ended before history_from: it belongs into the archive", DirectiveID(d.Id))
		}
		if d.EndedAt != 0 {
			ended++
			bytes += d.Size()
		} else if d.RefusesEverything() {
			if refusals[d.Source]++; refusals[d.Source] > 1 {
				return errors.New("a second refusal of everything ends the first")
			}
		}
	}
	const most = MaxLive + MaxAttested + refusalSources + MaxEnded
	switch {
	case ended > MaxEnded:
		return fmt.Errorf("%d ended directives: at most %d stay with a subject", ended, MaxEnded)
	case bytes > MaxEndedBytes:
		return fmt.Errorf("%d bytes of ended directives: at most %d stay with a subject", bytes, MaxEndedBytes)
	case len(s.Directives) > most:
		return fmt.Errorf("%d directives: at most %d are live or stay with a subject", len(s.Directives), most)
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
	if size := m.Size(); size > MaxDirectiveBytes+endingBytes {
		return fmt.Errorf("a directive of %d bytes: want at most %d", size, MaxDirectiveBytes)
	}
	if err := m.validateSource(subject); err != nil {
		return err
	}
	return m.validateLife()
}

// validateSource looks at who said the directive.
func (m *Directive) validateSource(subject []byte) error {
	represented, attested := len(m.Representative) != 0, m.Attester != ""
	switch m.Source {
	case DirectiveSource_DIRECTIVE_SOURCE_SIGNED:
		if represented || attested {
			return errors.New("what the subject signed names no representative and no attester")
		}
	case DirectiveSource_DIRECTIVE_SOURCE_REPRESENTED:
		if _, err := address(m.Representative); err != nil || attested || bytes.Equal(m.Representative, subject) {
			return errors.New("what a representative signed names it alone")
		}
	case DirectiveSource_DIRECTIVE_SOURCE_ATTESTED:
		if represented || !attested || m.Attester != m.Controller || len(m.DocumentDigest) == 0 || len(m.Supersedes) != 0 {
			return errors.New("what a holder attested is about its own data, names it and its paper, and supersedes nothing")
		}
	default:
		return fmt.Errorf("source %s", m.Source)
	}
	return nil
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
	case DirectiveEnding_DIRECTIVE_ENDING_REVOKED:
		if m.Source != DirectiveSource_DIRECTIVE_SOURCE_ATTESTED || m.EndedAt < m.GrantedAt || (m.NotAfter != 0 && m.EndedAt >= m.NotAfter) {
			return errors.New("what a holder attested is revoked after it was granted and before it expires")
		}
	case DirectiveEnding_DIRECTIVE_ENDING_INVALIDATED:
		if m.Source == DirectiveSource_DIRECTIVE_SOURCE_SIGNED || m.Provision.Denies() || m.EndedAt < m.GrantedAt {
			return errors.New("what is invalidated permits, was not signed by the subject, and ends after it was granted")
		}
	default:
		return fmt.Errorf("ended_as %s", m.EndedAs)
	}
	return nil
}
