package types

// Validate checks what can be said of the message without any state.
func (m *MsgAdmitValidator) Validate() error {
	if err := checkParticipant(m.Participant); err != nil {
		return err
	}
	if m.Power != 0 {
		if err := checkPower(m.Power); err != nil {
			return err
		}
	}
	_, err := m.Key.Engine()
	return err
}

// Validate checks what can be said of the message without any state.
func (m *MsgSetPower) Validate() error {
	if err := checkParticipant(m.Participant); err != nil {
		return err
	}
	return checkPower(m.Power)
}

// Validate checks what can be said of the message without any state.
func (m *MsgRemoveValidator) Validate() error { return checkParticipant(m.Participant) }

// Validate checks what can be said of the message without any state.
func (m *MsgRotateConsensusKey) Validate() error {
	_, err := m.Key.Engine()
	return err
}

// Validate checks what can be said of the message without any state.
func (m *MsgUpdateParams) Validate() error { return m.Params.Validate() }
