// Package types holds the council's values, the rules that they obey, and the
// messages, queries and events of the module.
package types

import "cosmossdk.io/collections"

const (
	// ModuleName of the council, and codespace of its errors.
	ModuleName = "council"
	// StoreKey of the council's state.
	StoreKey = ModuleName
)

// Prefixes of the state.
var (
	// ParamsPrefix: 0x00 -> Params.
	ParamsPrefix = collections.NewPrefix(0)
	// LastIDPrefix: 0x01 -> id of the last proposal.
	LastIDPrefix = collections.NewPrefix(1)
	// ProposalsPrefix: 0x02 | id (8 bytes, big-endian) -> Proposal.
	ProposalsPrefix = collections.NewPrefix(2)
	// OpenPrefix: 0x03 | id (8 bytes, big-endian) -> nothing, for each OPEN proposal.
	OpenPrefix = collections.NewPrefix(3)
)

// The bounds of the council.
const (
	// MaxMessages of one proposal.
	MaxMessages = 16
	// MaxMessagesBytes of the messages of one proposal together.
	MaxMessagesBytes = 64 << 10
	// MaxTitleBytes of a proposal's title.
	MaxTitleBytes = 64
	// MaxOpen proposals at a time, which bounds the work at the end of a block.
	MaxOpen = 64
	// MaxOpenPerMember bounds the OPEN proposals of one jurisdiction.
	MaxOpenPerMember = 4
	// ExecutionGas bounds what the messages of one proposal may use together. It is
	// the council's own: no voter pays for it, so that none can starve it.
	ExecutionGas = 50_000_000

	digestBytes = 32
)
