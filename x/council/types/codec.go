package types

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// What holds messages must decode them.
var (
	_ codectypes.UnpackInterfacesMessage = Proposal{}
	_ codectypes.UnpackInterfacesMessage = GenesisState{}
	_ codectypes.UnpackInterfacesMessage = (*MsgSubmitProposal)(nil)
	_ codectypes.UnpackInterfacesMessage = QueryProposalResponse{}
	_ codectypes.UnpackInterfacesMessage = QueryProposalsResponse{}
)

// RegisterInterfaces makes the messages known.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}

// UnpackInterfaces decodes the messages.
func (m *MsgSubmitProposal) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackMessages(unpacker, m.Messages)
}

// UnpackInterfaces decodes the messages of all proposals.
func (g GenesisState) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackProposals(unpacker, g.Proposals)
}

// UnpackInterfaces decodes the messages.
func (r QueryProposalResponse) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return r.Proposal.UnpackInterfaces(unpacker)
}

// UnpackInterfaces decodes the messages of all proposals.
func (r QueryProposalsResponse) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackProposals(unpacker, r.Proposals)
}

func unpackProposals(unpacker codectypes.AnyUnpacker, proposals []Proposal) error {
	for _, p := range proposals {
		if err := p.UnpackInterfaces(unpacker); err != nil {
			return err
		}
	}
	return nil
}
