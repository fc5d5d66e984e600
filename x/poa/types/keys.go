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
	// ParamsPrefix: 0x02 -> Params.
	ParamsPrefix = collections.NewPrefix(2)
	// KeysPrefix: 0x03 | consensus address (20 bytes) -> KeyUse.
	KeysPrefix = collections.NewPrefix(3)
	// AbsencesPrefix: 0x04 | participant -> Absences.
	AbsencesPrefix = collections.NewPrefix(4)
	// LastChangePrefix: 0x05 -> height of the last voluntary change.
	LastChangePrefix = collections.NewPrefix(5)
)
