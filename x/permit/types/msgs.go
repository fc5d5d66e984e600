package types

import "github.com/assent-ledger/assent/internal/ident"

// Validate checks what can be checked without state.
func (m *MsgIssuePermit) Validate() error {
	p := m.permit()
	return p.validateTerms()
}

// permit is what the message says about one.
func (m *MsgIssuePermit) permit() Permit {
	return Permit{
		Id:             m.Id,
		Holder:         m.Holder,
		Purposes:       m.Purposes,
		Categories:     m.Categories,
		Actions:        m.Actions,
		Controllers:    m.Controllers,
		DatasetDigests: m.DatasetDigests,
		Safeguards:     m.Safeguards,
		NotBefore:      m.NotBefore,
		NotAfter:       m.NotAfter,
		DocumentDigest: m.DocumentDigest,
	}
}

// Validate checks what can be checked without state.
func (m *MsgSuspendPermit) Validate() error { return CheckID(m.Permit) }

// Validate checks what can be checked without state.
func (m *MsgResumePermit) Validate() error { return CheckID(m.Permit) }

// Validate checks what can be checked without state.
func (m *MsgRevokePermit) Validate() error { return CheckID(m.Permit) }

// Validate checks what can be checked without state.
func (m *MsgExtendPermit) Validate() error {
	if err := CheckID(m.Permit); err != nil {
		return err
	}
	return checkDigest(m.DocumentDigest)
}

// Validate checks what can be checked without state.
func (m *MsgClosePermit) Validate() error { return CheckID(m.Permit) }

// CheckID refuses what does not have the form of a permit's id: lower-case letters and
// digits in words joined by single hyphens, at most MaxID bytes.
func CheckID(id string) error {
	if !ident.Slug(id, MaxID) {
		return ErrPermitIDInvalid.Wrapf("at most %d bytes of lower-case words joined by hyphens", MaxID)
	}
	return nil
}

func checkDigest(digest []byte) error {
	if len(digest) != DigestSize {
		return ErrDigestInvalid.Wrapf("%d bytes, want %d", len(digest), DigestSize)
	}
	return nil
}
