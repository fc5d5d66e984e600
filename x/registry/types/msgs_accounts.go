package types

// Validate checks what can be said of the message without any state.
func (m *MsgBindAccount) Validate() error {
	if err := checkAddresses(m.Admin, m.Address); err != nil {
		return err
	}
	if err := checkPermissions(m.Permissions); err != nil {
		return ErrAccountInvalid.Wrapf("%s: %s", m.Address, err)
	}
	return nil
}

// Validate checks what can be said of the message without any state.
func (m *MsgUnbindAccount) Validate() error { return checkAddresses(m.Admin, m.Address) }

// Validate checks what can be said of the message without any state.
func (m *MsgRotateAccount) Validate() error {
	return checkAddresses(m.Admin, m.Address, m.Successor)
}

func checkAddresses(addresses ...string) error {
	for _, address := range addresses {
		if err := checkAddress(address); err != nil {
			return err
		}
	}
	return nil
}
