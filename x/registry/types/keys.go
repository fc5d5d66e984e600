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
	// ParamsPrefix: 0x04 -> Params.
	ParamsPrefix = collections.NewPrefix(4)
	// HandoversPrefix: 0x05 | id of the jurisdiction -> Handover.
	HandoversPrefix = collections.NewPrefix(5)
	// SuccessorsPrefix: 0x06 | address (20 bytes) -> id of the jurisdiction whose handover waits for it.
	SuccessorsPrefix = collections.NewPrefix(6)
	// MembersPrefix: 0x07 | id of the participant, 0x00 | address (20 bytes): the accounts by participant.
	MembersPrefix = collections.NewPrefix(7)
	// SchemesPrefix: 0x08 | id -> Scheme.
	SchemesPrefix = collections.NewPrefix(8)
	// JurisdictionArchivePrefix: 0x09 | id, 0x00 | number (4 bytes, big endian) -> JurisdictionArchivePage.
	JurisdictionArchivePrefix = collections.NewPrefix(9)
	// ParticipantArchivePrefix: 0x0a | id, 0x00 | number (4 bytes, big endian) -> ParticipantArchivePage.
	ParticipantArchivePrefix = collections.NewPrefix(10)
	// UsagesPrefix: 0x0b | payer -> Usage.
	UsagesPrefix = collections.NewPrefix(11)
)
