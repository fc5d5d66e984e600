package types

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
func (m *MsgSuspendJurisdiction) Validate() error {
	return checkJurisdictional(m.Council, m.Jurisdiction)
}

// Validate checks what can be said of the message without any state.
func (m *MsgReinstateJurisdiction) Validate() error {
	return checkJurisdictional(m.Council, m.Jurisdiction)
}

// Validate checks what can be said of the message without any state.
func (m *MsgReplaceAuthority) Validate() error {
	if err := checkJurisdictional(m.Council, m.Jurisdiction); err != nil {
		return err
	}
	return checkAddress(m.Successor)
}

// Validate checks what can be said of the message without any state.
func (m *MsgUpdateParams) Validate() error {
	if err := checkAddress(m.Council); err != nil {
		return err
	}
	return m.Params.Validate()
}

// Validate checks what can be said of the message without any state.
func (m *MsgAdoptProfile) Validate() error {
	if err := checkAddress(m.Authority); err != nil {
		return err
	}
	return m.Profile.Validate()
}

// Validate checks what can be said of the message without any state.
func (m *MsgTransferAuthority) Validate() error {
	return checkAddresses(m.Authority, m.Successor)
}

// Validate checks what can be said of the message without any state.
func (m *MsgAcceptAuthority) Validate() error {
	return checkJurisdictional(m.Successor, m.Jurisdiction)
}

// Validate checks what can be said of the message without any state.
func (m *MsgObjectToReplacement) Validate() error { return checkAddress(m.Authority) }

// checkJurisdictional refuses a malformed signer or jurisdiction.
func checkJurisdictional(signer, jurisdiction string) error {
	if err := checkAddress(signer); err != nil {
		return err
	}
	return CheckJurisdictionID(jurisdiction)
}
