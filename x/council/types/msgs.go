package types

// Validate checks what can be said of the message without any state.
func (m *MsgSubmitProposal) Validate() error {
	return checkContent(m.Messages, m.Title, m.DocumentDigest)
}

// Validate checks what can be said of the message without any state.
func (m *MsgVote) Validate() error {
	if m.Proposal == 0 {
		return ErrProposalUnknown.Wrap("0")
	}
	return checkOption(m.Option)
}

// Validate checks what can be said of the message without any state.
func (m *MsgWithdrawProposal) Validate() error {
	if m.Proposal == 0 {
		return ErrProposalUnknown.Wrap("0")
	}
	return nil
}

// Validate checks what can be said of the message without any state.
func (m *MsgUpdateParams) Validate() error { return m.Params.Validate() }
