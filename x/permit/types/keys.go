package types

import "cosmossdk.io/collections"

// ModuleName of permit, which is the key of its store too.
const (
	ModuleName = "permit"
	StoreKey   = ModuleName
)

// The prefixes of the store.
var (
	// PermitsPrefix: 0x00 | id -> Permit.
	PermitsPrefix = collections.NewPrefix(0)
	// ByIssuerPrefix: 0x01 | issuer | 0x00 | id -> nothing.
	ByIssuerPrefix = collections.NewPrefix(1)
	// ByHolderPrefix: 0x02 | holder | 0x00 | id -> nothing.
	ByHolderPrefix = collections.NewPrefix(2)
)

// The bounds of permits.
const (
	// MaxID is the greatest length of a permit's id, in bytes: what an access event
	// may name.
	MaxID = 64
	// MaxControllers is the greatest number of controllers that one permit names.
	MaxControllers = 64
	// MaxDatasets is the greatest number of dataset digests of one permit.
	MaxDatasets = 64
	// MaxYears is how long a permit may be good for, in calendar years (EHDS Art. 68).
	MaxYears = 10
	// MaxResumptions is how often one permit may be resumed.
	MaxResumptions = 16
	// MaxHistory is the greatest number of entries of a history: the issue, a suspension
	// and a resumption as often as may be, one more suspension, and an end.
	MaxHistory = 1 + 2*MaxResumptions + 2
	// DigestSize is the length of a digest, in bytes: SHA-256.
	DigestSize = 32
)
