package types

import "github.com/assent-ledger/assent/internal/ident"

// Validate checks what can be checked without state.
func (m *MsgProposeAgreement) Validate() error {
	return m.agreement().validateTerms()
}

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
	}
}

// Validate checks what can be checked without state.
func (m *MsgCertifyAgreement) Validate() error {
	if !ident.Slug(m.Agreement, MaxID) {
		return ErrAgreementIDInvalid
	}
	if len(m.DocumentDigest) != DigestSize {
		return ErrDigestInvalid.Wrapf("%d bytes, want %d", len(m.DocumentDigest), DigestSize)
	}
	return nil
}
