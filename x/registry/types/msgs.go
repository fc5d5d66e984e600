package types

import "github.com/assent-ledger/assent/pkg/policy"

// Validate checks what can be said of the message without any state.
func (m *MsgRegisterJurisdiction) Validate() error {
	if err := checkAddress(m.Council); err != nil {
		return err
	}
	if err := CheckJurisdictionID(m.Id); err != nil {
		return err
	}
	if err := checkName(m.Name); err != nil {
		return ErrJurisdictionInvalid.Wrapf("%s: %s", m.Id, err)
	}
	if err := checkAddress(m.JurisdictionAuthority); err != nil {
		return err
	}
	return m.Profile.Validate()
}

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
	return checkStatusChange(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgSuspendParticipant) Validate() error {
	return checkStatusChange(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgReinstateParticipant) Validate() error {
	return checkStatusChange(m.Authority, m.Participant)
}

// Validate checks what can be said of the message without any state.
func (m *MsgBindAccount) Validate() error {
	if err := checkAddress(m.Admin); err != nil {
		return err
	}
	if err := checkAddress(m.Address); err != nil {
		return err
	}
	if err := checkPermissions(m.Permissions); err != nil {
		return ErrAccountInvalid.Wrapf("%s: %s", m.Address, err)
	}
	return nil
}

func checkStatusChange(authority, participant string) error {
	if err := checkAddress(authority); err != nil {
		return err
	}
	return CheckParticipantID(participant)
}
