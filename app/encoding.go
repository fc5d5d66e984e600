package app

import (
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/core/address"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	addresscodec "github.com/cosmos/cosmos-sdk/codec/address"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	"github.com/cosmos/cosmos-sdk/std"
	sdk "github.com/cosmos/cosmos-sdk/types"
	signingtypes "github.com/cosmos/cosmos-sdk/types/tx/signing"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
	"github.com/cosmos/cosmos-sdk/x/tx/signing"
)

// Bech32 prefixes of addresses.
const (
	Bech32Prefix          = "assent"
	bech32PrefixValidator = Bech32Prefix + "valoper"
	bech32PrefixConsensus = Bech32Prefix + "valcons"
)

func init() {
	config := sdk.GetConfig()
	config.SetBech32PrefixForAccount(Bech32Prefix, Bech32Prefix+"pub")
	config.SetBech32PrefixForValidator(bech32PrefixValidator, bech32PrefixValidator+"pub")
	config.SetBech32PrefixForConsensusNode(bech32PrefixConsensus, bech32PrefixConsensus+"pub")
}

// AddressCodec of account addresses.
func AddressCodec() address.Codec { return addresscodec.NewBech32Codec(Bech32Prefix) }

// ValidatorAddressCodec of validator addresses, which the SDK's tools ask for.
func ValidatorAddressCodec() address.Codec { return addresscodec.NewBech32Codec(bech32PrefixValidator) }

// ConsensusAddressCodec of consensus addresses.
func ConsensusAddressCodec() address.Codec { return addresscodec.NewBech32Codec(bech32PrefixConsensus) }

// Encoding is how the application and its clients write transactions and state.
type Encoding struct {
	Codec             codec.Codec
	LegacyAmino       *codec.LegacyAmino
	TxConfig          client.TxConfig
	InterfaceRegistry codectypes.InterfaceRegistry
}

// newEncoding accepts direct signing alone: one form of sign bytes, no JSON.
func newEncoding() (Encoding, error) {
	registry, err := codectypes.NewInterfaceRegistryWithOptions(codectypes.InterfaceRegistryOptions{
		ProtoFiles: proto.HybridResolver,
		SigningOptions: signing.Options{
			AddressCodec:          AddressCodec(),
			ValidatorAddressCodec: ValidatorAddressCodec(),
		},
	})
	if err != nil {
		return Encoding{}, fmt.Errorf("interface registry: %w", err)
	}
	cdc := codec.NewProtoCodec(registry)
	amino := codec.NewLegacyAmino()
	std.RegisterLegacyAminoCodec(amino)
	std.RegisterInterfaces(registry)
	return Encoding{
		Codec:             cdc,
		LegacyAmino:       amino,
		TxConfig:          authtx.NewTxConfig(cdc, []signingtypes.SignMode{signingtypes.SignMode_SIGN_MODE_DIRECT}),
		InterfaceRegistry: registry,
	}, nil
}
