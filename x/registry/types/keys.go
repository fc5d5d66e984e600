// Package types holds the registry's values, the rules that they obey, and the
// messages, queries and events of the module.
package types

import "cosmossdk.io/collections"

const (
	// ModuleName of the registry, and codespace of its errors.
	ModuleName = "registry"
	// StoreKey of the registry's state.
	StoreKey = ModuleName
)

// Prefixes of the state.
var (
	// JurisdictionsPrefix: 0x00 | id -> Jurisdiction.
	JurisdictionsPrefix = collections.NewPrefix(0)
	// ParticipantsPrefix: 0x01 | id -> Participant.
	ParticipantsPrefix = collections.NewPrefix(1)
	// AccountsPrefix: 0x02 | address (20 bytes) -> Account.
	AccountsPrefix = collections.NewPrefix(2)
	// AuthoritiesPrefix: 0x03 | address (20 bytes) -> id of the jurisdiction.
	AuthoritiesPrefix = collections.NewPrefix(3)
)
