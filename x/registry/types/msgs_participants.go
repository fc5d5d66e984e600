package types

import "github.com/assent-ledger/assent/pkg/policy"

// Validate checks what can be said of the message without any state.
func (m *MsgOnboardParticipant) Validate() error {
	if err := checkAddress(m.Authority); err != nil {
		return err
	}
	if err := CheckParticipantID(m.Id); err != nil {
		return err
	}
	if err := checkName(m.Name); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", m.Id, err)
	}
	if len(m.Roles) == 0 {
		return ErrParticipantInvalid.Wrapf("%s: no role", m.Id)
	}
	if err := checkCodes[policy.Role](m.Roles); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: roles: %s", m.Id, err)
	}
	if err := checkMetadata(m.MetadataDigest, m.MetadataUri); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", m.Id, err)
	}
	return checkAddress(m.Admin)
}

// Validate checks what can be said of the message without any state.
func (m *MsgActivateParticipant) Validate() error {
	return checkParties(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgSuspendParticipant) Validate() error {
	return checkParties(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgReinstateParticipant) Validate() error {
	return checkParties(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgOffboardParticipant) Validate() error {
	return checkParties(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgSetRoles) Validate() error {
	if err := checkParties(m.Authority, m.Participant); err != nil {
		return err
	}
	if err := checkGrants(m.Roles); err != nil {
		return ErrParticipantInvalid.Wrapf("%s: %s", m.Participant, err)
	}
	return nil
}

// Validate checks what can be said of the message without any state.
func (m *MsgSetStateAllowance) Validate() error {
	return checkParties(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgSetSchemeIssuers) Validate() error {
	if err := checkAddress(m.Authority); err != nil {
		return err
	}
	if _, err := SchemeOwner(m.Scheme); err != nil {
		return err
	}
	return checkIssuers(m.Scheme, m.Issuers)
}

// Validate checks what can be said of the message without any state. The rest is
// for the accreditation that comes of it.
func (m *MsgAccredit) Validate() error {
	if err := checkParties(m.Issuer, m.Participant); err != nil {
		return err
	}
	_, err := SchemeOwner(m.Scheme)
	return err
}

// Validate checks what can be said of the message without any state.
func (m *MsgRevokeAccreditation) Validate() error {
	if err := checkParties(m.Issuer, m.Participant); err != nil {
		return err
	}
	if _, err := SchemeOwner(m.Scheme); err != nil {
		return err
	}
	if len(m.CredentialDigest) != digestBytes {
		return ErrAccreditationInvalid.Wrapf("%s: credential digest of %d bytes, want %d", m.Scheme, len(m.CredentialDigest), digestBytes)
	}
	return nil
}

// checkParties refuses a malformed signer or participant.
func checkParties(signer, participant string) error {
	if err := checkAddress(signer); err != nil {
		return err
	}
	return CheckParticipantID(participant)
}
