// Package modbase holds what every module's AppModule has in common: its name,
// its version, and how its genesis is written, read and checked.
package modbase

import (
	"encoding/json"
	"fmt"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
)

// Genesis is a pointer to a genesis state G that can check itself.
type Genesis[G any] interface {
	*G
	proto.Message
	Validate() error
}

// Module is embedded by an AppModule whose genesis state is G.
type Module[G any, P Genesis[G]] struct {
	name           string
	defaultGenesis func() P
}

// New is the base of the named module.
func New[G any, P Genesis[G]](name string, defaultGenesis func() P) Module[G, P] {
	return Module[G, P]{name: name, defaultGenesis: defaultGenesis}
}

// Name of the module.
func (m Module[G, P]) Name() string { return m.name }

// ConsensusVersion of the module's state.
func (Module[G, P]) ConsensusVersion() uint64 { return 1 }

// IsAppModule marks the type for the SDK.
func (Module[G, P]) IsAppModule() {}

// IsOnePerModuleType marks the type for the SDK.
func (Module[G, P]) IsOnePerModuleType() {}

// RegisterLegacyAminoCodec registers nothing: only direct signing is accepted.
func (Module[G, P]) RegisterLegacyAminoCodec(*codec.LegacyAmino) {}

// DefaultGenesis of the module, as JSON.
func (m Module[G, P]) DefaultGenesis(cdc codec.JSONCodec) json.RawMessage {
	return cdc.MustMarshalJSON(m.defaultGenesis())
}

// ValidateGenesis reads a genesis state and checks it.
func (m Module[G, P]) ValidateGenesis(cdc codec.JSONCodec, _ client.TxEncodingConfig, bz json.RawMessage) error {
	state, err := m.decode(cdc, bz)
	if err != nil {
		return err
	}
	return state.Validate()
}

// ReadGenesis reads a genesis state and panics, as the SDK asks of InitGenesis,
// where it is malformed.
func (m Module[G, P]) ReadGenesis(cdc codec.JSONCodec, bz json.RawMessage) P {
	state, err := m.decode(cdc, bz)
	if err == nil {
		err = state.Validate()
	}
	if err != nil {
		panic(err)
	}
	return state
}

func (m Module[G, P]) decode(cdc codec.JSONCodec, bz json.RawMessage) (P, error) {
	state := P(new(G))
	if err := cdc.UnmarshalJSON(bz, state); err != nil {
		return nil, fmt.Errorf("%s genesis: %w", m.name, err)
	}
	return state, nil
}
