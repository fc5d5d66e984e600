package types

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterInterfaces makes the messages known to the codec.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil), &MsgEnrolSubjects{}, &MsgGiveConsent{}, &MsgWithdrawConsent{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
