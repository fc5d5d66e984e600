package types

// Validate checks what can be said of the message without any state.
func (m *MsgSetPower) Validate() error {
	if err := checkParticipant(m.Participant); err != nil {
		return err
	}
	return checkPower(m.Power)
}
