// Package types holds the values of the validator set, the rules that they
// obey, and the messages, queries and events of the module.
package types

import "cosmossdk.io/collections"

const (
	// ModuleName of the validator set, and codespace of its errors.
	ModuleName = "poa"
	// StoreKey of the validator set's state.
	StoreKey = ModuleName
)

// Prefixes of the state.
var (
	// ValidatorsPrefix: 0x00 | participant -> Validator.
	ValidatorsPrefix = collections.NewPrefix(0)
	// AnnouncedPrefix: 0x01 | consensus address (20 bytes) -> Announced.
	AnnouncedPrefix = collections.NewPrefix(1)
)
