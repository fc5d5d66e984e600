package types

import (
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// What holds a key must decode it.
var (
	_ codectypes.UnpackInterfacesMessage = Validator{}
	_ codectypes.UnpackInterfacesMessage = Announced{}
	_ codectypes.UnpackInterfacesMessage = GenesisState{}
	_ codectypes.UnpackInterfacesMessage = QueryValidatorResponse{}
	_ codectypes.UnpackInterfacesMessage = QueryValidatorsResponse{}
)

// RegisterInterfaces makes the module's messages known.
func RegisterInterfaces(registry codectypes.InterfaceRegistry) {
	registry.RegisterImplementations((*sdk.Msg)(nil), &MsgSetPower{})
	msgservice.RegisterMsgServiceDesc(registry, &_Msg_serviceDesc)
}

// UnpackInterfaces decodes the key.
func (r QueryValidatorResponse) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return r.Validator.UnpackInterfaces(unpacker)
}

// UnpackInterfaces decodes the keys.
func (r QueryValidatorsResponse) UnpackInterfaces(unpacker codectypes.AnyUnpacker) error {
	return unpackKeys(unpacker, r.Validators)
}
