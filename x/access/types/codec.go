package types

import (
	"github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// RegisterInterfaces makes the messages known.
func RegisterInterfaces(registry types.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil),
		&MsgOpenTrail{}, &MsgCloseTrail{}, &MsgRecordAccess{},
		&MsgJustifyEmergency{}, &MsgReviewEmergency{}, &MsgNameReviewers{},
		&MsgDisputeAccess{}, &MsgFileDispute{}, &MsgAnswerDispute{}, &MsgResolveDispute{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}
