package types

import "cosmossdk.io/collections"

// ModuleName of recognition, which is the key of its store too.
const (
	ModuleName = "recognition"
	StoreKey   = ModuleName
)

// The prefixes of the store.
var (
	// AgreementsPrefix: 0x00 | id -> Agreement.
	AgreementsPrefix = collections.NewPrefix(0)
	// PairsPrefix: 0x01 | from | 0x00 | to | 0x00 | id -> nothing, for each ordered
	// pair of jurisdictions that a certified agreement has a rule for.
	PairsPrefix = collections.NewPrefix(1)
	// LinesPrefix: 0x02 | id of the first version -> Line.
	LinesPrefix = collections.NewPrefix(2)
	// PartiesPrefix: 0x03 | party | 0x00 | id -> nothing, for each party of a version.
	PartiesPrefix = collections.NewPrefix(3)
	// OpenPrefix: 0x04 | proposer | 0x00 | id -> nothing, for each version that is
	// written as PROPOSED.
	OpenPrefix = collections.NewPrefix(4)
)

// The bounds of agreements.
const (
	// MaxID is the greatest length of an agreement's id, in bytes.
	MaxID = 64
	// MinParties and MaxParties bound the parties of one agreement.
	MinParties = 2
	MaxParties = 32
	// MaxRules is the greatest number of rules of one agreement.
	MaxRules = 64
	// MaxPerPair is the greatest number of certified agreements that have a rule for
	// one ordered pair of jurisdictions: what a decision across a border may read.
	MaxPerPair = 256
	// MaxOpen is the greatest number of versions that one jurisdiction has proposed and
	// that are neither certified by all nor rejected nor withdrawn.
	MaxOpen = 64
	// MaxVersions is the greatest number of certified versions of one line.
	MaxVersions = 64
	// MaxSuspensions is the greatest number of suspensions by one party in a line.
	MaxSuspensions = 32
	// MaxNoticePeriod is the longest notice period, in seconds: five years.
	MaxNoticePeriod = 5 * 365 * 24 * 60 * 60
	// DigestSize is the length of a document digest, in bytes.
	DigestSize = 32
)
