package types

import "github.com/assent-ledger/assent/internal/ident"

// Validate checks what can be checked without state.
func (m *MsgProposeAgreement) Validate() error { return m.agreement().validateTerms() }

// agreement is what the message says about one.
func (m *MsgProposeAgreement) agreement() Agreement {
	return Agreement{
		Id:             m.Id,
		Version:        firstVersion,
		Parties:        m.Parties,
		Rules:          m.Rules,
		DocumentDigest: m.DocumentDigest,
		NotBefore:      m.NotBefore,
		NotAfter:       m.NotAfter,
		NoticePeriod:   m.NoticePeriod,
		Line:           m.Id,
	}
}

// Validate checks what can be checked without state.
func (m *MsgCertifyAgreement) Validate() error {
	if err := checkID(m.Agreement); err != nil {
		return err
	}
	return checkDigest(m.DocumentDigest)
}

// Validate checks what can be checked without state.
func (m *MsgRejectAgreement) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state.
func (m *MsgWithdrawProposal) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state.
func (m *MsgSuspendAgreement) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state.
func (m *MsgResumeAgreement) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state.
func (m *MsgGiveNotice) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state. The rules are checked with the
// parties that the amended version has.
func (m *MsgAmendAgreement) Validate() error { return checkID(m.Agreement) }

// Validate checks what can be checked without state. The rules are checked with the
// parties that the version has that is acceded to.
func (m *MsgAccede) Validate() error { return checkID(m.Agreement) }

func checkID(id string) error {
	if !ident.Slug(id, MaxID) {
		return ErrAgreementIDInvalid.Wrapf("at most %d bytes of lower-case words joined by hyphens", MaxID)
	}
	return nil
}

func checkDigest(digest []byte) error {
	if len(digest) != DigestSize {
		return ErrDigestInvalid.Wrapf("%d bytes, want %d", len(digest), DigestSize)
	}
	return nil
}
